// The visual side: a card for each statement. It only reads the policy and asks for edits; the text is kept elsewhere.

import { h, keepFocus, plural } from "./dom.js";
import { Card } from "./card.js";
import { addStatement, duplicateStatement, moveStatement, removeStatement } from "./policy.js";

const FIRST = {
  identity: '{"Effect":"Allow","Action":[],"Resource":"*"}',
  trust: '{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}',
};

export class Visual {
  // `change(edits)` is told what to do to the text, `say(words)` what happened.
  constructor(place, { kind, account, change, say }) {
    this.place = place;
    this.kind = kind;
    this.account = account;
    this.apply = change;
    this.say = say;
    this.cards = [];
    this.order = null;
    this.note = h("div", { className: "editor-note", role: "alert", hidden: true });
    this.list = h("ol", { className: "statements", "aria-label": "Statements" });
    this.fields = h(
      "fieldset",
      { className: "statements-fields" },
      h("legend", { className: "visually-hidden" }, "Visual editor"),
      this.list,
    );
    place.replaceChildren(this.note, this.fields);
  }

  // Show `policy`; a text that cannot be read leaves what was shown last, to look at only.
  show(policy) {
    const { problem } = policy;
    this.place.classList.toggle("is-read-only", Boolean(problem));
    this.fields.disabled = Boolean(problem);
    this.note.hidden = !problem && !this.unseen(policy);
    if (problem) {
      const line = policy.text.slice(0, problem.offset).split("\n").length;
      this.note.replaceChildren(
        h("strong", {}, "The JSON cannot be read, so this side only shows how it was before. "),
        `Line ${line}: ${problem.message} Nothing is lost: mend it there, or undo.`,
      );
      return;
    }
    this.note.replaceChildren(this.unseen(policy));
    this.policy = policy;
    const order = this.order ?? policy.statements.map((_, index) => index);
    this.order = null;
    const before = this.cards;
    this.cards = policy.statements.map((_, index) => before[order[index]] ?? new Card(this));
    keepFocus(this.place, () => {
      const elements = this.cards.map((card, index) => card.show(policy, index));
      if (
        elements.some((element, index) => this.list.children[index] !== element) ||
        elements.length !== this.list.children.length
      ) {
        this.list.replaceChildren(...elements);
      }
      if (!elements.length)
        this.list.replaceChildren(
          h("li", { className: "statements-none muted" }, "There is no statement yet. Nothing is allowed."),
        );
    });
  }

  unseen(policy) {
    if (policy.problem || !policy.unseen.length) return "";
    const named = policy.unseen.join(", ");
    return `Only the JSON side shows ${named} of this policy; it stays as it is.`;
  }

  change(edits) {
    this.apply(edits);
    // A change that changed nothing must not leave its order to the next one.
    this.order = null;
  }

  add(source = FIRST[this.kind] ?? FIRST.identity) {
    this.change(addStatement(this.policy, source));
    this.say("A statement was added at the end.");
    this.cards.at(-1)?.focus();
  }

  remove(index) {
    this.order = this.cards.map((_, place) => place).filter((place) => place !== index);
    const label = this.cards[index].label;
    this.change(removeStatement(this.policy, index));
    this.say(`${label} was removed. Undo brings it back.`);
    (
      this.cards[Math.min(index, this.cards.length - 1)] ?? {
        focus: () => document.querySelector("[data-add]").focus(),
      }
    ).focus();
  }

  duplicate(index) {
    const places = this.cards.map((_, place) => place);
    this.order = [...places.slice(0, index + 1), -1, ...places.slice(index + 1)];
    this.change(duplicateStatement(this.policy, index));
    this.say(`${this.cards[index].label} was copied.`);
    this.cards[index + 1].focus();
  }

  move(from, to) {
    if (to < 0 || to >= this.cards.length || to === from) return;
    const order = this.cards.map((_, place) => place);
    const [moved] = order.splice(from, 1);
    order.splice(to, 0, moved);
    this.order = order;
    this.change(moveStatement(this.policy, from, to));
    this.say(`${this.cards[to].label} is now ${to + 1} of ${plural(this.cards.length, "statement")}.`);
    this.cards[to].focus("handle");
  }
}
