// What lists do beyond plain HTML: count the ticked rows, tick a page at once, and wake the buttons that need rows.

function show(list) {
  const count = list.querySelector("[data-bulk-count]");
  if (!count) return;
  const picks = [...list.querySelectorAll("input[name=pick]")];
  const ticked = picks.filter((pick) => pick.checked).length;
  const all = list.querySelector("[data-pick-all]")?.checked ?? false;
  const page = list.querySelector("[data-pick-page]");
  page.hidden = false;
  page.checked = ticked === picks.length;
  page.indeterminate = ticked > 0 && ticked < picks.length;
  count.textContent = all ? "All selected" : `${ticked} selected`;
  list.toggleAttribute("data-picking", all || ticked > 0);
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-list]");
  if (!list) return;
  if (event.target.matches("[data-pick-page]")) {
    for (const pick of list.querySelectorAll("input[name=pick]")) pick.checked = event.target.checked;
  }
  if (event.target.matches("[data-pick-page], [data-pick-all], input[name=pick]")) show(list);
});

// The search box is replaced with the list; who is writing in it goes on where they were.
let caret = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const box = document.activeElement;
  caret = event.target.matches("[data-list]") && box?.matches("[data-search-box]")
    ? { text: box.value, start: box.selectionStart, end: box.selectionEnd }
    : null;
});

document.addEventListener("htmx:load", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (!list) return;
  show(list);
  const box = list.querySelector("[data-search-box]");
  if (caret && box) {
    box.focus();
    box.value = caret.text;
    box.setSelectionRange(caret.start, caret.end);
  }
});

for (const list of document.querySelectorAll("[data-list]")) show(list);
