// Draws [data-chart]: the option is the JSON script of that id. Colours are the page's, light or dark.
import { init } from "../vendor/echarts-6.1.0/echarts.min.js";

const dark = () => document.documentElement.dataset.bsTheme === "dark";
const COLOURS = ["#2f7ed8", "#e08a1e", "#2f9e5b", "#c2456d", "#7a5fc7", "#3a9fa8"];

function themed(option) {
  const ink = dark() ? "#c8d3e0" : "#3c4a5a", line = dark() ? "#34445a" : "#dfe5ec";
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // on a wall words are larger
  const axis = (given) => given && [].concat(given).map((one) => ({
    ...one, axisLabel: { color: ink, fontSize: 12 * scale, ...one.axisLabel }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line }, ...one.splitLine },
  }));
  return {
    color: COLOURS, backgroundColor: "transparent", textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 * scale },
    grid: { left: 8, right: 16, top: 28 * scale, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", confine: true, backgroundColor: dark() ? "#1b2634" : "#fff", textStyle: { color: ink }, borderColor: line },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    ...option, legend: option.legend && { top: 0, textStyle: { color: ink, fontSize: 12 * scale }, ...option.legend }, xAxis: axis(option.xAxis), yAxis: axis(option.yAxis),
  };
}

export function attach(box) {
  if (box.chart) return;
  box.chart = init(box);
  box.chart.setOption(themed(JSON.parse(document.getElementById(box.dataset.chart).textContent)));
  new ResizeObserver(() => box.chart.resize()).observe(box);
  box.chart.on("click", ({ data }) => data?.href && location.assign(data.href));
}
