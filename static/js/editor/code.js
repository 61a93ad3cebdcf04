// The JSON side: Ace with our colors, completion from the catalog, and marks where something was found.

import { completions } from "./completion.js";

const MARKS = { ERROR: "error", SECURITY_WARNING: "security", WARNING: "warning", SUGGESTION: "suggestion" };
const ANNOTATIONS = { ERROR: "error", SECURITY_WARNING: "warning", WARNING: "warning", SUGGESTION: "info" };
// Colors stand in editor/ace.css, for both themes at once.
const THEME = { cssClass: "ace-console", isDark: false, cssText: "" };

export class Code {
  constructor(place, text, { label, kind, onChange }) {
    const { ace } = window;
    ace.config.set("useStrictCSP", true);
    ace.config.set("loadWorkerFromBlob", false);
    ace.config.set("basePath", place.dataset.base);
    this.editor = ace.edit(place, {
      tabSize: 2,
      useSoftTabs: true,
      useWorker: false,
      showPrintMargin: false,
      wrap: false,
      fontSize: 13,
      minLines: 18,
      maxLines: 34,
      scrollPastEnd: 0,
      enableBasicAutocompletion: true,
      enableLiveAutocompletion: true,
      // Else nobody would get out of the box by the Tab key alone: Escape lets go of it.
      enableKeyboardAccessibility: true,
    });
    this.session = this.editor.session;
    this.editor.setTheme(THEME);
    this.session.setMode("ace/mode/json");
    this.session.setUseWorker(false);
    this.editor.textInput.getElement().setAttribute("aria-label", label);
    this.editor.completers = [
      {
        identifierRegexps: [/[\w:.*/${}\-]/],
        getCompletions: (_editor, session, position, _prefix, give) => {
          const offset = session.doc.positionToIndex(position);
          completions(session.getValue(), offset, kind).then(
            (found) => give(null, found),
            () => give(null, []),
          );
        },
      },
    ];
    this.marks = [];
    this.session.setValue(text);
    this.session.on("change", onChange);
    this.editor.commands.on("afterExec", (event) => this.offerAfter(event));
  }

  get text() {
    return this.session.getValue();
  }

  get history() {
    return this.session.getUndoManager();
  }

  // Make the edits of one change in one step, so that one undo takes them all back.
  apply(edits) {
    if (!edits.length) return;
    this.session.mergeUndoDeltas = false;
    const { doc } = this.session;
    for (const edit of [...edits].sort((one, other) => other.start - one.start)) {
      const range = window.ace.Range.fromPoints(doc.indexToPosition(edit.start), doc.indexToPosition(edit.end));
      this.session.replace(range, edit.text);
    }
    this.session.mergeUndoDeltas = false;
  }

  replaceAll(text) {
    this.apply([{ start: 0, end: this.text.length, text }]);
  }

  undo() {
    this.session.mergeUndoDeltas = false;
    this.editor.undo();
  }

  redo() {
    this.editor.redo();
  }

  // Quotes begin a name or a value: what may stand there is offered at once.
  offerAfter(event) {
    if (event.command.name === "insertstring" && event.args === '"') this.editor.execCommand("startAutocomplete");
  }

  goTo(line, column) {
    this.editor.gotoLine(line, column, false);
    this.editor.focus();
  }

  show(findings) {
    for (const mark of this.marks) this.session.removeMarker(mark);
    this.marks = [];
    const annotations = [];
    for (const finding of findings) {
      for (const { span } of finding.locations) {
        const { start, end } = span;
        const range = new window.ace.Range(start.line - 1, start.column, end.line - 1, end.column);
        this.marks.push(this.session.addMarker(range, `mark mark-${MARKS[finding.findingType]}`, "text"));
        annotations.push({
          row: start.line - 1,
          column: start.column,
          text: finding.findingDetails,
          type: ANNOTATIONS[finding.findingType],
        });
      }
    }
    this.session.setAnnotations(annotations);
  }
}
