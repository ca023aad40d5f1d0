// What every page does: each behaviour is a module of its own, and is loaded where the page has something for it.
import "./menus.js";
import "./keys.js";
import "./clock.js";
import { say } from "./say.js";

const MODULES = {
  "[data-acts]": "./acts.js", "[data-branch]": "./branch.js", "[data-chart]": "./chart.js",
  "[data-columns]": "./columns.js", "[data-editor]": "./editor.js", "[data-fresh]": "./fresh.js",
  "[data-live]": "./live.js", "[data-map]": "./map.js", "[data-print]": "./print.js", "[data-wall]": "./wall.js",
};

function load(root) {
  for (const [where, module] of Object.entries(MODULES)) {
    const found = [...(root.matches?.(where) ? [root] : []), ...root.querySelectorAll(where)];
    if (found.length) import(module).then(({ attach }) => found.forEach(attach));
  }
}

load(document);
document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && load(event.detail.elt));
document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.getResponseHeader("X-Said") || `${event.detail.xhr.status}`, "danger"));
document.addEventListener("htmx:sendError", () => say(document.documentElement.lang === "en" ? "No connection" : "网络不通，请稍后再试", "danger"));
// What was refused with a form in it is shown: the form says why.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 409, 422].includes(event.detail.xhr.status) && event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
