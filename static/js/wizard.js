// In wizards and pickers: Enter in a search box searches, and the number of ticked rows follows the ticks.

function count(picker) {
  const place = picker.querySelector("[data-picker-count]");
  if (!place) return;
  const ticked = picker.querySelectorAll("tbody input[type=checkbox]:checked").length;
  place.textContent = ticked ? `${ticked} chosen` : "";
}

for (const picker of document.querySelectorAll("[data-picker]")) {
  picker.addEventListener("change", () => count(picker));
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-picker-search]")) return;
    event.preventDefault();
    event.target.form.requestSubmit(picker.querySelector("button[value=search]"));
  });
}
