// The rows under an event: empty ones step back until they are asked for, and more can be had than the page came with.
// `data-rows` says how many empty ones show, `data-of` which field says that a row is empty.

function setUp(box) {
  const lines = () => [...box.querySelectorAll("[data-line]")];
  const field = (row) => row.querySelector(`[name$="-${box.dataset.of}"]`);
  const isEmpty = (row) => field(row).value === "";
  const isPlain = (row) => isEmpty(row) && row.querySelector(".errorlist") === null;
  const total = box.querySelector('[name$="-TOTAL_FORMS"]');
  const most = Number(box.querySelector('[name$="-MAX_NUM_FORMS"]').value);
  const more = box.querySelector("[data-more]");

  function another() {
    const number = lines().length;
    if (number >= most) return null;
    const last = lines()[number - 1];
    const row = last.cloneNode(true);
    for (const list of row.querySelectorAll(".errorlist")) list.remove();
    for (const part of row.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const value = part.getAttribute(attribute);
        if (value) part.setAttribute(attribute, value.replace(/-\d+-/, `-${number}-`));
      }
      part.removeAttribute("aria-invalid");
      part.removeAttribute("aria-describedby");
    }
    for (const input of row.querySelectorAll("input")) input.value = "";
    for (const select of row.querySelectorAll("select")) {
      const plain = [...select.options].find((option) => ["", "expected", "organisation"].includes(option.value));
      for (const option of select.options) option.selected = option.defaultSelected = option === plain;
    }
    row.classList.remove("known");
    last.after(row);
    total.value = String(number + 1);
    return row;
  }

  // The next row that shows nothing yet: an empty one in sight, a hidden one, or a new one.
  function spare({ unseen = false } = {}) {
    const row = lines().find((each) => (unseen ? each.hidden : isPlain(each))) ?? another();
    if (row) row.hidden = false;
    more.disabled = lines().length >= most && !lines().some((each) => each.hidden);
    return row;
  }

  lines().filter(isPlain).slice(Number(box.dataset.rows)).forEach((row) => { row.hidden = true; });
  more.hidden = false;
  more.addEventListener("click", () => field(spare({ unseen: true }) ?? more)?.focus());
  return { lines, field, spare };
}

// --- Leaders: one control that finds them by a part of the name, beside the lists of the rows. ---
function findLeaders(box, { lines, field, spare }) {
  const place = box.querySelector("[data-find]");
  const input = place.querySelector("input");
  const said = place.querySelector("[role=status]");
  const known = [...field(lines()[0]).options].filter((option) => option.value).map(({ value, text }) => ({ value, text }));
  place.querySelector("datalist").replaceChildren(...known.map(({ text }) => new Option(text, text)));
  place.hidden = false;

  const tell = (text, amiss = "") => { said.textContent = text; input.setCustomValidity(amiss); };
  const fitting = (text) => {
    const wanted = text.trim().toLowerCase();
    const exact = known.filter((each) => each.text.toLowerCase() === wanted);
    return exact.length ? exact : known.filter((each) => each.text.toLowerCase().includes(wanted));
  };

  function take() {
    if (!input.value.trim()) return tell("");
    const found = fitting(input.value);
    if (found.length !== 1) {
      const why = found.length ? said.dataset.several : said.dataset.none;
      return tell(why, why);
    }
    const [leader] = found;
    const there = lines().some((row) => field(row).value === leader.value);
    const row = there ? null : spare();
    if (row) {
      field(row).value = leader.value;
      field(row).dispatchEvent(new Event("change", { bubbles: true }));
    }
    input.value = "";
    return tell(`${there ? said.dataset.there : said.dataset.added} ${leader.text}`);
  }

  input.addEventListener("change", take);
  input.addEventListener("input", () => {
    tell("");
    if (known.some((each) => each.text === input.value)) take(); // chosen from the list
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (!event.ctrlKey && !event.metaKey) event.preventDefault(); // Enter takes the name; it does not send the form
    take();
  });
}

// --- The role that is usual for the kind, named in the rows that leave it open. ---
function nameUsualRoles(box, form) {
  const usual = JSON.parse(document.getElementById("usual-roles")?.textContent ?? "{}");
  const kind = form?.elements.kind;
  if (!kind) return;
  const show = () => {
    for (const role of box.querySelectorAll('[name$="-role"]')) {
      const open = [...role.options].find((option) => option.value === "");
      if (!open) continue;
      open.dataset.plain ??= open.text;
      const named = [...role.options].find((option) => option.value && option.value === usual[kind.value]);
      open.text = named ? named.text : open.dataset.plain;
    }
  };
  kind.addEventListener("change", show);
  box.addEventListener("click", show);
  show();
}

// --- Counterparts: kind and country are asked of a name that is not known. ---
function askOfNewOnes(box, { lines, field }) {
  const names = new Set([...box.querySelectorAll("datalist option")].map((option) => option.value.toLowerCase()));
  const show = (row) => {
    const name = field(row).value.trim().toLowerCase();
    row.classList.toggle("known", name === "" || names.has(name));
  };
  box.addEventListener("input", (event) => {
    const row = event.target.closest("[data-line]");
    if (row) show(row);
  });
  lines().forEach(show);
}

for (const box of document.querySelectorAll("[data-rows]")) {
  const rows = setUp(box);
  if (box.querySelector("[data-find]")) {
    findLeaders(box, rows);
    nameUsualRoles(box, box.closest("form"));
  }
  if (box.dataset.of === "name") askOfNewOnes(box, rows);
}
