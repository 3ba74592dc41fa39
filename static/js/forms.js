// What every form does: keeps what is typed until it has arrived, is not sent twice, is sent by Ctrl+Enter.

const user = document.body.dataset.user;
const say = (what) => document.body.dataset[`say${what}`] ?? "";

// --- Drafts: a form with a hidden field "draft" is kept on the server while it is typed, under the person's account. ---
// The server puts a draft back into the form it sends; nothing of what is typed stays in this browser.
const IDLE = 800; // ms after the last key
const LONGEST_LAST = 60000; // what a browser still sends while a page closes
const AGAINST = ["version", "seen", "stamp"]; // hidden fields that say what was written against
const touched = new WeakMap(); // form → names of the fields typed in
const dirty = new Set(); // forms with something not yet kept
const saving = new WeakMap(); // form → the request on its way
const timers = new WeakMap();
const KEPT_TYPES = /^(?!hidden$|password$|file$|submit$|button$|reset$|image$)/;
const hasDraft = (form) => user !== "" && form?.querySelector?.('input[name="draft"]') !== null;

function tell(form, text) {
  const place = form.querySelector("[data-draft-status]");
  if (place) place.textContent = text;
}

function contents(form) {
  const all = new FormData(form);
  const body = new URLSearchParams();
  const carry = (name) => all.getAll(name).filter((value) => typeof value === "string").forEach((value) => body.append(name, value));
  ["csrfmiddlewaretoken", "draft", ...AGAINST].forEach(carry);
  for (const name of touched.get(form) ?? []) {
    if (all.has(name)) carry(name);
    else body.append("draft_empty", name); // every box unticked
  }
  return body;
}

async function save(form, closing = false) {
  clearTimeout(timers.get(form));
  if (!dirty.delete(form)) return;
  const body = contents(form);
  const request = fetch(document.body.dataset.drafts, {
    method: "POST",
    body,
    redirect: "manual",
    keepalive: closing && body.toString().length < LONGEST_LAST,
    headers: { "X-Requested-With": "fetch" },
  });
  saving.set(form, request);
  try {
    const answer = await request;
    tell(form, say(answer.ok ? "Saved" : answer.type === "opaqueredirect" ? "Signedout" : "Unsaved"));
  } catch {
    tell(form, say("Unsaved"));
    if (!closing) dirty.add(form);
  } finally {
    if (saving.get(form) === request) saving.delete(form);
  }
}

function typed(event) {
  const { form, name, type } = event.target;
  if (!name || !KEPT_TYPES.test(type ?? "") || !hasDraft(form)) return;
  if (!touched.has(form)) touched.set(form, new Set());
  touched.get(form).add(name);
  dirty.add(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), IDLE));
}
document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("focusout", (event) => event.target.form && save(event.target.form));
const saveAll = () => [...dirty].forEach((form) => save(form, true));
window.addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveAll());

// What earlier versions kept in the browser goes.
for (const name of Object.keys(localStorage).filter((each) => each.startsWith("workplan:draft:"))) localStorage.removeItem(name);
sessionStorage.removeItem("workplan:sent");

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
    if (saving.has(form)) {
      // The draft on its way arrives first: it must not come to life again after the form has been taken.
      event.preventDefault();
      event.stopImmediatePropagation();
      const go = () => form.isConnected && form.requestSubmit(event.submitter);
      saving.get(form).then(() => setTimeout(go), () => setTimeout(go));
      return;
    }
    clearTimeout(timers.get(form));
    dirty.delete(form);
    sending.add(form);
    setTimeout(() => release(form), 10000); // an answer that is a download leaves the page where it is
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
    });
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
  if (!event.detail.successful && hasDraft(form) && touched.has(form)) dirty.add(form);
});
document.addEventListener("htmx:sendError", (event) => {
  if (!quiet(event)) message(say("Failed"));
});
document.addEventListener("htmx:responseError", (event) => {
  if (quiet(event)) return;
  if (!SWAPPED.has(event.detail.xhr.status) && !/^\s*<!doctype html/i.test(event.detail.xhr.responseText)) message(say("Failed"));
});
// After settling, in which htmx focuses what has `autofocus`: what was refused, or is to be read first, comes before.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  part.querySelector?.('[data-errors], [aria-invalid="true"]')?.focus();
});
document.querySelector("[data-errors]")?.focus();
