// [data-fresh=MARK]: when the server's mark is another, the list is fetched again; not under the hands of who works on it.
let known;

export function refresh() {
  const button = document.getElementById("refresh");
  if (button) button.hidden = true;
  return htmx.ajax("GET", location.href, { target: "#list", select: "#list", swap: "outerHTML" });
}

const busy = () => document.querySelector("dialog[open], #list [name=pick]:checked, #list tr.table-active, #list details[open]") || document.getElementById("list")?.contains(document.activeElement);

export function attach(mark) {
  const changed = known !== undefined && known !== mark.dataset.fresh;
  known = mark.dataset.fresh;
  if (!changed) return;
  const button = document.getElementById("refresh");
  if (!busy()) refresh();
  else if (button) {
    button.hidden = false;
    button.onclick = refresh;
  }
}
