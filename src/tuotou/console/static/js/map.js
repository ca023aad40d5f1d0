// [data-map=ID]: points of the JSON script of that id on a map; without a tile server the points alone, which is enough to see where.
import * as L from "../vendor/leaflet-1.9.4/leaflet.min.js";

const look = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../vendor/leaflet-1.9.4/leaflet.css", import.meta.url) });
const looks = new Promise((done) => look.addEventListener("load", done));
document.head.append(look);

export async function attach(box) {
  if (box.map) return;
  await looks;
  const { points, lines = [], layers = [], servers, datum, attribution } = JSON.parse(document.getElementById(box.dataset.map).textContent);
  const map = (box.map = L.map(box, { attributionControl: Boolean(attribution), zoomSnap: 0.25 }));
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // on a wall all is larger
  const place = datum === "gcj02" ? gcj02 : (at) => at;
  for (const layer of layers) L.tileLayer(layer, { attribution, subdomains: servers, maxZoom: 18 }).addTo(map);
  for (const path of lines) L.polyline(path.at.map(place), { color: path.color ?? "#2f7ed8", weight: 2, dashArray: path.dashed ? "4 4" : null }).addTo(map);
  for (const point of points) {
    const mark = L.circleMarker(place(point.at), { radius: (point.size ?? 6) * scale, color: point.color ?? "#2f7ed8", weight: 2, fillOpacity: 0.7 });
    mark.bindTooltip(point.title, { direction: "top" }).addTo(map);
    if (point.href) mark.on("click", () => location.assign(point.href));
  }
  if (points.length) map.fitBounds(L.latLngBounds(points.map((point) => place(point.at))).pad(0.15), { maxZoom: 13 });
  else map.setView([35, 105], 4);
}

// WGS-84 [lat, lng] as maps that must shift it draw it (Amap, Tencent): up to 600 m aside within China, and nothing elsewhere.
const A = 6378245, EE = 0.006693421622965943;

export function gcj02([lat, lng]) {
  if (lng < 73.66 || lng > 135.05 || lat < 3.86 || lat > 53.55) return [lat, lng];
  const x = lng - 105, y = lat - 35, sin = (times) => Math.sin(times * Math.PI);
  const waves = (20 * sin(6 * x) + 20 * sin(2 * x)) * 2 / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves
    + (20 * sin(y) + 40 * sin(y / 3)) * 2 / 3 + (160 * sin(y / 12) + 320 * sin(y / 30)) * 2 / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves
    + (20 * sin(x) + 40 * sin(x / 3)) * 2 / 3 + (150 * sin(x / 12) + 300 * sin(x / 30)) * 2 / 3;
  const radians = lat / 180 * Math.PI, magic = 1 - EE * Math.sin(radians) ** 2, root = Math.sqrt(magic);
  return [lat + north * 180 / (A * (1 - EE) / (magic * root) * Math.PI), lng + east * 180 / (A / root * Math.cos(radians) * Math.PI)];
}
