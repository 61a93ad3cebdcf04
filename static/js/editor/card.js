// One statement of the visual side: its head, what it says in a sentence, and a section for each of its elements.

import { Actions } from "./actions.js";
import { Conditions } from "./conditions.js";
import { h, iconButton } from "./dom.js";
import { dragByHandle } from "./drag.js";
import { memberOf } from "./json.js";
import { setText } from "./policy.js";
import { Principals } from "./principals.js";
import { Resources } from "./resources.js";
import { sentence } from "./sentence.js";

let count = 0;

export class Card {
  constructor(visual) {
    this.visual = visual;
    this.id = `statement-${(count += 1)}`;
    this.sections = [
      new Principals(this),
      new Actions(this),
      ...(visual.kind === "trust" ? [] : [new Resources(this)]),
      new Conditions(this),
    ];
    this.element = this.build();
    dragByHandle(this.handle, {
      element: this.element,
      rows: () => visual.cards.map((card) => card.element),
      drop: (from, to) => visual.move(from, to),
    });
  }

  get label() {
    return this.statement?.sid || `Statement ${this.index + 1}`;
  }

  focus(part = "sid") {
    const target = part === "handle" ? this.handle : this.sid;
    target.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  // Ask for the edits that `make(policy, index, ...given)` answers.
  change(make, ...given) {
    this.visual.change(make(this.policy, this.index, ...given));
  }

  build() {
    const { visual } = this;
    this.handle = iconButton("move", "", {
      className: "icon-button statement-handle",
      onkeydown: (event) => this.moveByKey(event),
    });
    this.sid = h("input", {
      className: "statement-sid",
      autocomplete: "off",
      spellcheck: false,
      "aria-label": "Statement ID",
      "data-focus": `${this.id}-sid`,
      onchange: () => this.change(setText, "Sid", this.sid.value.trim()),
    });
    this.effect = h(
      "select",
      {
        className: "statement-effect",
        "aria-label": "Effect",
        "data-focus": `${this.id}-effect`,
        onchange: () => this.change(setText, "Effect", this.effect.value),
      },
      h("option", { value: "Allow" }, "Allow"),
      h("option", { value: "Deny" }, "Deny"),
    );
    this.copy = iconButton("copy", "", { onclick: () => visual.duplicate(this.index) });
    this.gone = iconButton("remove", "", { onclick: () => visual.remove(this.index) });
    this.words = h("p", { className: "statement-words" });
    this.unseen = h("ul", { className: "statement-unseen", hidden: true });
    return h(
      "li",
      { className: "statement" },
      h("div", { className: "statement-head" }, this.handle, this.sid, this.effect, this.copy, this.gone),
      this.words,
      this.unseen,
      this.sections.map((section) => section.element),
    );
  }

  show(policy, index) {
    const statement = policy.statements[index];
    const isSame = this.statement?.source === statement.source && this.index === index;
    this.policy = policy;
    this.index = index;
    this.statement = statement;
    if (isSame) for (const section of this.sections) section.note(statement);
    else this.update();
    return this.element;
  }

  // Show the statement as it is now; also called when the catalog has told more about it.
  update() {
    const { statement, index } = this;
    const effect = statement.effect;
    this.element.classList.toggle("statement-allow", effect === "Allow");
    this.element.classList.toggle("statement-deny", effect === "Deny");
    this.element.setAttribute("aria-label", this.label);
    this.sid.placeholder = `Statement ${index + 1}`;
    this.sid.value = statement.sid;
    const found = memberOf(statement.node, "Effect");
    this.effect.value = effect;
    this.effect.disabled = statement.node.type !== "object" || Boolean(found && found.value.type !== "string");
    for (const [button, words] of [
      [this.handle, `Move ${this.label}: arrow keys up and down, or drag`],
      [this.copy, `Duplicate ${this.label}`],
      [this.gone, `Remove ${this.label}`],
    ]) {
      button.setAttribute("aria-label", words);
      button.title = words;
    }
    this.unseen.hidden = !statement.unseen.length;
    this.unseen.replaceChildren(
      ...statement.unseen.map((words) => h("li", {}, `${words} Only the JSON side shows it; it stays as it is.`)),
    );
    for (const section of this.sections) section.update(statement);
    this.words.textContent = sentence(statement);
  }

  // Open one section's panel and close the others: one thing at a time.
  opened(section) {
    for (const other of this.sections) if (other !== section) other.close();
  }

  moveByKey(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.visual.move(this.index, this.index + step);
  }
}
