// The rows of attendance: empty ones step back until they are asked for, and more can be had than the page came with.

const SHOWN = 2;

for (const box of document.querySelectorAll("[data-rows]")) {
  const rows = () => [...box.querySelectorAll("[data-attendance]")];
  const isEmpty = (row) => [...row.querySelectorAll("select, input")].every((field) => !field.name.endsWith("-leader") || field.value === "");
  const isPlain = (row) => isEmpty(row) && row.querySelector(".errorlist") === null;
  const total = box.querySelector('[name$="-TOTAL_FORMS"]');
  const most = Number(box.querySelector('[name$="-MAX_NUM_FORMS"]').value);
  const more = box.querySelector("[data-more]");

  rows().filter(isPlain).slice(SHOWN).forEach((row) => { row.hidden = true; });
  more.hidden = false;

  more.addEventListener("click", () => {
    const row = rows().find((each) => each.hidden) ?? another();
    if (!row) return;
    row.hidden = false;
    row.querySelector("select").focus();
    more.disabled = rows().length >= most && !rows().some((each) => each.hidden);
  });

  function another() {
    const number = rows().length;
    if (number >= most) return null;
    const row = rows()[number - 1].cloneNode(true);
    for (const list of row.querySelectorAll(".errorlist")) list.remove();
    for (const part of row.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const value = part.getAttribute(attribute);
        if (value) part.setAttribute(attribute, value.replace(/-\d+-/, `-${number}-`));
      }
      part.removeAttribute("aria-invalid");
      part.removeAttribute("aria-describedby");
    }
    for (const option of row.querySelectorAll("option")) option.selected = option.defaultSelected = option.value === "" || option.value === "expected" || option.value === "meets";
    rows()[number - 1].after(row);
    total.value = String(number + 1);
    return row;
  }
}
