// [data-print]: the page on paper.
export function attach(button) {
  button.addEventListener("click", () => print());
}
