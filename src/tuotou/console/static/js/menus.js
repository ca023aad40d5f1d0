// Menus close when one clicks elsewhere or presses Escape; on a telephone the main menu opens by its button.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest("[data-toggles]");
  if (!button) return;
  const shown = document.querySelector(button.dataset.toggles).classList.toggle("show");
  button.setAttribute("aria-expanded", shown);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
