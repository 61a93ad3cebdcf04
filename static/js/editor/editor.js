// The policy editor: takes the place of each text box for a policy, keeps both sides of it the same, and gives the text
// back to the box, which the form sends.

import { Code } from "./code.js";
import { Findings } from "./findings.js";
import { Import, Starters } from "./insert.js";
import { sizeOf } from "./json.js";
import { format, read } from "./policy.js";
import { Visual } from "./visual.js";

class Editor {
  constructor(root) {
    this.root = root;
    this.area = root.querySelector("[data-editor-text] textarea");
    this.quota = Number(root.dataset.quota);
    const { kind, account } = root.dataset;
    root.querySelector("[data-editor-text]").hidden = true;
    this.part("sides").hidden = false;
    this.said = this.part("said");
    this.code = new Code(this.part("code"), this.area.value, {
      label: "Policy as JSON",
      kind,
      onChange: () => this.changed(),
    });
    this.findings = new Findings(this.part("findings"), {
      policyType: root.dataset.policyType,
      resourceType: root.dataset.resourceType,
      token: root.closest("form").querySelector("[name=csrfmiddlewaretoken]").value,
      code: this.code,
    });
    this.visual = new Visual(this.part("visual"), {
      kind,
      account,
      change: (edits) => this.change(edits),
      say: (words) => this.say(words),
    });
    this.buttons();
    this.dialogs();
    root.addEventListener("keydown", (event) => this.undoByKey(event));
    root.closest("form").addEventListener("submit", () => (this.area.value = this.code.text));
    this.update();
    root.dataset.ready = "";
  }

  part(name) {
    return this.root.querySelector(`[data-editor-${name}]`);
  }

  say(words) {
    this.said.textContent = words;
  }

  buttons() {
    const on = (name, run) => this.part(name).addEventListener("click", run);
    on("add", () => this.visual.add());
    on("undo", () => this.code.undo());
    on("redo", () => this.code.redo());
    on("format", () => {
      const policy = read(this.code.text);
      if (!policy.problem) this.code.replaceAll(format(policy));
    });
    for (const tab of this.root.querySelectorAll("[data-editor-tab]")) {
      tab.addEventListener("click", () => this.choose(tab.dataset.editorTab));
    }
  }

  // On a narrow screen one side is shown at a time.
  choose(side) {
    this.root.dataset.side = side;
    for (const tab of this.root.querySelectorAll("[data-editor-tab]")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.editorTab === side));
    }
    this.code.editor.resize(true);
  }

  dialogs() {
    const add = (edits, name) => {
      const policy = read(this.code.text);
      if (policy.problem) {
        this.say("The JSON cannot be read: mend it first.");
        return;
      }
      this.change(edits(policy));
      this.say(`The statements of ${name} were added at the end.`);
      this.visual.cards.at(-1)?.focus();
    };
    const starters = new Starters(document.getElementById("editor-starters"), this.root.dataset.kind, add);
    this.part("starters").addEventListener("click", () => starters.open());
    const chooser = new Import(document.getElementById("editor-import"), add);
    // Trust policies take nothing from managed ones.
    this.part("import")?.addEventListener("click", () => chooser.open());
  }

  change(edits) {
    this.code.apply(edits);
    this.update();
  }

  // Several changes in one step are looked at once.
  changed() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    queueMicrotask(() => {
      this.isWaiting = false;
      this.update();
    });
  }

  update() {
    const { text } = this.code;
    if (text === this.shown) return;
    this.shown = text;
    this.area.value = text;
    const policy = read(text);
    this.visual.show(policy);
    this.measure(text);
    this.part("undo").disabled = !this.code.history.canUndo();
    this.part("redo").disabled = !this.code.history.canRedo();
    for (const name of ["add", "import", "starters", "format"]) {
      const found = this.part(name);
      if (found) found.disabled = Boolean(policy.problem);
    }
    if (policy.problem)
      this.findings.tell(policy.problem, this.code.session.doc.indexToPosition(policy.problem.offset));
    else this.findings.check(text);
  }

  measure(text) {
    const size = sizeOf(text);
    const meter = this.part("meter");
    meter.value = size;
    const words = this.part("size");
    const over = size - this.quota;
    words.textContent =
      over > 0
        ? `${over.toLocaleString("en-US")} characters too many`
        : `${size.toLocaleString("en-US")} of ${this.quota.toLocaleString("en-US")} characters`;
    words.classList.toggle("text-danger", over > 0);
  }

  // The code box undoes by itself; so does a field that somebody is writing in.
  undoByKey(event) {
    const isWriting = event.target.closest("[data-editor-code]") || event.target.value?.length;
    if (
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      (isWriting && event.target.matches("input:not([type=checkbox]), textarea"))
    )
      return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) this.code.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) this.code.redo();
    else return;
    event.preventDefault();
    this.update();
  }
}

for (const root of document.querySelectorAll("[data-editor]")) new Editor(root);
