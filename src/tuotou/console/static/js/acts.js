// [data-acts]: acts on warnings of a list: buttons and keys open a dialog for those that are chosen, or the one under the cursor.
import { say } from "./say.js";
import { refresh } from "./fresh.js";

const KEYS = { a: "take", s: "snooze", g: "assign", m: "mute" };
const english = document.documentElement.lang === "en";
let wanted = [];

const boxes = () => [...document.querySelectorAll("#list [name=pick]")];
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);
const under = () => document.querySelector("#list tr.table-active [name=pick]");

function count() {
  const many = chosen().length, bar = document.getElementById("picked");
  if (!bar) return;
  bar.hidden = many === 0;
  document.getElementById("picked-count").textContent = many;
}

function open(act, ids, cause) {
  const dialog = document.getElementById(`act-${act}`);
  if (!dialog || !ids.length) return;
  wanted = ids;
  dialog.querySelector("[data-many]").textContent = ids.length > 1 ? (english ? `${ids.length} warnings` : `${ids.length} 条`) : "";
  if (cause) dialog.querySelector("[name=cause]")?.querySelectorAll("option").forEach((one) => { one.selected = one.value === cause; });
  dialog.showModal();
}

async function send(event) {
  const form = event.target, dialog = form.closest("dialog.act");
  if (!dialog) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  wanted.forEach((id) => body.append("id", id));
  try {
    const answer = await fetch(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
    const said = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).said : `${answer.status}`;
    say(said, answer.ok ? "success" : "danger");
  } catch {
    say(english ? "No connection" : "网络不通，请稍后再试", "danger");
    return;
  }
  dialog.close();
  refresh();
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  const box = under();
  if (event.key === "x" && box) box.click();
  else if (KEYS[event.key]) open(KEYS[event.key], chosen().length ? chosen() : box ? [box.value] : []);
  else return;
  event.preventDefault();
}

export function attach(root) {
  root.addEventListener("change", (event) => {
    if (event.target.name !== "pick") return;
    event.stopPropagation();
    count();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) open(button.dataset.act, button.dataset.id ? [button.dataset.id] : chosen(), button.dataset.cause);
    if (event.target.closest("[data-cancel]")) event.target.closest("dialog").close();
  });
  root.addEventListener("submit", send);
  document.addEventListener("keydown", key);
  document.addEventListener("htmx:afterSwap", count);
}
