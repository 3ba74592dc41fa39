// Ticking several tasks: how many are ticked, all or none of them by one click, and that a long write is under way.
// Works on what htmx puts in too. Without it the same forms are sent by the same buttons.

const forms = () => [...document.querySelectorAll("form[data-bulk]")];
const ticks = (form) => [...form.elements].filter((field) => field.name === "task" && field.type === "checkbox");

function count(form) {
  const all = ticks(form);
  const ticked = all.filter((tick) => tick.checked).length;
  for (const place of form.querySelectorAll("[data-bulk-count]")) place.textContent = String(ticked);
  for (const place of form.querySelectorAll("[data-bulk-status]")) place.hidden = false;
  for (const button of form.querySelectorAll("[data-bulk-all]")) button.hidden = ticked === all.length;
  for (const button of form.querySelectorAll("[data-bulk-none]")) button.hidden = ticked === 0;
  form.classList.toggle("some", ticked > 0);
}

const countAll = () => forms().forEach(count);

let waiting;
document.addEventListener("change", () => {
  clearTimeout(waiting);
  waiting = setTimeout(countAll); // once, after all that a tick sets going
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-bulk-all], [data-bulk-none]");
  if (!button) return;
  for (const tick of ticks(button.form)) {
    tick.checked = button.matches("[data-bulk-all]");
    tick.dispatchEvent(new Event("change", { bubbles: true }));
  }
  count(button.form);
  button.form.querySelector(button.matches("[data-bulk-all]") ? "[data-bulk-none]" : "[data-bulk-all]")?.focus();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy) return;
  const words = button.innerHTML;
  setTimeout(() => { button.textContent = button.dataset.busy; });
  window.addEventListener("pageshow", () => { button.innerHTML = words; }, { once: true });
});

document.addEventListener("htmx:afterSwap", countAll);
window.addEventListener("pageshow", countAll); // the browser may bring ticks back
countAll();
