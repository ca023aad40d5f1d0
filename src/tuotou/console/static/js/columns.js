// The columns that are ticked go into the address.
export function attach(menu) {
  menu.addEventListener("change", (event) => {
    event.stopPropagation();
    const address = new URL(location);
    address.searchParams.set("columns", [...menu.querySelectorAll(":checked")].map((box) => box.value).join(","));
    htmx.ajax("GET", address.href, { target: "#list", select: "#list", swap: "outerHTML" }).then(() => history.replaceState({}, "", address));
  });
}
