// [data-branch]: a branch of a tree that somebody opened before the page was ready is asked for now.
export function attach(branch) {
  if (branch.open) htmx.trigger(branch, "toggle");
}
