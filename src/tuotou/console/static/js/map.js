// [data-map=ID]: points of the JSON script of that id on a map; without a tile server the points alone, which is enough to see where.
import * as L from "../vendor/leaflet-1.9.4/leaflet.min.js";

const look = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../vendor/leaflet-1.9.4/leaflet.css", import.meta.url) });
const looks = new Promise((done) => look.addEventListener("load", done));
document.head.append(look);

export async function attach(box) {
  if (box.map) return;
  await looks;
  const { points, lines = [], tiles, attribution } = JSON.parse(document.getElementById(box.dataset.map).textContent);
  const map = (box.map = L.map(box, { attributionControl: Boolean(attribution), zoomSnap: 0.25 }));
  if (tiles) L.tileLayer(tiles, { attribution, maxZoom: 18 }).addTo(map);
  for (const path of lines) L.polyline(path.at, { color: path.color ?? "#2f7ed8", weight: 2, dashArray: path.dashed ? "4 4" : null }).addTo(map);
  for (const point of points) {
    const mark = L.circleMarker(point.at, { radius: point.size ?? 6, color: point.color ?? "#2f7ed8", weight: 2, fillOpacity: 0.7 });
    mark.bindTooltip(point.title, { direction: "top" }).addTo(map);
    if (point.href) mark.on("click", () => location.assign(point.href));
  }
  if (points.length) map.fitBounds(L.latLngBounds(points.map((point) => point.at)).pad(0.15), { maxZoom: 13 });
  else map.setView([35, 105], 4);
}
