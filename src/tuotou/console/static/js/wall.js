// A screen on a wall: dark, a clock, the whole screen, and the units in turn where somebody wants that.
export function attach(wall) {
  document.documentElement.dataset.bsTheme = "dark";
  const clock = wall.querySelector("[data-clock]");
  const tick = () => { clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false, timeZone: wall.dataset.zone }); };
  tick();
  setInterval(tick, 1000);
  wall.querySelector("[data-full]").addEventListener("click", () => document.documentElement.requestFullscreen?.());
  const button = wall.querySelector("[data-carousel]"), units = wall.dataset.units.split(",");
  const here = new URL(location), at = Math.max(units.indexOf(here.searchParams.get("unit") ?? ""), 0);
  const on = sessionStorage.getItem("carousel") === "on";
  button.setAttribute("aria-pressed", on);
  button.classList.toggle("active", on);
  button.addEventListener("click", () => {
    sessionStorage.setItem("carousel", on ? "off" : "on");
    location.reload();
  });
  const next = on && units.length > 1 ? units[(at + 1) % units.length] : null;
  setTimeout(() => {
    if (next !== null) here.searchParams.set("unit", next);
    location.replace(here); // numbers come by themselves; maps and courses are drawn anew
  }, (next === null ? 300 : Number(wall.dataset.turn)) * 1000);
}
