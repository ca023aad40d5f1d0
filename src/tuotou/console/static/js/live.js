// [data-live=ADDRESS]: what the server sends is put where its id is; a connection that breaks comes back by itself, and
// who looks at another tab needs none (browsers allow six to a server).
function put(event) {
  const given = new DOMParser().parseFromString(event.data, "text/html");
  for (const part of [...given.body.children]) {
    const old = document.getElementById(part.id);
    if (!old) continue;
    old.replaceWith(part);
    htmx.process(part);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: part } }));
  }
}

export function attach(root) {
  let source = null;
  const listen = () => {
    source = new EventSource(root.dataset.live);
    source.addEventListener("part", put);
    source.addEventListener("open", () => root.classList.remove("stale"));
    source.addEventListener("error", () => root.classList.add("stale"));
  };
  const end = () => { source?.close(); source = null; };
  listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) end();
    else if (!source) listen();
  });
  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => event.persisted && !source && listen());
}
