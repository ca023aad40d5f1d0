// One trail: what happened in order, and beside it what opened, passed and kept each promise of it that is listed.
const ONE_TRAIL = { name: 0, at: 1, lag: 2, kind: 3, site: 4, person: 5, via: 6 };
const LATE = 15; // minutes; recorded later than this is worth a word

function mark(promise, own, sign, name, bad) {
  const title = chosen(told.standards[promise[STANDARD]].title);
  const kind = ["mark", own ? "own" : "", bad ? "bad" : ""].join(" ").trim();
  return make("span", { class: kind }, `${sign} ${word(name)}: ${title}${own ? word("this") : ""}`);
}

// [instant, event or null, marks] of everything on a trail, in order of time.
function lines(promise) {
  const mine = told.promises.filter((each) => each[LIFE] === promise[LIFE]);
  const [, ...steps] = told.trails[promise[LIFE]];
  const found = steps.map((step) => [step[ONE_TRAIL.at], step, []]);
  const add = (name, ...said) => found.filter(([, step]) => step[ONE_TRAIL.name] === name).forEach(([, , marks]) => marks.push(mark(...said)));
  const passed = [];
  for (const each of mine) {
    const own = each === promise, waits = told.standards[each[STANDARD]].waits;
    if (waits) add(each[OPENING], each, own, "▸", "opened", false);
    else add(each[OPENING], each, own, "✗", "violated", true);
    if (waits) passed.push([each[DUE], null, [mark(each, own, "✗", "passed", true)]]);
    if (each[KEPT_BY] !== null) add(each[KEPT_BY], each, own, "✓", "kept_then", false);
  }
  return [...found, ...passed].sort((a, b) => a[0] - b[0]);
}

function line([at, step, marks]) {
  const time = make("time", {}, shown(at).slice(5));
  if (step === null) return make("li", { class: "deadline" }, time, make("div", {}, ...marks));
  const beside = [told.sites[step[ONE_TRAIL.site]], told.persons[step[ONE_TRAIL.person]]].filter((name) => name !== undefined);
  if (step[ONE_TRAIL.via] !== null) beside.push(word("from", step[ONE_TRAIL.via]));
  if (step[ONE_TRAIL.lag] > LATE) beside.push(word("recorded", shown(at + step[ONE_TRAIL.lag] * 60).slice(5)));
  const what = make("div", {}, chosen(told.kinds[step[ONE_TRAIL.kind]]), " ", make("span", { class: "beside" }, beside.join(" · ")), ...marks);
  return make("li", {}, time, what);
}

function showTrail(promise) {
  const dialog = document.getElementById("trail"), standard = told.standards[promise[STANDARD]];
  const [kind, number, life] = told.lives[promise[LIFE]], [total, ...steps] = told.trails[promise[LIFE]];
  const close = make("button", { type: "button" }, word("close"));
  close.addEventListener("click", () => dialog.close());
  const title = `${chosen(kind)} ${number}${life > 1 ? ` · ${word("life", life)}` : ""}`;
  const head = make("div", { class: "head" }, make("div", {}, make("h3", { id: "trail-title" }, title),
    make("span", { class: "beside" }, shown(promise[OPENS]).slice(0, 10))), close);
  const rule = make("p", { class: "note" }, `${chosen(standard.title)} — ${chosen(standard.rule)}`);
  const left = total > steps.length ? make("p", { class: "note" }, word("left_out", total - steps.length)) : null;
  const body = standard.share ? [make("p", {}, word("no_trail"))] : [make("ol", { class: "steps" }, ...lines(promise).map(line)), left];
  dialog.replaceChildren(head, make("div", { class: "body" }, rule, outcome(promise), ...body.filter((each) => each !== null)));
  dialog.showModal();
}
