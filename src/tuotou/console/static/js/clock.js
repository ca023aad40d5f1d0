// Counts down what has [data-until] (ms): the server said it once, the page goes on by itself.
const english = document.documentElement.lang === "en";

function lasting(ms) {
  const minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  const pad = (n) => String(n).padStart(2, "0");
  if (days) return english ? `${days} d ${hours % 24} h` : `${days} 天 ${hours % 24} 小时`;
  if (hours) return english ? `${hours} h ${pad(minutes % 60)} min` : `${hours} 小时 ${minutes % 60} 分`;
  if (minutes) return english ? `${minutes} min` : `${minutes} 分钟`;
  return english ? `${Math.floor(ms / 1000)} s` : `${Math.floor(ms / 1000)} 秒`;
}

function tick() {
  for (const each of document.querySelectorAll("[data-until]")) {
    const left = Number(each.dataset.until) - Date.now(), late = left < 0;
    each.classList.toggle("text-danger", late);
    each.textContent = late ? (english ? `${lasting(-left)} late` : `已超 ${lasting(-left)}`) : lasting(left);
  }
}
setInterval(tick, 1000);
