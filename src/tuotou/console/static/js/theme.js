// Before anything is drawn: as chosen, else as the device has it.
(() => {
  const root = document.documentElement;
  if (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";
})();
