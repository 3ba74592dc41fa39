// The report form: the status and the percent follow each other where there is no choice.

document.addEventListener("change", (event) => {
  const status = event.target.closest("select[data-status]");
  const percent = status?.form.querySelector("[data-percent]");
  if (!percent) return;
  if (status.value === "completed") percent.value = 100;
  else if (status.value === "not_started") percent.value = 0;
  else if (percent.value === "100") percent.value = "";
  percent.dispatchEvent(new Event("input", { bubbles: true })); // so that the draft keeps it
});
