// Adds and removes rows in the editor of tags; without it there are some spare rows, and emptying one removes it.

function rowsOf(editor) {
  return [...editor.querySelectorAll("[data-tag-row]")];
}

function number(editor) {
  const rows = rowsOf(editor);
  rows.forEach((row, index) => {
    const [key, value] = row.querySelectorAll("input");
    key.setAttribute("aria-label", `Key ${index + 1}`);
    value.setAttribute("aria-label", `Value ${index + 1}`);
    row.querySelector("[data-remove-tag]").setAttribute("aria-label", `Remove tag ${key.value || index + 1}`);
  });
  const add = editor.parentElement.querySelector("[data-add-tag]");
  add.disabled = rows.length >= Number(editor.dataset.tagRows);
}

function empty(row) {
  for (const input of row.querySelectorAll("input")) input.value = "";
  return row;
}

function add(editor) {
  const row = empty(rowsOf(editor)[0].cloneNode(true));
  editor.append(row);
  number(editor);
  row.querySelector("input").focus();
}

function remove(editor, row) {
  const rows = rowsOf(editor);
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  if (next) row.remove();
  else empty(row);
  number(editor);
  (next ?? row).querySelector("input").focus();
}

for (const editor of document.querySelectorAll("[data-tag-rows]")) {
  for (const button of editor.parentElement.querySelectorAll("[data-remove-tag], [data-add-tag]")) button.hidden = false;
  editor.parentElement.querySelector("[data-add-tag]").addEventListener("click", () => add(editor));
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-tag]");
    if (button) remove(editor, button.closest("[data-tag-row]"));
  });
  editor.addEventListener("input", () => number(editor));
  number(editor);
}
