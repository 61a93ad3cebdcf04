// The actions of a statement: chips, and a panel with one service's actions by access level.

import { expand, isPattern, known, loadService, matcher, split } from "./catalog.js";
import { button, h, plural } from "./dom.js";
import { addValues, removeValues, renameElement } from "./policy.js";
import { Section, entry } from "./section.js";
import { ServiceChooser } from "./services.js";

const LEVELS = ["List", "Read", "Write", "Permissions management", "Tagging"];
// A statement that names more services than this is described only as far as somebody looks at it.
export const LOADED_AT_ONCE = 6;

export class Actions extends Section {
  constructor(card) {
    super(card, { label: "Action", add: "Add actions" });
    this.which = h(
      "select",
      { "aria-label": "Which actions", "data-focus": `${card.id}-actions-which`, onchange: () => this.rename() },
      h("option", { value: "Action" }, "These"),
      h("option", { value: "NotAction" }, "All but these"),
    );
    this.heading.append(this.which);
    this.chooser = new ServiceChooser((prefix) => this.choose(prefix));
    this.body = h("div", { className: "panel-body" });
    this.panel.append(this.chooser.element, this.body);
    this.search = "";
  }

  rename() {
    const { actions } = this.card.statement;
    this.card.change(renameElement, actions.element, this.which.value);
  }

  update(statement) {
    const { actions } = statement;
    this.which.value = actions.element;
    this.which.disabled = !actions.isGiven;
    this.showChips(
      actions.values,
      (value) => describe(value),
      (place) => this.card.change(removeValues, actions.element, [place]),
    );
    const prefixes = servicesOf(actions.values);
    if (prefixes.length <= LOADED_AT_ONCE) load(prefixes, this.card);
    this.note(statement);
    if (!this.panel.hidden) this.refresh();
  }

  note(statement) {
    this.notes.replaceChildren(...this.warnings(statement));
  }

  // Actions that need others to be allowed too, which no statement of the policy allows.
  warnings(statement) {
    if (statement.effect !== "Allow" || statement.actions.element !== "Action") return [];
    const allowed = this.card.policy.statements
      .filter((one) => one.effect === "Allow" && one.actions.element === "Action")
      .flatMap((one) => one.actions.values.map((value) => matcher(value.text)));
    const missing = new Map();
    for (const value of statement.actions.values) {
      if (isPattern(value.text)) continue;
      for (const action of expand(value.text)) {
        for (const needed of action.dependsOn) {
          if (!allowed.some((fits) => fits(needed))) missing.set(needed, [...(missing.get(needed) ?? []), action.name]);
        }
      }
    }
    return [...missing].map(([needed, by]) =>
      h(
        "p",
        { className: "section-note" },
        `${by[0]}${by.length > 1 ? ` and ${plural(by.length - 1, "other")}` : ""} may also need ${needed}. `,
        button(`Add ${needed}`, {
          "data-instead": `${this.card.id}-sid`,
          onclick: () => this.card.change(addValues, "Action", [needed]),
        }),
      ),
    );
  }

  openPanel() {
    const first = servicesOf(this.card.statement.actions.values)[0];
    if (!this.prefix && first && !isPattern(first)) this.choose(first);
    else this.chooser.focus();
    this.refresh();
  }

  async choose(prefix) {
    this.prefix = prefix;
    this.search = "";
    this.chooser.choose(prefix);
    this.body.replaceChildren(h("p", { className: "muted" }, "Loading…"));
    await loadService(prefix);
    if (this.prefix !== prefix) return;
    this.build();
    this.card.update();
  }

  build() {
    const service = known(this.prefix);
    if (!service) {
      this.body.replaceChildren(h("p", {}, `The catalog does not know the service ${this.prefix}.`), this.pattern());
      return;
    }
    this.boxes = [];
    this.whole = h("input", {
      type: "checkbox",
      onchange: () => this.set([`${service.prefix}:*`], this.whole.checked),
    });
    const field = h("input", {
      type: "search",
      placeholder: `Search the ${service.actions.length} actions of ${service.name}`,
      "aria-label": `Search the actions of ${service.name}`,
      value: this.search,
      oninput: () => {
        this.search = field.value;
        this.filter();
      },
      onkeydown: (event) => {
        if (event.key === "Enter") event.preventDefault();
      },
    });
    this.none = h("p", { className: "muted", hidden: true }, "No action fits this search.");
    this.levels = LEVELS.map((level) => this.level(service, level)).filter(Boolean);
    this.body.replaceChildren(
      h(
        "label",
        { className: "check-line" },
        this.whole,
        h("span", {}, "All actions ", h("code", {}, `${service.prefix}:*`)),
      ),
      field,
      h(
        "div",
        { className: "levels" },
        this.levels.map((one) => one.element),
      ),
      this.none,
      this.pattern(),
    );
    this.refresh();
  }

  level(service, level) {
    const actions = service.actions.filter((action) => action.level === level);
    if (!actions.length) return null;
    const counted = h("span", { className: "level-count muted" });
    const all = h("input", { type: "checkbox", "aria-label": `All ${level} actions` });
    const rows = actions.map((action) => this.action(service, action));
    all.addEventListener("change", () => {
      const shown = rows.filter((row) => !row.element.hidden && !row.box.disabled).map((row) => row.name);
      this.set(shown, all.checked);
    });
    const list = h(
      "ul",
      { className: "level-actions" },
      rows.map((row) => row.element),
    );
    const details = h("details", {}, h("summary", {}, h("span", { className: "level-name" }, level), counted), list);
    return { element: h("div", { className: "level" }, all, details), details, rows, counted, all };
  }

  action(service, action) {
    const name = `${service.prefix}:${action.name}`;
    const box = h("input", { type: "checkbox", onchange: () => this.set([name], box.checked) });
    const by = h("span", { className: "value-note" });
    const element = h(
      "li",
      {},
      h(
        "label",
        { className: "check-line" },
        box,
        h("span", {}, h("code", {}, action.name), by, h("span", { className: "action-words" }, action.description)),
      ),
    );
    return { element, box, by, name, text: `${action.name} ${action.description}`.toLowerCase() };
  }

  pattern() {
    const made = entry("A pattern of actions", {
      placeholder: "Pattern, such as Get*",
      hint: "Patterns also cover actions that the service gets later.",
      oninput: (text) => (text ? `Matches ${plural(expand(this.full(text)).length, "action")}.` : ""),
      onadd: (text) => {
        const full = this.full(text);
        if (!/^[\w*?-]+:[\w*?]+$/.test(full) && full !== "*") return "A pattern is letters, digits, * and ?.";
        this.card.change(addValues, this.card.statement.actions.element, [full]);
        return "";
      },
    });
    return made.element;
  }

  full(text) {
    return text.includes(":") || text === "*" ? text : `${this.prefix}:${text}`;
  }

  set(names, isChosen) {
    const { actions } = this.card.statement;
    if (isChosen) {
      this.card.change(addValues, actions.element, names);
      return;
    }
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    const places = actions.values.flatMap((value, place) => (wanted.has(value.text.toLowerCase()) ? [place] : []));
    this.card.change(removeValues, actions.element, places);
  }

  // Bring check boxes and counts up to date with the statement, without touching what somebody looks at.
  refresh() {
    if (!this.levels || !this.prefix || !known(this.prefix)) return;
    const texts = this.card.statement.actions.values.filter((value) => !value.fixed).map((value) => value.text);
    const exact = new Set(texts.map((text) => text.toLowerCase()));
    const patterns = texts.filter(isPattern).map((text) => ({ text, fits: matcher(text) }));
    this.whole.checked = exact.has(`${this.prefix}:*`) || exact.has("*");
    for (const level of this.levels) {
      let chosen = 0;
      for (const row of level.rows) {
        const isNamed = exact.has(row.name.toLowerCase());
        const pattern = patterns.find((one) => one.fits(row.name));
        row.box.checked = isNamed || Boolean(pattern);
        row.box.disabled = !isNamed && Boolean(pattern);
        row.by.textContent = !isNamed && pattern ? `by ${pattern.text}` : "";
        chosen += row.box.checked ? 1 : 0;
      }
      level.counted.textContent = `${chosen} of ${level.rows.length} selected`;
      level.all.checked = chosen === level.rows.length;
      level.all.indeterminate = chosen > 0 && chosen < level.rows.length;
      level.all.disabled = level.rows.every((row) => row.box.disabled);
    }
    this.filter();
  }

  filter() {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const level of this.levels) {
      let shown = 0;
      for (const row of level.rows) {
        row.element.hidden = !words.every((word) => row.text.includes(word));
        shown += row.element.hidden ? 0 : 1;
      }
      level.element.hidden = !shown;
      if (words.length) level.details.open = shown > 0;
      found += shown;
    }
    this.none.hidden = found > 0;
  }
}

export function servicesOf(values) {
  return [
    ...new Set(
      values
        .filter((value) => !value.fixed && value.text.includes(":"))
        .map((value) => split(value.text)[0].toLowerCase()),
    ),
  ];
}

// Load services that are not known yet, and then let the card tell more.
export function load(prefixes, card) {
  const missing = prefixes.filter((prefix) => !isPattern(prefix) && known(prefix) === undefined);
  if (missing.length) Promise.all(missing.map(loadService)).then(() => card.update());
}

function describe(value) {
  if (value.fixed) return {};
  if (value.text === "*") return { note: "everything", tone: "wide" };
  const [prefix, name] = split(value.text);
  if (name === undefined) return { note: "no service", tone: "unknown" };
  if (isPattern(prefix)) return { note: "pattern" };
  const service = known(prefix);
  if (service === undefined) return {};
  if (service === null) return { note: "unknown service", tone: "unknown" };
  const found = expand(value.text);
  if (!found.length) return { note: "unknown", tone: "unknown" };
  return isPattern(name)
    ? { note: plural(found.length, "action") }
    : { note: found[0].level, words: found[0].description };
}
