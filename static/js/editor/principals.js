// Who a trust or resource policy speaks of. Policies of identities have no principals, and do not show this.

import { button, h, iconButton } from "./dom.js";
import { PRINCIPAL_TYPES, addPrincipals, removePrincipal, setAnyone } from "./policy.js";
import { Section, entry } from "./section.js";

const EXAMPLES = {
  AWS: "111122223333, or an ARN of a role or user",
  Service: "lambda.amazonaws.com",
  Federated: "arn:aws:iam::111122223333:oidc-provider/…",
  CanonicalUser: "64 hexadecimal digits",
};

export class Principals extends Section {
  constructor(card) {
    super(card, { label: "Principal", add: "Add principals" });
    this.type = h(
      "select",
      { "aria-label": "Type of principal", onchange: () => this.hint() },
      PRINCIPAL_TYPES.map((type) => h("option", { value: type }, type)),
    );
    this.entry = entry("Principal", { onadd: (text) => this.add(text) });
    const anyone = button("Anyone (*)", { onclick: () => card.change(setAnyone, card.statement.principals.element) });
    this.panel.append(h("div", { className: "panel-line" }, this.type, anyone), this.entry.element);
    this.hint();
  }

  hint() {
    this.entry.input.placeholder = EXAMPLES[this.type.value];
  }

  add(text) {
    this.card.change(addPrincipals, this.card.statement.principals.element, this.type.value, [text]);
    return "";
  }

  update(statement) {
    const { principals } = statement;
    this.element.hidden = this.card.visual.kind === "identity" && !principals.isGiven;
    this.heading.textContent = principals.element === "NotPrincipal" ? "All principals but" : "Principal";
    const rows = principals.groups.flatMap(({ type, values }) =>
      values.map((value, place) => ({ type, value, place })),
    );
    const anyone = principals.anyone
      ? [
          h(
            "li",
            { className: "value-chip value-wide" },
            h("code", {}, "*"),
            h("span", { className: "value-note" }, "anyone"),
          ),
        ]
      : [];
    this.values.replaceChildren(...anyone, ...rows.map((row) => this.principal(principals.element, row)));
    this.values.hidden = !rows.length && !principals.anyone;
  }

  principal(element, { type, value, place }) {
    return h(
      "li",
      { className: "value-chip" },
      h("code", {}, value.text),
      h("span", { className: "value-note" }, type),
      iconButton("remove-value", `Remove ${value.text}`, {
        "data-focus": `${this.card.id}-principal-${type}-${place}`,
        "data-instead": `${this.card.id}-sid`,
        onclick: () => this.card.change(removePrincipal, element, type, place),
      }),
    );
  }
}
