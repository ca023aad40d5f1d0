// A word at the edge of the screen, which goes by itself.
export function say(text, kind = "success") {
  const box = document.createElement("div");
  box.className = `alert alert-${kind} mb-0 shadow`;
  box.textContent = text;
  document.getElementById("said").append(box);
  setTimeout(() => box.remove(), 6000);
}
// The server says something with an answer that has no page: HX-Trigger {"said": "…"}.
document.addEventListener("said", (event) => say(event.detail.value ?? event.detail));
