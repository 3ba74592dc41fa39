// What every page does besides showing: menus, keys, light and dark, text size, printing, choosing the as-of day.
// Everything here is a convenience: without it each page still works by links, forms and <details>.

const root = document.documentElement;
const typing = (element) => element?.closest("input, textarea, select, [contenteditable]");

// --- Menus: a click elsewhere or Escape closes them, one is open at a time. ---
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    const own = menu.contains(event.target) || (menu.matches(".fold") && menu.parentElement.contains(event.target));
    if (!own) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// --- Text size, light and dark: applied at once, kept by the server in the background, so that nothing typed is touched. ---
document.addEventListener("submit", (event) => {
  const form = event.target;
  const { name, value } = event.submitter ?? {};
  if (!form.matches("[data-preferences]") || !["text_size", "theme"].includes(name)) return;
  event.preventDefault();
  if (name === "theme" && !value) root.removeAttribute("data-bs-theme");
  else root.setAttribute(name === "theme" ? "data-bs-theme" : "data-text-size", value);
  for (const button of form.querySelectorAll(`button[name="${name}"][aria-pressed]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
  const sent = new FormData(form);
  sent.set(name, value);
  fetch(form.action, { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" } }).catch(() => undefined);
});

// --- Keys. `/` searches; `?` lists the keys; j and k walk the rows; a button's data-key presses it in the row at hand, else on the page. ---
const KEYS_OFF = "workplan:keys-off";
const rows = () => [...document.querySelectorAll("[data-row]")];
const rowAtHand = () => document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row]:hover");

function walk(step) {
  const all = rows();
  const next = all[Math.min(Math.max(all.indexOf(rowAtHand()) + step, 0), all.length - 1)];
  if (!next) return;
  const target = next.querySelector("a, button") ?? next;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const found = rowAtHand()?.querySelector(selector) ?? document.querySelector(`${selector}:not([data-row] *)`);
  if (found?.checkVisibility?.() ?? found) found.click();
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || localStorage.getItem(KEYS_OFF)) return;
  if (event.key === "/") {
    const own = [...document.querySelectorAll("main [data-search]"), ...document.querySelectorAll("[data-search]")];
    const search = own.find((input) => input.offsetParent); // the page's own before the header's
    if (!search) return;
    search.focus();
    search.select();
  } else if (event.key === "j" || event.key === "k") {
    walk(event.key === "j" ? 1 : -1);
  } else if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (keys?.open) keys.close();
    else keys?.showModal();
  } else if (event.key.length !== 1 || !press(event.key)) {
    return;
  }
  event.preventDefault();
});

// --- The list of keys: `?`, or a button. ---
for (const button of document.querySelectorAll("[data-keys-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById("keys")?.showModal());
}

for (const button of document.querySelectorAll("[data-keys]")) {
  const show = () => button.setAttribute("aria-pressed", String(!localStorage.getItem(KEYS_OFF)));
  button.hidden = false;
  button.addEventListener("click", () => {
    if (localStorage.getItem(KEYS_OFF)) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
    show();
  });
  show();
}

// --- Printing. ---
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// --- The as-of bar: a click on the year's line takes that day. The date field beside it does the same from the keyboard. ---
for (const form of document.querySelectorAll("form[data-asof]")) {
  const line = form.parentElement.querySelector("svg.year");
  const day = form.elements.as_of;
  line?.classList.add("live");
  line?.addEventListener("click", (event) => {
    const box = line.getBoundingClientRect();
    const first = new Date(`${day.min}T00:00:00Z`);
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    const days = (Date.UTC(first.getUTCFullYear() + 1, 0, 1) - first.getTime()) / 86400000;
    const chosen = new Date(first.getTime() + Math.min(Math.floor(share * days), days - 1) * 86400000).toISOString().slice(0, 10);
    day.value = chosen > day.max ? day.max : chosen;
    form.requestSubmit();
  });
}
