// The switch of languages; everything the script wrote is written again.
document.getElementById("switch").addEventListener("click", () => {
  root.dataset.lang = root.lang = root.dataset.lang === "zh" ? "en" : "zh";
  if (told) showPromises();
});
if (told) showPromises();
// On a phone the chapters are folded: their heads are the way through a long report. On paper they stand open again.
const chapters = document.querySelectorAll(".chapter");
const fold = (open) => chapters.forEach((chapter) => { chapter.open = open; });
if (matchMedia("screen and (max-width: 760px)").matches) fold(false);
addEventListener("beforeprint", () => fold(true));
