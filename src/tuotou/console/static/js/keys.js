// "/" finds; j and k go through a list, Enter opens: as in any inbox. Never while somebody types.
const rows = () => [...document.querySelectorAll("#list tbody tr")];
let at = -1;

function go(step) {
  const every = rows();
  if (!every.length) return;
  at = Math.min(Math.max(at + step, 0), every.length - 1);
  every.forEach((row, turn) => row.classList.toggle("table-active", turn === at));
  every[at].querySelector("a, button")?.focus();
  every[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "/") (document.getElementById("find") ?? document.querySelector("#list [type=search]"))?.focus();
  else return;
  event.preventDefault();
});
document.addEventListener("htmx:afterSwap", () => { at = -1; });
