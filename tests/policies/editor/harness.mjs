// What the tests do with the editor's model, in node or in a browser: texts in, JSON out.

import { apply } from "../../../static/js/editor/json.js";
import * as policy from "../../../static/js/editor/policy.js";

// Return what the visual side shows of each text, as plain values.
export function shown(texts) {
  return texts.map((text) => {
    const { problem, version, statements, unseen } = policy.read(text);
    return { problem, version, unseen, statements: statements.map(({ node, ...rest }) => rest) };
  });
}

// Apply a list of changes, each [name, ...arguments], to a text; return the text after each.
export function changed(cases) {
  return cases.map(([text, changes]) => {
    let now = text;
    return changes.map(([name, ...given]) => {
      const before = policy.read(now);
      now = name === "format" ? policy.format(before) : apply(now, policy[name](before, ...given));
      return now;
    });
  });
}

// Write each statement of each text, one by one, into an empty policy.
export function copied(texts) {
  return texts.map((text) =>
    policy
      .read(text)
      .statements.reduce(
        (copy, statement) => apply(copy, policy.addStatement(policy.read(copy), statement.source)),
        '{\n  "Version": "2012-10-17"\n}',
      ),
  );
}

// Change statements (the first, the last and two between) in several ways and take it back; return the text at the end,
// and whether any other statement ever differed.
export function touched(texts) {
  return texts.map((text) => {
    let now = text;
    let others = true;
    const change = (index, edit) => {
      const before = policy.read(now);
      now = apply(now, edit(before));
      const after = policy.read(now);
      before.statements.forEach((one, place) => {
        if (place !== index && after.statements[place].source !== one.source) others = false;
      });
    };
    const { length } = policy.read(text).statements;
    const chosen = [0, Math.floor(length / 3), Math.floor((2 * length) / 3), length - 1];
    policy.read(text).statements.forEach((one, index) => {
      if (!chosen.includes(index)) return;
      const { actions, resources, effect } = one;
      const last = (name) => (before) => before.statements[index][name].values.length - 1;
      change(index, (before) => policy.setText(before, index, "Effect", effect === "Allow" ? "Deny" : "Allow"));
      change(index, (before) => policy.setText(before, index, "Effect", effect));
      for (const [name, side] of [
        ["actions", actions],
        ["resources", resources],
      ]) {
        if (!side.isGiven) continue;
        change(index, (before) => policy.addValues(before, index, side.element, ["new:Value", "new:Other"]));
        change(index, (before) => policy.removeValues(before, index, side.element, [last(name)(before)]));
        change(index, (before) => policy.removeValues(before, index, side.element, [last(name)(before)]));
      }
      change(index, (before) => policy.addCondition(before, index, "Bool", "new:Key", ["true"]));
      change(index, (before) => policy.addCondition(before, index, "Bool", "new:Key", ["false"]));
      change(index, (before) => policy.removeCondition(before, index, "Bool", "new:Key"));
    });
    const count = policy.read(now).statements.length;
    if (count > 1) {
      now = apply(now, policy.moveStatement(policy.read(now), 0, count - 1));
      now = apply(now, policy.moveStatement(policy.read(now), count - 1, 0));
      now = apply(now, policy.duplicateStatement(policy.read(now), 0));
      now = apply(now, policy.removeStatement(policy.read(now), 1));
    }
    return { text: now, others };
  });
}
