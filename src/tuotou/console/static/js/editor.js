// [data-editor]: a textarea with line numbers, where Tab indents and an error that is clicked on is jumped to.
const area = (root) => root.querySelector("#document");

function number(root) {
  const text = area(root), gutter = root.querySelector(".editor-lines");
  if (!text || !gutter) return;
  const wrong = new Set((root.querySelector("#checked")?.dataset.lines ?? "").trim().split(/\s+/));
  const marks = [];
  for (let line = 1; line <= text.value.split("\n").length; line++) {
    const mark = document.createElement("span");
    mark.textContent = line;
    if (wrong.has(String(line))) mark.className = "wrong";
    marks.push(mark);
  }
  gutter.replaceChildren(...marks);
  follow(root);
}

function follow(root) {
  root.querySelector(".editor-lines").scrollTop = area(root).scrollTop;
}

function jump(root, line, column) {
  const text = area(root), before = text.value.split("\n").slice(0, line - 1);
  const at = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  text.focus();
  text.setSelectionRange(at, at);
  text.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(text).lineHeight));
}

function indent(event) {
  event.preventDefault();
  const text = event.target, { selectionStart: from, selectionEnd: to } = text;
  text.setRangeText("  ", from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

export function attach(root) {
  if (root.editor) return;
  root.editor = true;
  number(root);
  root.addEventListener("input", (event) => event.target === area(root) && number(root));
  root.addEventListener("scroll", (event) => event.target === area(root) && follow(root), true);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && event.target === area(root)) indent(event);
  });
  root.addEventListener("click", (event) => {
    const found = event.target.closest("[data-line]");
    if (found) jump(root, Number(found.dataset.line), Number(found.dataset.column));
  });
  document.addEventListener("htmx:afterSettle", () => number(root));
}
