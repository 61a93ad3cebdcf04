// The conditions of a statement: key, qualifier, operator, values; all must hold, one value each must match.

import { LOADED_AT_ONCE, load, servicesOf } from "./actions.js";
import { expand, known, loadLanguage } from "./catalog.js";
import { button, h, iconButton } from "./dom.js";
import { addCondition, removeCondition, removeConditionValue } from "./policy.js";
import { Section } from "./section.js";

const QUALIFIERS = [
  ["", "The value"],
  ["ForAnyValue:", "Any of the request's values"],
  ["ForAllValues:", "All of the request's values"],
];
const HINTS = {
  String: "Texts; StringLike knows * and ?.",
  ARN: "ARNs, in which * stands for any text.",
  Bool: "true or false.",
  Numeric: "A number.",
  Date: "Such as 2026-01-31T00:00:00Z.",
  IPAddress: "An address or a range, such as 203.0.113.0/24.",
  Binary: "Base64.",
};
const MFA = "aws:MultiFactorAuthPresent";

export class Conditions extends Section {
  constructor(card) {
    super(card, { label: "Only if", add: "Add condition" });
    this.mfa = button("Require MFA", { onclick: () => this.requireMfa() });
    this.address = button("Source IP", { onclick: () => this.limitAddress() });
    this.toggle.after(this.mfa, this.address);
    this.tell = h("p", { className: "entry-told small", role: "status" });
    this.panel.append(this.form());
  }

  update(statement) {
    const { conditions, effect } = statement;
    this.mfa.textContent = effect === "Deny" ? "Without MFA" : "Require MFA";
    this.mfa.hidden = conditions.some((row) => row.key.toLowerCase() === MFA.toLowerCase());
    this.address.textContent = effect === "Deny" ? "Other than IP" : "Source IP";
    this.values.replaceChildren(...conditions.map((row) => this.row(row)));
    this.values.hidden = !conditions.length;
    const prefixes = servicesOf(statement.actions.values);
    if (prefixes.length <= LOADED_AT_ONCE) load(prefixes, this.card);
  }

  row(condition) {
    const { operator, key, values } = condition;
    const name = `${this.card.id}-condition-${operator}-${key}`;
    const more = h("input", {
      className: "condition-more",
      placeholder: "or …",
      "aria-label": `Another value for ${key}`,
      autocomplete: "off",
      spellcheck: false,
      "data-focus": `${name}-more`,
      onkeydown: (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        const text = more.value.trim();
        if (!text) return;
        more.value = "";
        this.card.change(addCondition, operator, key, [text]);
      },
    });
    return h(
      "li",
      { className: "condition" },
      h(
        "div",
        { className: "condition-test" },
        h("code", {}, key),
        h("span", { className: "condition-operator" }, operator),
      ),
      h(
        "ul",
        { className: "values", "aria-label": `Values for ${key}` },
        values.map((value, place) => this.value(condition, value, place, name)),
        h("li", {}, more),
      ),
      iconButton("remove-value", `Remove the condition on ${key}`, {
        "data-focus": name,
        "data-instead": `${this.card.id}-sid`,
        onclick: () => this.card.change(removeCondition, operator, key),
      }),
    );
  }

  value({ operator, key }, value, place, name) {
    return h(
      "li",
      { className: "value-chip" },
      h("code", {}, value.text),
      iconButton("remove-value", `Remove ${value.text}`, {
        "data-focus": `${name}-${place}`,
        "data-instead": `${name}-${place - 1} ${name}-more`,
        onclick: () => this.card.change(removeConditionValue, operator, key, place),
      }),
    );
  }

  // Deny without MFA must also reach requests that say nothing about it; Allow must not.
  requireMfa() {
    const isDeny = this.card.statement.effect === "Deny";
    this.card.change(addCondition, isDeny ? "BoolIfExists" : "Bool", MFA, [isDeny ? "false" : "true"]);
    this.toggle.focus();
  }

  limitAddress() {
    this.open();
    this.key.value = "aws:SourceIp";
    this.chooseKey();
    this.operator.value = this.card.statement.effect === "Deny" ? "NotIpAddress" : "IpAddress";
    this.entered.focus();
  }

  form() {
    const list = `${this.card.id}-keys`;
    this.keys = h("datalist", { id: list });
    this.key = h("input", {
      list,
      "aria-label": "Condition key",
      placeholder: "Condition key, such as aws:SourceIp",
      autocomplete: "off",
      spellcheck: false,
      oninput: () => this.chooseKey(),
    });
    this.qualifier = h(
      "select",
      { "aria-label": "Qualifier" },
      QUALIFIERS.map(([value, words]) => h("option", { value }, words)),
    );
    this.operator = h("select", { "aria-label": "Operator" });
    this.ifExists = h("input", { type: "checkbox" });
    this.entered = h("textarea", {
      rows: 2,
      "aria-label": "Values",
      placeholder: "Values, one a line",
      spellcheck: false,
    });
    this.about = h("p", { className: "small muted" });
    return h(
      "div",
      { className: "condition-form" },
      this.key,
      this.keys,
      this.about,
      h("div", { className: "panel-line" }, this.qualifier, this.operator),
      h("label", { className: "check-line" }, this.ifExists, "Also when the request does not have the key (IfExists)"),
      this.entered,
      h(
        "div",
        { className: "panel-line" },
        button("Add this condition", { primary: true, onclick: () => this.take() }),
        this.tell,
      ),
    );
  }

  async openPanel() {
    this.key.focus();
    load(servicesOf(this.card.statement.actions.values), this.card);
    this.language = await loadLanguage();
    this.offered = this.available();
    this.keys.replaceChildren(...this.offered.map((key) => h("option", { value: written(key) }, key.type)));
    this.chooseKey();
  }

  // The keys that requests for the statement's actions can carry, and those that every request can.
  available() {
    const { statement } = this.card;
    const names = new Set(
      statement.actions.values.flatMap((value) => expand(value.text)).flatMap((action) => action.conditionKeys),
    );
    const own = servicesOf(statement.actions.values).flatMap((prefix) => known(prefix)?.conditionKeys ?? []);
    const keys = [
      ...own.filter((key) => names.has(key.name)),
      ...this.language.conditionKeys,
      ...this.language.tagKeys,
    ];
    return [...new Map(keys.map((key) => [key.name, key])).values()];
  }

  find(text) {
    const lower = text.toLowerCase();
    return this.offered?.find((key) => {
      const [start, end] = key.name.toLowerCase().split(/\$\{[^}]+\}/);
      return end === undefined ? lower === start : lower.startsWith(start) && lower.length > start.length;
    });
  }

  chooseKey() {
    if (!this.language) return;
    const text = this.key.value.trim();
    const key = this.find(text);
    const type = key?.type ?? "String";
    const names = key ? this.language.operators[type] : [...new Set(Object.values(this.language.operators).flat())];
    const before = this.operator.value;
    if (this.operator.dataset.type !== (key ? type : "")) {
      this.operator.dataset.type = key ? type : "";
      this.operator.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
      if (names.includes(before)) this.operator.value = before;
    }
    if (key && this.chosen !== key.name) this.qualifier.value = key.isMultivalued ? "ForAnyValue:" : "";
    this.chosen = key?.name;
    const unknown = text
      ? "The catalog does not know this key for the actions of the statement; every operator is offered."
      : "";
    this.about.textContent = key ? [key.description, HINTS[type]].filter(Boolean).join(" ") : unknown;
  }

  take() {
    const key = this.key.value.trim();
    const values = this.entered.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    if (!key) return this.refuse("Choose a condition key.", this.key);
    if (/\$\{[^}]+\}$/.test(key)) return this.refuse("Put the name of the tag in the place of ${…}.", this.key);
    if (!this.operator.value) return this.refuse("Choose an operator.", this.operator);
    if (!values.length) return this.refuse("Give at least one value.", this.entered);
    const suffix = this.ifExists.checked && this.operator.value !== "Null" ? "IfExists" : "";
    this.card.change(addCondition, this.qualifier.value + this.operator.value + suffix, key, values);
    this.key.value = "";
    this.entered.value = "";
    this.tell.textContent = "";
    this.chooseKey();
    this.key.focus();
    return true;
  }

  refuse(words, place) {
    this.tell.className = "entry-told small text-danger";
    this.tell.textContent = words;
    place.focus();
    return false;
  }
}

// A key with a placeholder is offered up to it: the rest is the person's to write.
function written(key) {
  return key.name.replace(/\$\{[^}]+\}$/, "");
}
