// What every page does: each behaviour is a module of its own.
import "./menus.js";
import "./keys.js";
import "./clock.js";
import { say } from "./say.js";
import { attach as acts } from "./acts.js";
import { attach as branch } from "./branch.js";
import { attach as columns } from "./columns.js";
import { attach as fresh } from "./fresh.js";
import { attach as live } from "./live.js";
import { attach as print } from "./print.js";
import { attach as wall } from "./wall.js";

// What answers to clicks and keys is there with the page; what draws is loaded where there is something to draw.
const HERE = {
  "[data-acts]": acts, "[data-branch]": branch, "[data-columns]": columns, "[data-fresh]": fresh, "[data-live]": live,
  "[data-print]": print, "[data-wall]": wall,
};
const LATER = { "[data-chart]": "./chart.js", "[data-editor]": "./editor.js", "[data-map]": "./map.js" };

function within(root, where) {
  return [...(root.matches?.(where) ? [root] : []), ...root.querySelectorAll(where)];
}

function load(root) {
  for (const [where, attach] of Object.entries(HERE)) within(root, where).forEach(attach);
  for (const [where, module] of Object.entries(LATER)) {
    const found = within(root, where);
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
