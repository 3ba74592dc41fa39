// Evidence: files go as soon as they are chosen or dropped, one after the other, each with its progress. In the report
// form dropped files are chosen, and go with the report. Without scripts both are plain forms.

const zoneOf = (target) => {
  const zone = target.closest?.("[data-drop]") ?? target.closest?.("[data-proof]")?.querySelector("[data-drop]");
  return zone && { zone, shown: zone.closest("[data-proof]") ?? zone, input: zone.querySelector('input[type="file"]') };
};
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
const unmark = () => document.querySelectorAll(".over").forEach((each) => each.classList.remove("over"));

// --- Dropping. A file dropped beside a place for it does not make the browser leave the page. ---
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  unmark();
  const found = zoneOf(event.target);
  event.dataTransfer.dropEffect = found ? "copy" : "none";
  found?.shown.classList.add("over");
});
document.addEventListener("dragleave", (event) => event.relatedTarget === null && unmark());
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  unmark();
  const found = zoneOf(event.target);
  if (!found) return;
  const form = found.zone.closest("[data-proof-form]");
  if (form) {
    send(form, [...event.dataTransfer.files]);
    return;
  }
  const chosen = new DataTransfer();
  for (const file of [...found.input.files, ...event.dataTransfer.files]) chosen.items.add(file);
  found.input.files = chosen.files;
});

// --- Choosing. ---
for (const part of document.querySelectorAll("[data-without-scripts]")) part.hidden = true;
document.addEventListener("change", (event) => {
  const form = event.target.type === "file" && event.target.closest("[data-proof-form]");
  if (!form || !event.target.files.length) return;
  const files = [...event.target.files];
  event.target.value = "";
  send(form, files);
});

// --- Sending. ---
const queues = new WeakMap(); // place → the sending that ends last

function send(form, files) {
  const place = form.closest("[data-proof]");
  const most = Number(form.dataset.mostFiles);
  place.querySelector("[data-proof-errors]")?.remove();
  const rows = files.map((file) => [file, row(place, file.name)]);
  for (const [file, line] of rows) {
    const after = queues.get(place) ?? Promise.resolve();
    const go = () => (files.indexOf(file) < most ? one(form, file, line) : fail(line, form.dataset.sayMany));
    queues.set(place, after.then(go));
  }
}

function row(place, name) {
  const list = place.querySelector("[data-proof-progress]");
  const line = document.createElement("li");
  const label = document.createElement("span");
  const bar = document.createElement("progress");
  label.textContent = name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  line.append(label, bar);
  list.append(line);
  list.hidden = false;
  return line;
}

function fail(line, text) {
  const said = document.createElement("span");
  said.className = "bad";
  said.setAttribute("role", "alert");
  said.textContent = text;
  line.querySelector("progress").replaceWith(said);
}

async function one(form, file, line) {
  if (file.size > Number(form.dataset.mostMb) * 1024 * 1024) {
    fail(line, form.dataset.sayLarge);
    return;
  }
  const place = form.closest("[data-proof]");
  const answer = await post(form, file, line.querySelector("progress"));
  const page = answer && new DOMParser().parseFromString(answer.responseText, "text/html");
  const anew = page?.querySelector("[data-proof]");
  if (page?.body.dataset.user === "") {
    const login = new URL(answer.responseURL); // the session has ended
    login.searchParams.set("next", location.pathname + location.search);
    location.assign(login);
    return;
  }
  if (!anew) {
    fail(line, page?.querySelector(".fault p:not(.code)")?.textContent ?? form.dataset.sayFailed);
    return;
  }
  show(place, anew);
  if (answer.status >= 400) {
    const said = anew.querySelector("[data-message]")?.textContent ?? form.dataset.sayFailed;
    fail(line, said);
    return;
  }
  line.remove();
  const list = place.querySelector("[data-proof-progress]");
  list.hidden = !list.children.length;
  place.querySelector("[data-proof-said]").textContent = `${file.name} ${form.dataset.sayDone}`;
}

function show(place, anew) {
  const [old, files] = [place, anew].map((each) => each.querySelector(".proof-files"));
  if (!files) return;
  if (old) old.replaceWith(files);
  else place.prepend(files);
  if (place.previousElementSibling?.matches("[data-proof-none]")) place.previousElementSibling.remove();
}

function post(form, file, bar) {
  return new Promise((resolve) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("evidence", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true"); // a part of the page is enough
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => resolve(request));
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => resolve(null));
    request.send(body);
  });
}

// --- The report form: how far its files have come. ---
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("[data-proof-upload]");
  const input = bar?.closest("[data-drop]").querySelector('input[type="file"]');
  if (!input?.files.length || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = event.detail.loaded / event.detail.total;
});
