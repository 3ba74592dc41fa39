// The rows of a programme: empty ones step back until they are asked for.

const SHOWN = 3;

for (const box of document.querySelectorAll("[data-programme]")) {
  const rows = [...box.querySelectorAll("[data-event]")];
  const isEmpty = (row) => [...row.querySelectorAll("input")].every((field) => (field.type === "checkbox" ? !field.checked : field.value === ""));
  const more = box.querySelector("[data-more]");

  rows.slice(SHOWN).filter((row) => isEmpty(row) && row.querySelector(".errorlist") === null).forEach((row) => { row.hidden = true; });
  const hidden = () => rows.filter((row) => row.hidden);
  more.hidden = hidden().length === 0;

  more.addEventListener("click", () => {
    const [row] = hidden();
    row.hidden = false;
    row.querySelector("input").focus();
    more.hidden = hidden().length === 0;
  });
}
