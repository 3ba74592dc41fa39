// The task list: one box ticks all of the page. Without scripts each is ticked by itself.

const boxes = () => [...document.querySelectorAll('input[name="task"][form="bulk"]')];

function show(root) {
  for (const all of root.querySelectorAll("[data-tick-all]")) all.hidden = false;
}

document.addEventListener("change", (event) => {
  const all = document.querySelector("[data-tick-all]");
  if (event.target === all) {
    for (const box of boxes()) {
      if (box.checked === all.checked) continue;
      box.checked = all.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  } else if (all && event.target.matches('input[name="task"][form="bulk"]')) {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
});
document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll && show(event.detail.elt));
show(document);
