// The resources of a statement: chips, what its actions need, and a panel that builds ARNs.

import { LOADED_AT_ONCE, load, servicesOf } from "./actions.js";
import { arnProblem, expand, fill, fits, isPattern, known, placeholders, searchAccount, valuesOf } from "./catalog.js";
import { button, h, plural } from "./dom.js";
import { addValues, removeValues, renameElement } from "./policy.js";
import { Section, entry } from "./section.js";
import { suggest } from "./suggest.js";

const NAMED = 3;
const OF_ACCOUNT = /^arn:\$\{Partition\}:iam::\$\{Account\}:([a-z-]+)\/\$\{([A-Za-z]+)\}$/;
// What the account itself keeps, and what the search calls it.
const KEPT = {
  user: "user",
  group: "group",
  role: "role",
  policy: "policy",
  "instance-profile": "instance-profile",
  mfa: "mfa",
  "oidc-provider": "oidc-provider",
  "saml-provider": "saml-provider",
  "server-certificate": "certificate",
};

export class Resources extends Section {
  constructor(card) {
    super(card, { label: "Resource", add: "Add resources" });
    this.which = h(
      "select",
      { "aria-label": "Which resources", "data-focus": `${card.id}-resources-which`, onchange: () => this.rename() },
      h("option", { value: "Resource" }, "These"),
      h("option", { value: "NotResource" }, "All but these"),
    );
    this.heading.append(this.which);
    this.builder = h("div", { className: "arn-builder" });
    this.paste = entry("Paste an ARN", {
      placeholder: "arn:aws:…",
      hint: "In an ARN * stands for any text, ? for one character.",
      onadd: (text) => arnProblem(text) || this.add([text]),
    });
    this.panel.append(
      this.builder,
      h("div", { className: "panel-line" }, h("span", { className: "label" }, "Or write it"), this.paste.element),
    );
  }

  rename() {
    this.card.change(renameElement, this.card.statement.resources.element, this.which.value);
  }

  add(arns) {
    const { element, values } = this.card.statement.resources;
    const fresh = arns.filter((arn) => !values.some((value) => value.text === arn));
    if (!fresh.length) return "This resource is in the statement already.";
    this.card.change(addValues, element, fresh);
    return "";
  }

  update(statement) {
    const { resources, actions } = statement;
    this.which.value = resources.element;
    this.which.disabled = !resources.isGiven;
    this.showChips(
      resources.values,
      (value) => this.describe(value, statement),
      (place) => this.card.change(removeValues, resources.element, [place]),
    );
    const prefixes = servicesOf(actions.values);
    const isLoaded = prefixes.length <= LOADED_AT_ONCE;
    this.notes.replaceChildren(...(isLoaded ? this.warnings(statement) : []));
    if (!this.panel.hidden) this.build();
  }

  describe(value, statement) {
    if (value.fixed) return {};
    if (value.text === "*") return { note: "all resources", tone: statement.effect === "Allow" ? "wide" : "" };
    const problem = arnProblem(value.text);
    if (problem) return { note: "not an ARN", tone: "unknown", words: problem };
    const types = typesOf(statement).filter((type) => fits(value.text, type.arnFormat));
    // The closest format is the one with most fixed characters.
    const [closest] = types.sort((one, other) => fixed(other.arnFormat) - fixed(one.arnFormat));
    return closest ? { note: closest.name } : {};
  }

  warnings(statement) {
    const { resources } = statement;
    const texts = resources.values.filter((value) => !value.fixed).map((value) => value.text);
    if (
      !texts.length ||
      texts.includes("*") ||
      resources.element !== "Resource" ||
      statement.actions.element !== "Action"
    )
      return [];
    const actions = actionsOf(statement);
    const formats = new Map(typesOf(statement).map((type) => [`${type.service}:${type.name}`, type.arnFormat]));
    const wholeOnly = actions.filter((action) => action.exact && !action.resources.length);
    const missing = new Map();
    for (const action of actions) {
      for (const { name, isRequired } of action.exact ? action.resources : []) {
        const format = formats.get(`${action.service}:${name}`);
        if (!isRequired || !format || texts.some((text) => fits(text, format))) continue;
        missing.set(name, [...(missing.get(name) ?? []), action.name]);
      }
    }
    return [
      ...[...missing].map(([type, names]) =>
        h(
          "p",
          { className: "section-note" },
          `${listed(names)} ${names.length === 1 ? "works" : "work"} on a resource of the type ${type}, and none is given.`,
        ),
      ),
      ...(wholeOnly.length
        ? [
            h(
              "p",
              { className: "section-note" },
              `${listed(wholeOnly.map((one) => one.name))} can only be granted on all resources (*). `,
              button("Add *", { "data-instead": `${this.card.id}-sid`, onclick: () => this.add(["*"]) }),
            ),
          ]
        : []),
    ];
  }

  openPanel() {
    load(servicesOf(this.card.statement.actions.values), this.card);
    this.build();
    this.panel.querySelector("button, select, input")?.focus();
  }

  // Build the forms again only when other types of resources became possible.
  build() {
    const types = typesOf(this.card.statement);
    const key = types.map((type) => `${type.service}:${type.name}`).join(" ");
    if (key === this.built) return;
    this.built = key;
    const all = button("All resources (*)", { onclick: () => this.add(["*"]) });
    if (!types.length) {
      const words =
        "The actions of this statement name no type of resource that the catalog knows. Paste an ARN, or take all.";
      this.builder.replaceChildren(h("p", { className: "muted" }, words), all);
      return;
    }
    const fields = h("div", { className: "arn-fields" });
    const chooser = h(
      "select",
      { "aria-label": "Type of resource", onchange: () => this.form(fields, types[chooser.selectedIndex]) },
      types.map((type) => h("option", {}, `${type.name}${type.isRequired ? " (needed)" : ""} · ${type.service}`)),
    );
    this.builder.replaceChildren(
      h("div", { className: "panel-line" }, h("span", { className: "label" }, "Type"), chooser, all),
      fields,
    );
    this.form(fields, types[0]);
  }

  form(place, type) {
    const names = placeholders(type.arnFormat);
    const inputs = new Map(names.map((name) => [name, this.part(name, () => show())]));
    const preview = h("code", { className: "arn-preview" });
    const arn = () => fill(type.arnFormat, Object.fromEntries([...inputs].map(([name, part]) => [name, part.value()])));
    const show = () => {
      preview.textContent = arn();
    };
    this.suggestOwn(type, inputs, show);
    const told = h("p", { className: "small text-danger", role: "status" });
    const take = (text) => {
      told.textContent = arnProblem(text) || this.add([text]);
    };
    const anywhere = fill(type.arnFormat, {
      Partition: "aws",
      Account: names.includes("Account") ? this.card.visual.account : "",
    });
    place.replaceChildren(
      ...[...inputs.values()].map((part) => part.element),
      h(
        "div",
        { className: "arn-foot" },
        preview,
        button("Add this ARN", { primary: true, onclick: () => take(arn()) }),
        button(names.includes("Account") ? `Any ${type.name} in this account` : `Any ${type.name}`, {
          onclick: () => take(anywhere),
        }),
      ),
      told,
    );
    show();
  }

  // Where the account itself keeps what the ARN names, a part of its name finds it.
  suggestOwn(type, inputs, show) {
    const [, word, name] = OF_ACCOUNT.exec(type.arnFormat) ?? [];
    const kind = KEPT[word];
    if (!kind) return;
    const { input, element } = inputs.get(name);
    const find = async (text) => {
      const found = await searchAccount(text, [kind]);
      return found
        .map(({ arn }) => valuesOf(arn, type.arnFormat))
        .map((values) => ({ values, words: values[name], note: values.Account === "aws" ? "AWS managed" : "" }));
    };
    const take = ({ values }) => {
      for (const [part, { input: field }] of inputs) field.value = values[part];
      show();
    };
    element.append(suggest(input, { label: `What is there: ${word}`, find, take }));
    input.placeholder = "* or a part of its name";
  }

  part(name, onchange) {
    const start = { Partition: "aws", Account: this.card.visual.account }[name] ?? "";
    const input = h("input", {
      value: start,
      autocomplete: "off",
      spellcheck: false,
      "aria-label": name,
      oninput: onchange,
    });
    const any = h("input", {
      type: "checkbox",
      "aria-label": `Any ${name}`,
      onchange: () => {
        input.disabled = any.checked;
        onchange();
      },
    });
    input.placeholder = "*";
    return {
      input,
      value: () => (any.checked ? "*" : input.value.trim()),
      element: h(
        "div",
        { className: "arn-part" },
        h("span", { className: "label" }, spaced(name)),
        input,
        h("label", { className: "check-line" }, any, "Any"),
      ),
    };
  }
}

// Return the actions that a statement names, as far as their services are loaded; patterns count, but warn of nothing.
function actionsOf(statement) {
  return statement.actions.values
    .filter((value) => !value.fixed)
    .flatMap((value) => expand(value.text).map((action) => ({ ...action, exact: !isPattern(value.text) })));
}

function typesOf(statement) {
  const types = new Map();
  for (const action of actionsOf(statement)) {
    for (const { name, isRequired } of action.resources) {
      const type = known(action.service).resourceTypes.find((one) => one.name === name);
      if (!type) continue;
      const key = `${action.service}:${name}`;
      const before = types.get(key);
      types.set(key, {
        ...type,
        service: action.service,
        isRequired: before?.isRequired || (isRequired && action.exact),
      });
    }
  }
  // What is needed comes first, then what is named shortest: a bucket's object before that of an access point.
  return [...types.values()].sort(
    (one, other) =>
      Number(other.isRequired) - Number(one.isRequired) ||
      placeholders(one.arnFormat).length - placeholders(other.arnFormat).length,
  );
}

function fixed(arnFormat) {
  return arnFormat.replace(/\$\{[^}]+\}/g, "").length;
}

function spaced(name) {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2");
}

function listed(names) {
  const shown = names.slice(0, NAMED).join(", ");
  return names.length > NAMED ? `${shown} and ${plural(names.length - NAMED, "other action")}` : shown;
}
