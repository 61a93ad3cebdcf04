// A policy between its two sides: what the visual side shows is read from the text, and each of its changes is an edit
// of the text that touches nothing else. What it cannot show is named in `unseen` and stays as it is written.

import {
  Problem,
  Source,
  apply,
  indentAt,
  insertItem,
  memberOf,
  parse,
  print,
  removeItem,
  styleAt,
  styleOf,
  valueOf,
} from "./json.js";

export const PAIRS = {
  actions: ["Action", "NotAction"],
  resources: ["Resource", "NotResource"],
  principals: ["Principal", "NotPrincipal"],
};
const TOP = ["Version", "Id", "Statement"];
const ORDER = ["Sid", "Effect", ...PAIRS.principals, ...PAIRS.actions, ...PAIRS.resources, "Condition"];
export const PRINCIPAL_TYPES = ["AWS", "Service", "Federated", "CanonicalUser"];

// Return what `text` says, statement by statement; `problem` tells why it cannot be shown.
export function read(text) {
  try {
    const root = parse(text);
    if (root.type !== "object") throw new Problem("A policy is an object in braces.", root.start);
    const listed = memberOf(root, "Statement");
    const nodes = !listed ? [] : listed.value.type === "list" ? listed.value.items : [listed.value];
    return {
      text,
      root,
      problem: null,
      version: memberOf(root, "Version")?.value.value ?? "",
      statements: nodes.map((node, index) => statement(text, node, index)),
      unseen: root.items.filter((item) => !TOP.includes(item.key) || item.key === "Id").map((item) => item.key),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { text, root: null, problem: { message: error.message, offset: error.offset }, statements: [], unseen: [] };
  }
}

function statement(text, node, index) {
  const unseen = [];
  const shown = {
    index,
    start: node.start,
    end: node.end,
    source: text.slice(node.start, node.end),
    node,
    sid: textOf(node, "Sid", unseen),
    effect: textOf(node, "Effect", unseen),
    actions: valuesOf(text, node, PAIRS.actions, unseen),
    resources: valuesOf(text, node, PAIRS.resources, unseen),
    principals: principalsOf(text, node, unseen),
    conditions: conditionsOf(text, node, unseen),
    unseen,
  };
  if (node.type !== "object") unseen.push("This entry is no statement.");
  else for (const item of node.items) if (!ORDER.includes(item.key)) unseen.push(`The element ${item.key} is unknown.`);
  return shown;
}

function textOf(node, name, unseen) {
  const found = memberOf(node, name);
  if (!found) return "";
  if (found.value.type === "string") return found.value.value;
  unseen.push(`${name} is not a text.`);
  return "";
}

// `values` holds { text, fixed }: what is fixed is no string, and stays as written.
function valuesOf(text, node, [positive, negative], unseen) {
  const found = memberOf(node, positive) ?? memberOf(node, negative);
  if (memberOf(node, positive) && memberOf(node, negative)) {
    unseen.push(`${negative} beside ${positive} is not shown.`);
  }
  if (!found) return { element: positive, isGiven: false, values: [] };
  if (found.value.type === "object") unseen.push(`${found.key} is an object.`);
  return { element: found.key, isGiven: true, values: listed(text, found.value) };
}

function listed(text, node) {
  if (node.type === "object") return [];
  return (node.type === "list" ? node.items : [node]).map((item) => ({
    text: item.type === "string" ? item.value : text.slice(item.start, item.end),
    fixed: item.type !== "string",
  }));
}

function principalsOf(text, node, unseen) {
  const found = memberOf(node, "Principal") ?? memberOf(node, "NotPrincipal");
  if (!found) return { element: "Principal", isGiven: false, anyone: false, groups: [] };
  if (found.value.type === "string" && found.value.value === "*") {
    return { element: found.key, isGiven: true, anyone: true, groups: [] };
  }
  if (found.value.type !== "object") unseen.push(`${found.key} is neither "*" nor an object.`);
  const members = found.value.type === "object" ? found.value.items : [];
  const groups = members.map((item) => ({ type: item.key, values: listed(text, item.value) }));
  return { element: found.key, isGiven: true, anyone: false, groups };
}

function conditionsOf(text, node, unseen) {
  const found = memberOf(node, "Condition");
  if (!found) return [];
  if (found.value.type !== "object") unseen.push("Condition is not an object.");
  const rows = [];
  for (const operator of found.value.type === "object" ? found.value.items : []) {
    if (operator.value.type !== "object") unseen.push(`${operator.key} of Condition is not an object.`);
    else
      for (const key of operator.value.items) {
        rows.push({ operator: operator.key, key: key.key, values: listed(text, key.value) });
      }
  }
  return rows;
}

// Each of the following returns the edits of one change.

export function setText(policy, index, name, value) {
  const { node } = policy.statements[index];
  const found = memberOf(node, name);
  if (!value) return found ? [removeItem(node, node.items.indexOf(found))] : [];
  if (found) return [replace(found.value, JSON.stringify(value))];
  return [addMember(policy, node, name, value)];
}

export function renameElement(policy, index, from, to) {
  const found = memberOf(policy.statements[index].node, from);
  return found ? [replace(found.keyNode, JSON.stringify(to))] : [];
}

export function addValues(policy, index, element, values) {
  return addTo(policy, [element], policy.statements[index].node, values);
}

// Removes the entries at these places; a list keeps its brackets, a single value leaves an empty list.
export function removeValues(policy, index, element, places) {
  return removeFrom(policy, memberOf(policy.statements[index].node, element)?.value, places);
}

export function replaceValue(policy, index, element, place, value) {
  const found = memberOf(policy.statements[index].node, element).value;
  return [replace(found.type === "list" ? found.items[place] : found, JSON.stringify(value))];
}

export function setAnyone(policy, index, element) {
  const { node } = policy.statements[index];
  const found = memberOf(node, element);
  return [found ? replace(found.value, '"*"') : addMember(policy, node, element, "*")];
}

export function addPrincipals(policy, index, element, type, values) {
  const { node } = policy.statements[index];
  const found = memberOf(node, element);
  if (found && found.value.type !== "object") {
    const value = new Map([[type, single(values)]]);
    return [replace(found.value, print(value, styleAt(policy.text, found.start), indentAt(policy.text, found.start)))];
  }
  return addTo(policy, [element, type], node, values);
}

export function removePrincipal(policy, index, element, type, place) {
  const { node } = policy.statements[index];
  return removeAt(policy, [element, type], node, [place]);
}

export function addCondition(policy, index, operator, key, values) {
  return addTo(policy, ["Condition", operator, key], policy.statements[index].node, values);
}

export function removeConditionValue(policy, index, operator, key, place) {
  return removeAt(policy, ["Condition", operator, key], policy.statements[index].node, [place]);
}

// Takes the operator along when this was its only key, and the element when it was its only operator.
export function removeCondition(policy, index, operator, key) {
  return removeDeep(policy.statements[index].node, ["Condition", operator, key]);
}

// `source` is one statement; it is written in the style of this policy, under a Sid that is still free.
export function addStatement(policy, source, at = policy.statements.length) {
  const node = parse(source);
  const style = styleOf(policy.text);
  const value = valueOf(node, source);
  if (node.type === "object" && typeof memberOf(node, "Sid")?.value.value === "string") {
    value.set("Sid", freeSid(policy, memberOf(node, "Sid").value.value));
  }
  return insertStatement(policy, (indent) => print(value, style, indent), at, style);
}

export function removeStatement(policy, index) {
  const found = memberOf(policy.root, "Statement").value;
  return found.type === "list" ? [removeItem(found, index)] : [replace(found, "[]")];
}

export function duplicateStatement(policy, index) {
  const { sid, source, start, node } = policy.statements[index];
  const copied = memberOf(node, "Sid")?.value;
  const renamed = sid
    ? apply(source, [
        { start: copied.start - start, end: copied.end - start, text: JSON.stringify(freeSid(policy, sid)) },
      ])
    : source;
  const from = indentAt(policy.text, start);
  return insertStatement(policy, (to) => shift(renamed, from, to), index + 1, styleOf(policy.text));
}

export function moveStatement(policy, from, to) {
  const sources = policy.statements.map((one) => one.source);
  const [moved] = sources.splice(from, 1);
  sources.splice(to, 0, moved);
  return policy.statements
    .map((one, index) => ({ start: one.start, end: one.end, text: sources[index] }))
    .filter((edit, index) => edit.text !== policy.statements[index].source);
}

// Return the whole text with a line for each value, or everything in one line's room where lists are short.
export function format(policy) {
  const style = { lines: true, unit: "  ", colon: ": ", comma: ", ", shortLists: false };
  return print(valueOf(policy.root, policy.text), style, "");
}

function insertStatement(policy, write, at, style) {
  const found = memberOf(policy.root, "Statement");
  if (!found) {
    const wrapped = (indent) =>
      `"Statement"${style.colon}[${style.lines ? `\n${indent}${style.unit}` : ""}${write(
        indent + style.unit,
      )}${style.lines ? `\n${indent}` : ""}]`;
    return [insertItem(policy.text, policy.root, policy.root.items.length, wrapped, style)];
  }
  if (found.value.type === "list") return [insertItem(policy.text, found.value, at, write, style)];
  return [replace(found.value, wrapped(policy, found, write, at, style))];
}

// Return the only statement, which stood without brackets, in a list with the new one.
function wrapped(policy, found, write, at, style) {
  const outer = indentAt(policy.text, found.start);
  const inner = style.lines ? outer + style.unit : outer;
  const own = policy.text.slice(found.value.start, found.value.end);
  const items = [style.lines ? shift(own, outer, inner) : own];
  items.splice(at, 0, write(inner));
  return style.lines ? `[\n${inner}${items.join(`,\n${inner}`)}\n${outer}]` : `[${items.join(style.comma)}]`;
}

function freeSid(policy, wanted) {
  const taken = new Set(policy.statements.map((one) => one.sid));
  if (!wanted || !taken.has(wanted)) return wanted;
  const stem = wanted.replace(/[0-9]+$/, "");
  let number = 2;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

function shift(source, from, to) {
  return source.replaceAll(`\n${from}`, `\n${to}`);
}

function replace(node, text) {
  return { start: node.start, end: node.end, text };
}

function single(values) {
  return values.length === 1 ? values[0] : values;
}

function addMember(policy, node, name, value) {
  const last = node.items.at(-1);
  const style = last ? styleAt(policy.text, last.start) : styleOf(policy.text);
  const rank = ORDER.indexOf(name);
  const later = node.items.findIndex((item) => rank >= 0 && ORDER.indexOf(item.key) > rank);
  const write = (indent) => `${JSON.stringify(name)}${style.colon}${print(value, style, indent)}`;
  return insertItem(policy.text, node, later < 0 ? node.items.length : later, write, style);
}

// Add values at the end of a path of names, making what is missing of it.
function addTo(policy, path, node, values) {
  const [name, ...rest] = path;
  const found = memberOf(node, name);
  if (!found) {
    const value = rest.reduceRight((inner, key) => new Map([[key, inner]]), single(values));
    return [addMember(policy, node, name, value)];
  }
  if (rest.length) return addTo(policy, rest, found.value, values);
  return extend(policy, found, values);
}

function extend(policy, member, values) {
  const style = styleAt(policy.text, member.start);
  const { value } = member;
  if (value.type === "list") {
    const present = value.items.filter((item) => item.type === "string").map((item) => item.value);
    const added = values.filter((one) => !present.includes(one));
    if (!added.length) return [];
    if (!value.items.length) return [replace(value, print(added, style, indentAt(policy.text, member.start)))];
    const first = insertItem(policy.text, value, value.items.length, () => JSON.stringify(added[0]), style);
    const separator = first.text.slice(0, first.text.length - JSON.stringify(added[0]).length);
    return [{ ...first, text: added.map((one) => separator + JSON.stringify(one)).join("") }];
  }
  const added = values.filter((one) => one !== value.value);
  if (!added.length) return [];
  return [replace(value, print([valueOf(value, policy.text), ...added], style, indentAt(policy.text, member.start)))];
}

function removeAt(policy, path, node, places) {
  const found = path.reduce((inner, name) => memberOf(inner, name)?.value, node);
  return removeFrom(policy, found, places);
}

function removeFrom(policy, node, places) {
  if (!node || !places.length) return [];
  if (node.type !== "list") return [replace(node, "[]")];
  const kept = node.items.filter((_, place) => !places.includes(place));
  if (!kept.length) return [replace(node, "[]")];
  if (places.length === 1) return [removeItem(node, places[0])];
  // Several at once: the spaces between those that stay are those of the list.
  const runs = [];
  for (const place of [...places].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last && last.to === place - 1) last.to = place;
    else runs.push({ from: place, to: place });
  }
  return runs.map(({ from, to }) => {
    const following = node.items[to + 1];
    if (following) return { start: node.items[from].start, end: following.start, text: "" };
    return { start: node.items[from - 1].end, end: node.items[to].end, text: "" };
  });
}

function removeDeep(node, [name, ...rest]) {
  const found = memberOf(node, name);
  if (!found) return [];
  const isLast = holdsOnly(found.value, rest);
  return isLast ? [removeItem(node, node.items.indexOf(found))] : removeDeep(found.value, rest);
}

function holdsOnly(node, path) {
  return !path.length || (node.items?.length === 1 && holdsOnly(node.items[0].value, path.slice(1)));
}
