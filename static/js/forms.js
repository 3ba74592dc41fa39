// What every form does: keeps what is typed until it has arrived, is not sent twice, is sent by Ctrl+Enter.

const user = document.body.dataset.user;
const say = (what) => document.body.dataset[`say${what}`] ?? "";
const PREFIX = `workplan:draft:${user}:`;
const SENT = "workplan:sent";
const DAYS_KEPT = 30;

// --- Drafts: <form data-draft="name"> keeps the fields a person has changed, in this browser, for this person. ---
const KEPT_TYPES = /^(?!hidden$|password$|file$|submit$|button$|reset$|image$)/;
const fields = (form) => [...form.elements].filter((field) => field.name && "value" in field && KEPT_TYPES.test(field.type));
const key = (form) => PREFIX + form.dataset.draft;
const refused = (form) => form.querySelector('[aria-invalid="true"], [data-errors]') !== null;

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const options = [...field.options];
    if (!field.multiple && !options.some((option) => option.defaultSelected)) return field.selectedIndex > 0;
    return options.some((option) => option.selected !== option.defaultSelected);
  }
  return field.value !== field.defaultValue;
}

function state(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

function put(field, value) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = value === true;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else if (field.options && ![...field.options].some((option) => option.value === value)) return;
  else field.value = value;
}

// A field's name within its form: checkboxes and radio buttons share names, so their value belongs to it.
const slot = (field) => (field.type === "checkbox" || field.type === "radio" ? `${field.name}=${field.value}` : field.name);

function keep(form) {
  const all = refused(form); // the server has sent back what was typed, so nothing counts as unchanged
  const typed = fields(form).filter((field) => all || changed(field)).map((field) => [slot(field), state(field)]);
  if (typed.length) localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), typed }));
  else localStorage.removeItem(key(form));
  return typed.length > 0;
}

function tell(form, text, undo) {
  const place = form.querySelector("[data-draft-status]");
  if (!place) return;
  place.setAttribute("role", "status");
  place.textContent = text;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-sm";
  button.textContent = say("Discard");
  button.addEventListener("click", () => {
    localStorage.removeItem(key(form));
    form.reset();
    place.textContent = "";
  });
  place.append(" ", button);
}

function restore(form) {
  const kept = localStorage.getItem(key(form));
  if (!user || !kept || refused(form)) return;
  const typed = new Map(JSON.parse(kept).typed);
  for (const field of fields(form)) if (typed.has(slot(field))) put(field, typed.get(slot(field)));
  tell(form, say("Restored"), true);
}

let waiting;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!user || !form?.dataset.draft) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => tell(form, keep(form) ? say("Saved") : ""), 400);
});

function forget(names) {
  for (const name of names) localStorage.removeItem(PREFIX + name);
}

// A form sent as a whole page: it has arrived when the next page comes from it and neither refuses it nor asks to sign in.
function settle() {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  sessionStorage.removeItem(SENT);
  if (!sent || !user || sent.user !== user || document.referrer !== sent.from || document.querySelector("[data-error]")) return;
  const back = [...document.querySelectorAll("form[data-draft]")].find((form) => form.dataset.draft === sent.name);
  if (!back || !refused(back)) forget([sent.name]);
}

function prune() {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith("workplan:draft:"))) {
    const { at } = JSON.parse(localStorage.getItem(name));
    if (!(at > Date.now() - DAYS_KEPT * 86400000)) localStorage.removeItem(name);
  }
}

// --- Sending: once; and by Ctrl+Enter from any field. ---
const sending = new WeakSet();
function release(form) {
  sending.delete(form);
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if ((event.submitter?.formMethod || form.method) !== "post" || form.matches("[data-preferences]")) return;
    if (sending.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sending.add(form);
    setTimeout(() => release(form), 10000); // an answer that is a download leaves the page where it is
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
    });
    if (form.matches("[data-sign-out]")) {
      for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    } else if (user && form.dataset.draft) {
      clearTimeout(waiting);
      keep(form);
      const sent = { user, name: form.dataset.draft, from: location.href.split("#")[0] };
      if (!form.matches("[hx-post], [data-hx-post]")) sessionStorage.setItem(SENT, JSON.stringify(sent));
    }
  },
  true,
);
// An address says only what was asked for: empty fields of a search stay out of it.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// --- htmx: what a refused or lost request does. ---
function message(text) {
  const alert = document.createElement("div");
  alert.className = "alert error";
  alert.textContent = text;
  document.getElementById("messages")?.replaceChildren(alert);
  document.getElementById("messages")?.scrollIntoView({ block: "nearest" });
}

const SWAPPED = new Set([400, 409, 413, 422]);
// What nobody asked for, such as the bell's number, may fail without a word.
const quiet = (event) => Boolean(event.detail.elt.closest?.("[data-quiet]"));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!/^\s*<!doctype html/i.test(xhr.responseText)) return;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const signIn = page.body.dataset.user === "";
  if (xhr.status < 400 && !signIn) return;
  event.detail.shouldSwap = false; // a whole page where a part was asked for: the sign-in page, or an error page
  if (quiet(event)) return;
  if (signIn) {
    const login = new URL(xhr.responseURL);
    login.searchParams.set("next", location.pathname + location.search);
    location.assign(login);
  } else {
    message(page.querySelector(".fault p:not(.code)")?.textContent ?? say("Failed"));
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (!form) return;
  release(form);
  const taken = event.detail.successful && !/aria-invalid="true"|^\s*<!doctype/i.test(event.detail.xhr.responseText);
  if (taken && user && form.dataset.draft && event.detail.requestConfig.verb !== "get") forget([form.dataset.draft]);
});
document.addEventListener("htmx:sendError", (event) => {
  if (!quiet(event)) message(say("Failed"));
});
document.addEventListener("htmx:responseError", (event) => {
  if (quiet(event)) return;
  if (!SWAPPED.has(event.detail.xhr.status) && !/^\s*<!doctype html/i.test(event.detail.xhr.responseText)) message(say("Failed"));
});
document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.elt;
  part.querySelector?.('[data-errors], [aria-invalid="true"]')?.focus();
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt === document.body) return;
  for (const form of event.detail.elt.querySelectorAll?.("form[data-draft]") ?? []) restore(form);
});

prune();
settle();
document.querySelectorAll("form[data-draft]").forEach(restore);
document.querySelector("[data-errors]")?.focus();
