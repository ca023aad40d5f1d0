// The switch of languages; everything the script wrote is written again.
document.getElementById("switch").addEventListener("click", () => {
  root.dataset.lang = root.lang = root.dataset.lang === "zh" ? "en" : "zh";
  if (told) showPromises();
});
if (told) showPromises();
