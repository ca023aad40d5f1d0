"use strict";
// The language of the page, and words, numbers and instants in it.
const root = document.documentElement;
const stored = document.getElementById("data");
const told = stored ? JSON.parse(stored.textContent) : null;
const beijing = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

function chosen(pair) {
  return pair[root.dataset.lang === "zh" ? 0 : 1];
}

function word(name, ...fill) {
  return fill.reduce((text, value) => text.replace("{}", value), chosen(told.words[name]));
}

function shown(seconds) {
  return seconds === null ? "–" : beijing.format(new Date(seconds * 1000));
}

function lasting(seconds) {
  const minutes = Math.floor(seconds / 60), days = Math.floor(minutes / 1440);
  const long = minutes >= 2880;
  const parts = long
    ? [[days, "day"], [Math.floor((minutes % 1440) / 60), "hour"]]
    : [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]];
  const kept = parts.filter(([n]) => n > 0);
  return (kept.length ? kept : [[0, "minute"]]).map(([n, unit]) => `${n} ${word(unit)}`).join(" ");
}

// An element with text or children; text is never read as markup.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}
