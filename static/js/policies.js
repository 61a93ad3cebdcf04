// Counts the characters of a policy while it is written, as AWS does: white space between JSON tokens is free.

const STRING_OR_SPACE = /("[^"\\]*(?:\\.[^"\\]*)*")|[\t\n\r ]+/g;

function sizeOf(text) {
  return text.replace(STRING_OR_SPACE, "$1").length;
}

function show(place, text) {
  const most = Number(place.dataset.size);
  const size = sizeOf(text);
  place.textContent = `${size} of ${most} characters`;
  place.classList.toggle("text-danger", size > most);
}

for (const area of document.querySelectorAll("[data-document]")) {
  const place = area.closest(".field").querySelector("[data-size]");
  area.addEventListener("input", () => show(place, area.value));
  show(place, area.value);
}
