// What the server finds in the policy while it is written, as a list that leads to the places.

import { h, plural } from "./dom.js";

const KINDS = {
  ERROR: { tone: "danger", word: "Error", noun: "error" },
  SECURITY_WARNING: { tone: "warning", word: "Security", noun: "security warning" },
  WARNING: { tone: "warning", word: "Warning", noun: "warning" },
  SUGGESTION: { tone: "info", word: "Suggestion", noun: "suggestion" },
};
const PAUSE = 250;

export class Findings {
  constructor(place, { policyType, resourceType, token, code }) {
    this.place = place;
    this.asked = { policyType, validatePolicyResourceType: resourceType || undefined };
    this.token = token;
    this.code = code;
    this.number = 0;
  }

  // Ask when nobody has typed for a moment; an answer to an older text is dropped.
  check(text) {
    clearTimeout(this.clock);
    this.number += 1;
    const number = this.number;
    this.clock = setTimeout(async () => {
      const findings = await this.ask(text);
      if (number === this.number) this.show(findings);
    }, PAUSE);
  }

  // Show why the text cannot be read; nothing else can be found in it.
  tell(problem, position) {
    clearTimeout(this.clock);
    this.number += 1;
    const start = { line: position.row + 1, column: position.column };
    this.show([
      {
        findingType: "ERROR",
        issueCode: "JSON_SYNTAX_ERROR",
        findingDetails: problem.message,
        learnMoreLink: "",
        locations: [{ span: { start, end: { line: start.line, column: start.column + 1 } } }],
      },
    ]);
  }

  async ask(text) {
    try {
      const answer = await fetch("/api/validate", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        credentials: "same-origin",
        body: JSON.stringify({ ...this.asked, policyDocument: text }),
      });
      const content = await answer.json();
      return answer.ok ? content.findings : content.message;
    } catch {
      return "The server did not answer; the policy is checked again with the next change.";
    }
  }

  show(findings) {
    this.place.dataset.checked = String(this.number);
    if (typeof findings === "string") {
      this.code.show([]);
      this.place.replaceChildren(h("p", { className: "findings-note" }, `The policy was not checked. ${findings}`));
      return;
    }
    this.code.show(findings);
    const open = new Set([...this.place.querySelectorAll("details[open]")].map((one) => one.dataset.key));
    this.place.replaceChildren(
      h("p", { className: "findings-note", role: "status" }, summary(findings)),
      ...(findings.length
        ? [
            h(
              "ul",
              { className: "findings" },
              findings.map((one) => this.row(one, open)),
            ),
          ]
        : []),
    );
  }

  row(finding, open) {
    const { tone, word } = KINDS[finding.findingType];
    const { line, column } = finding.locations[0].span.start;
    const key = `${finding.issueCode} ${finding.findingDetails}`;
    return h(
      "li",
      { className: `finding finding-${tone}` },
      h(
        "button",
        { type: "button", className: "finding-place", onclick: () => this.code.goTo(line, column) },
        `Line ${line}`,
      ),
      h("span", { className: `status status-${tone}` }, word),
      h("span", { className: "finding-text" }, finding.findingDetails),
      finding.learnMoreLink
        ? h(
            "details",
            { className: "finding-more", "data-key": key, open: open.has(key) },
            h("summary", {}, "What this means"),
            h("p", {}, finding.learnMoreLink),
            h("p", { className: "muted small" }, finding.issueCode),
          )
        : null,
    );
  }
}

function summary(findings) {
  if (!findings.length) return "Nothing was found to object to.";
  const counts = Object.entries(KINDS).map(([type, { noun }]) => {
    const count = findings.filter((one) => one.findingType === type).length;
    return count ? plural(count, noun) : "";
  });
  return counts.filter(Boolean).join(", ");
}
