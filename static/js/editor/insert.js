// The two dialogs that bring statements in: ready ones for common needs, and those of a policy that is there already.

import { loadLanguage, policyDocument, searchPolicies } from "./catalog.js";
import { h, plural } from "./dom.js";
import { Problem, apply } from "./json.js";
import { addStatement, read } from "./policy.js";

const PAUSE = 200;

// Return the edit that adds several statements to a policy at once.
function adding(policy, sources) {
  const text = sources.reduce((now, source) => apply(now, addStatement(read(now), source)), policy.text);
  return [{ start: 0, end: policy.text.length, text }];
}

export class Starters {
  constructor(dialog, kind, add) {
    this.dialog = dialog;
    this.kind = kind;
    this.add = add;
  }

  async open() {
    this.dialog.showModal();
    const list = this.dialog.querySelector("[data-list]");
    if (list.children.length) return;
    try {
      const { starters } = await loadLanguage();
      list.replaceChildren(...starters[this.kind].map((one) => this.row(one)));
    } catch {
      list.replaceChildren(h("li", {}, "They could not be loaded. Close this and try again."));
    }
  }

  row({ name, words, statements }) {
    const take = () => {
      this.dialog.close();
      this.add(
        (policy) =>
          adding(
            policy,
            statements.map((one) => JSON.stringify(one)),
          ),
        name,
      );
    };
    const content = [h("strong", {}, name), h("span", { className: "muted" }, words)];
    return h("li", {}, h("button", { type: "button", className: "pick", onclick: take }, content));
  }
}

export class Import {
  constructor(dialog, add) {
    this.dialog = dialog;
    this.add = add;
    this.list = dialog.querySelector("[data-list]");
    this.told = dialog.querySelector("[data-told]");
    this.field = dialog.querySelector("input");
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }

  open() {
    this.dialog.showModal();
    this.field.focus();
    this.search();
  }

  later() {
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const text = this.field.value.trim();
    try {
      const found = await searchPolicies(text);
      if (text !== this.field.value.trim()) return;
      this.told.textContent = found.length
        ? `${plural(found.length, "policy", "policies")}${found.length === 20 ? " (search for more)" : ""}`
        : "No policy has this in its name.";
      this.list.replaceChildren(...found.map((one) => this.row(one)));
    } catch {
      this.told.textContent = "You may not list policies, or the server did not answer.";
      this.list.replaceChildren();
    }
  }

  row(policy) {
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", className: "pick", onclick: () => this.take(policy) },
        h("strong", {}, policy.name),
        h("span", { className: "muted" }, policy.isAwsManaged ? "AWS managed" : "Customer managed"),
      ),
    );
  }

  async take({ arn }) {
    try {
      const { name, document } = await policyDocument(arn);
      const { problem, statements } = read(document);
      if (problem) throw new Problem(problem.message, problem.offset);
      this.dialog.close();
      this.add(
        (policy) =>
          adding(
            policy,
            statements.map((one) => one.source),
          ),
        name,
      );
    } catch {
      this.told.textContent = "You may not read this policy, or it could not be loaded.";
    }
  }
}
