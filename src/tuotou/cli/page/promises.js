// The table of promises that were not kept: searched, filtered, sorted, paged.
const [STANDARD, BROKEN, LIFE, SITE, PERSON, OPENS, DUE, KEPT, OPENING, KEPT_BY, DOUBT] = Array(11).keys();
const PER_PAGE = 25;
const asked = { search: "", stage: "", standard: "", site: "", status: "", sort: "worst", page: 0 };

function over(promise) {
  return (promise[KEPT] ?? told.as_of) - promise[DUE];
}

function haystack(promise) {
  const standard = told.standards[promise[STANDARD]];
  return [standard.id, ...standard.title, told.lives[promise[LIFE]][1], told.sites[promise[SITE]], told.persons[promise[PERSON]]]
    .join("\n").toLowerCase();
}

function matches(promise) {
  const standard = told.standards[promise[STANDARD]];
  return (asked.stage === "" || standard.stage === asked.stage)
    && (asked.standard === "" || standard.id === asked.standard)
    && (asked.site === "" || promise[SITE] === Number(asked.site))
    && (asked.status === "" || promise[BROKEN] === Number(asked.status))
    && asked.search.toLowerCase().split(/\s+/).every((part) => haystack(promise).includes(part));
}

function found() {
  const mine = told.promises.filter(matches);
  if (asked.sort === "latest") mine.sort((a, b) => b[DUE] - a[DUE]);
  if (asked.sort === "longest") mine.sort((a, b) => over(b) - over(a));
  return mine;
}

function outcome(promise) {
  const waits = told.standards[promise[STANDARD]].waits;
  const late = promise[BROKEN] ? (waits ? word("overdue", lasting(over(promise))) : null) : word("late_by", lasting(over(promise)));
  const name = word(promise[BROKEN] ? "broken" : "kept_late") + (promise[DOUBT] ? ` · ${word("doubt")}` : "");
  return make("span", {}, make("span", { class: promise[BROKEN] ? "outcome broken" : "outcome" }, name),
    late && make("span", { class: "beside" }, late));
}

function row(promise) {
  const standard = told.standards[promise[STANDARD]], [kind, number] = told.lives[promise[LIFE]];
  const who = [told.sites[promise[SITE]], told.persons[promise[PERSON]]].filter((name) => name !== undefined).join(" · ");
  const open = make("button", { type: "button" }, word("trail"));
  open.addEventListener("click", () => showTrail(promise));
  const cell = (label, ...content) => make("td", { "data-label": word(label), class: label === "standard" ? "about" : "" }, make("span", {}, ...content));
  return make("tr", {},
    cell("standard", chosen(standard.title), make("span", { class: "beside" }, standard.id)), cell("status", outcome(promise)),
    cell("subject", number, make("span", { class: "beside" }, chosen(kind))), cell("who", who || "–"),
    cell("due", shown(promise[DUE])), cell("kept", shown(promise[KEPT])), make("td", { class: "act" }, open));
}

function fill() {
  const mine = found(), pages = Math.max(1, Math.ceil(mine.length / PER_PAGE));
  asked.page = Math.min(asked.page, pages - 1);
  const rows = mine.slice(asked.page * PER_PAGE, (asked.page + 1) * PER_PAGE).map(row);
  const heads = ["standard", "status", "subject", "who", "due", "kept"].map((name) => make("th", { scope: "col" }, word(name)));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads, make("th", { class: "act" }))), make("tbody", {}, ...rows));
  const turn = (name, by, able) => {
    const button = make("button", { type: "button", ...(able ? {} : { disabled: "" }) }, word(name));
    button.addEventListener("click", () => { asked.page += by; fill(); document.getElementById("not-kept").scrollIntoView(); });
    return button;
  };
  const total = make("span", { role: "status" }, word("found", mine.length.toLocaleString("en")));
  const pager = make("div", { class: "pager" }, total, turn("back", -1, asked.page > 0),
    make("span", {}, word("page", asked.page + 1, pages)), turn("next", 1, asked.page < pages - 1));
  document.getElementById("rows").replaceChildren(mine.length ? make("div", { class: "scroll" }, table) : make("p", { class: "note" }, word("nothing")), pager);
}

function choice(name, options) {
  const select = make("select", { "aria-label": options[0][1] }, ...options.map(([value, text]) => make("option", { value }, text)));
  select.value = asked[name];
  select.addEventListener("change", () => { asked[name] = select.value; asked.page = 0; fill(); });
  return select;
}

function tools() {
  const search = make("input", { type: "search", placeholder: word("search"), "aria-label": word("search") });
  search.value = asked.search;
  search.addEventListener("input", () => { asked.search = search.value.trim(); asked.page = 0; fill(); });
  const ids = new Map(told.standards.map((each) => [each.id, chosen(each.title)]));
  const here = new Set(told.promises.map((promise) => promise[SITE]));
  const sites = told.sites.map((name, place) => [String(place), name]).filter(([place]) => here.has(Number(place)));
  const stages = Object.entries(told.stages).filter(([stage]) => told.standards.some((each) => each.stage === stage));
  return make("div", { class: "tools" }, search,
    choice("stage", [["", word("all_stages")], ...stages.map(([stage, title]) => [stage, chosen(title)])]),
    choice("standard", [["", word("all_standards")], ...ids]),
    choice("site", [["", word("all_sites")], ...sites.sort((a, b) => a[1].localeCompare(b[1], "zh"))]),
    choice("status", [["", word("all_statuses")], ["1", word("broken")], ["0", word("kept_late")]]),
    choice("sort", [["worst", word("worst")], ["latest", word("latest")], ["longest", word("longest")]]));
}

function showPromises() {
  document.getElementById("broken").replaceChildren(tools(), make("div", { id: "rows" }));
  fill();
}
