// JSON text as a tree that knows where everything stands, and changes of the text that leave the rest as it was.

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
const DEEPEST = 60;

export class Problem extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

// Return the root node of `text`; throw a Problem with the place when it is no JSON or repeats a key.
export function parse(text) {
  let at = 0;

  function match(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found?.[0];
  }

  function fail(message) {
    throw new Problem(at >= text.length ? "The text ends too early." : message, at);
  }

  function take(character) {
    match(SPACE);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  }

  function value(depth) {
    match(SPACE);
    if (depth > DEEPEST) fail("Lists and objects are nested too deeply.");
    if (text[at] === "{") return object(depth);
    if (text[at] === "[") return list(depth);
    if (text[at] === '"') return string();
    const start = at;
    const word = match(WORD) ?? match(NUMBER);
    if (word === undefined) fail("A value is expected here.");
    return { type: "plain", value: word, start, end: at };
  }

  function string() {
    const start = at;
    const source = match(STRING);
    if (source === undefined) {
      const end = text.indexOf("\n", at);
      throw new Problem("This string does not end, or holds a character that must be escaped.", end < 0 ? start : at);
    }
    return { type: "string", value: JSON.parse(source), start, end: at };
  }

  function list(depth) {
    const start = at++;
    const items = [];
    if (!take("]")) {
      do items.push(value(depth + 1));
      while (take(","));
      if (!take("]")) fail("A comma or ] is expected here.");
    }
    return { type: "list", items, start, end: at };
  }

  function object(depth) {
    const start = at++;
    const items = [];
    const names = new Set();
    if (!take("}")) {
      do items.push(member(depth, names));
      while (take(","));
      if (!take("}")) fail("A comma or } is expected here.");
    }
    return { type: "object", items, start, end: at };
  }

  function member(depth, names) {
    match(SPACE);
    if (text[at] !== '"') fail("A name in double quotes is expected here.");
    const key = string();
    if (names.has(key.value)) {
      throw new Problem(`The key "${key.value}" is given twice in the same object.`, key.start);
    }
    names.add(key.value);
    if (!take(":")) fail("A colon is expected here.");
    const content = value(depth + 1);
    return { type: "member", key: key.value, keyNode: key, value: content, start: key.start, end: content.end };
  }

  const root = value(0);
  match(SPACE);
  if (at < text.length) throw new Problem("Nothing may follow the end of the policy.", at);
  return root;
}

export function memberOf(node, name) {
  return node?.type === "object" ? node.items.find((item) => item.key === name) : undefined;
}

// Count as AWS does: white space between JSON tokens is free.
export function sizeOf(text) {
  return text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[\t\n\r ]+/g, "$1").length;
}

// An edit is { start, end, text }: what stands between start and end becomes text. Edits of one change do not overlap.
export function apply(text, edits) {
  return [...edits]
    .sort((one, other) => other.start - one.start)
    .reduce((changed, edit) => changed.slice(0, edit.start) + edit.text + changed.slice(edit.end), text);
}

// Return how `text` is written, so that what is added looks like what is there.
export function styleOf(text) {
  const lines = text.trim().includes("\n");
  const indented = /\n([ \t]+)\S/.exec(text);
  const bare = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
  return {
    lines,
    unit: indented ? indented[1] : "  ",
    colon: !lines && /"":\S/.test(bare) ? ":" : ": ",
    comma: !lines && /,\S/.test(bare) ? "," : ", ",
    shortLists: /\[ ?""(, ?"")*\ ?]/.test(bare) && !/\[\s*\n\s*""/.test(bare),
  };
}

export function indentAt(text, offset) {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /[ \t]*/.exec(text.slice(line))[0];
}

// Print texts, lists, Maps (which keep the order of their keys) and Sources; a list of texts stays on one line where
// the document has it so.
export function print(value, style, indent) {
  if (value instanceof Source) return value.text;
  if (typeof value === "string") return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = indent + style.unit;
  const items = isList
    ? value.map((item) => print(item, style, inner))
    : [...value].map(([key, item]) => `${JSON.stringify(key)}${style.colon}${print(item, style, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  if (!items.length) return open + close;
  const isShort = isList && style.shortLists && items.every((item) => item.startsWith('"'));
  if (!style.lines || isShort) return open + items.join(style.comma) + close;
  const gap = `\n${indent}${style.unit}`;
  return `${open}${gap}${items.join(`,${gap}`)}\n${indent}${close}`;
}

// A value that is printed as it was written: numbers keep their digits, strings their escapes.
export class Source {
  constructor(text) {
    this.text = text;
  }
}

export function valueOf(node, text) {
  if (node.type === "list") return node.items.map((item) => valueOf(item, text));
  if (node.type !== "object") return new Source(text.slice(node.start, node.end));
  return new Map(node.items.map((item) => [item.key, valueOf(item.value, text)]));
}

// Return the style for something that stands at `offset`: behind other things on a line, all of it stays on that line.
export function styleAt(text, offset) {
  const style = styleOf(text);
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.trim() ? { ...style, lines: false } : style;
}

// Put `item`, printed by `write(indent)`, at `index` of a list or an object.
export function insertItem(text, node, index, write, style) {
  const indent = indentAt(text, node.start);
  if (!node.items.length) {
    const inner = style.lines ? `\n${indent}${style.unit}${write(indent + style.unit)}\n${indent}` : write(indent);
    return { start: node.start + 1, end: node.end - 1, text: inner };
  }
  const first = node.items[0];
  const gap = text.slice(node.start + 1, first.start);
  const isSpread = gap.includes("\n");
  const separator = isSpread ? `,${gap}` : style.lines ? ", " : style.comma;
  const written = write(isSpread ? gap.slice(gap.lastIndexOf("\n") + 1) : indent);
  if (index === 0) return { start: first.start, end: first.start, text: written + separator };
  const before = node.items[index - 1];
  return { start: before.end, end: before.end, text: separator + written };
}

export function removeItem(node, index) {
  const item = node.items[index];
  const following = node.items[index + 1];
  if (following) return { start: item.start, end: following.start, text: "" };
  if (index) return { start: node.items[index - 1].end, end: item.end, text: "" };
  return { start: node.start + 1, end: node.end - 1, text: "" };
}
