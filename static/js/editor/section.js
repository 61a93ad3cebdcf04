// What the sections of a card share: a label, values as chips, and a panel that opens below to add more.

import { button, h, iconButton } from "./dom.js";

// So many values are shown before the rest is asked for.
const SHOWN = 24;

export class Section {
  constructor(card, { label, add }) {
    this.card = card;
    this.showsAll = false;
    this.name = label.toLowerCase();
    this.heading = h("div", { className: "section-label" }, label);
    this.values = h("ul", { className: "values", "aria-label": label });
    this.notes = h("div", { className: "section-notes" });
    this.panel = h("div", {
      className: "panel",
      hidden: true,
      role: "group",
      "aria-label": add,
      onkeydown: (event) => this.escape(event),
    });
    this.toggle = button(
      add,
      { "aria-expanded": "false", onclick: () => (this.panel.hidden ? this.open() : this.close(true)) },
      "add",
    );
    this.element = h(
      "div",
      { className: "section" },
      this.heading,
      h(
        "div",
        { className: "section-body" },
        this.values,
        h("div", { className: "section-tools" }, this.toggle),
        this.notes,
      ),
      this.panel,
    );
  }

  // What other statements do to this section is told again with each change.
  note(_statement) {}

  open() {
    this.card.opened(this);
    this.panel.hidden = false;
    this.toggle.setAttribute("aria-expanded", "true");
    this.openPanel();
  }

  close(withFocus = false) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.toggle.setAttribute("aria-expanded", "false");
    if (withFocus) this.toggle.focus();
  }

  escape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close(true);
  }

  // Show values as chips; `describe(value)` gives { note, tone }, `remove(place)` takes one away.
  showChips(values, describe, remove) {
    const shown = this.showsAll ? values : values.slice(0, SHOWN);
    const more = values.length - shown.length;
    this.values.replaceChildren(
      ...shown.map((value, place) => this.chip(value, place, describe(value), remove)),
      ...(more ? [h("li", {}, button(`Show ${more} more`, { onclick: () => this.showAll() }))] : []),
    );
    this.values.hidden = !values.length;
  }

  showAll() {
    this.showsAll = true;
    this.card.update();
    this.values.querySelector("button")?.focus();
  }

  chip(value, place, { note, tone, words }, remove) {
    const key = `${this.card.id}-${this.name}`;
    return h(
      "li",
      { className: `value-chip${tone ? ` value-${tone}` : ""}`, title: words ?? "" },
      h("code", {}, value.text),
      note ? h("span", { className: "value-note" }, note) : null,
      value.fixed
        ? h("span", { className: "value-note" }, "JSON only")
        : iconButton("remove-value", `Remove ${value.text}`, {
            "data-focus": `${key}-${place}`,
            "data-instead": `${key}-${place - 1} ${this.card.id}-sid`,
            onclick: () => remove(place),
          }),
    );
  }
}

// A text field with a button beside it; Enter does what the button does.
export function entry(label, { placeholder = "", action = "Add", hint = "", onadd, oninput = null, inputmode = null }) {
  const input = h("input", {
    "aria-label": label,
    placeholder,
    autocomplete: "off",
    spellcheck: false,
    inputmode,
    onkeydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      submit();
    },
  });
  const told = h("p", { className: "entry-told small", role: "status" }, hint);
  const tell = (words, tone = "") => {
    told.textContent = words;
    told.className = `entry-told small${tone ? ` text-${tone}` : ""}`;
  };
  const submit = () => {
    const text = input.value.trim();
    if (!text) return;
    const problem = onadd(text);
    if (problem) tell(problem, "danger");
    else {
      input.value = "";
      tell(hint);
      input.focus();
    }
  };
  if (oninput) input.addEventListener("input", () => tell(oninput(input.value.trim()) || hint));
  return {
    element: h(
      "div",
      { className: "entry" },
      h("div", { className: "entry-row" }, input, button(action, { onclick: submit })),
      told,
    ),
    input,
    tell,
  };
}
