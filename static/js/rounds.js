// A round's page: where the form that urges opens, by the key or by the mouse, its line of text is ready to be typed in.

for (const details of document.querySelectorAll("details[data-opens]")) {
  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
}
