// A list below a text field of what could be meant, worked by keys or by pointer: the combobox of the ARIA practices.

import { h } from "./dom.js";

const WAIT = 150;

let count = 0;

// `find(text)` answers rows of { words, note }; `take(row)` is told which was chosen. Returns the list's element.
export function suggest(input, { label, find, take }) {
  const id = `suggestions-${(count += 1)}`;
  const list = h("ul", { id, className: "suggestions", role: "listbox", "aria-label": label, hidden: true });
  const told = h("p", { className: "visually-hidden", role: "status" });
  let rows = [];
  let chosen = -1;
  let clock;

  const close = () => {
    clearTimeout(clock);
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const pick = (place) => {
    const row = rows[place];
    close();
    told.textContent = "";
    take(row);
    input.focus();
  };

  const option = ({ words, note }, place) =>
    h(
      "li",
      {
        id: `${id}-${place}`,
        role: "option",
        "aria-selected": "false",
        // The field keeps the focus.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => pick(place),
      },
      h("code", {}, words),
      note ? h("span", { className: "value-note" }, note) : null,
    );

  const show = (found) => {
    rows = found;
    chosen = -1;
    list.replaceChildren(...rows.map(option));
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    input.removeAttribute("aria-activedescendant");
    told.textContent = rows.length ? `${rows.length} found; arrow keys choose.` : "";
  };

  const choose = (place) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = (place + rows.length) % rows.length;
    const row = list.children[chosen];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.id);
  };

  const ask = async () => {
    const text = input.value.trim();
    // Without an answer there is nothing to suggest; the name can still be written.
    const found = text ? await find(text).catch(() => []) : [];
    if (text === input.value.trim() && document.activeElement === input) show(found);
  };

  const steps = {
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen < 0 ? -1 : chosen - 1),
    Enter: () => chosen >= 0 && pick(chosen),
    Escape: close,
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);
  input.addEventListener("input", () => {
    clearTimeout(clock);
    clock = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || !steps[event.key]) return;
    event.preventDefault();
    // Escape closes the list first, and the panel around it only then.
    event.stopPropagation();
    steps[event.key]();
  });
  input.addEventListener("blur", close);
  return h("div", { className: "suggestions-place" }, list, told);
}
