// Where in a policy the cursor stands, told even while the text is half written.

// Return { path, isKey, typed }: the names and places around `offset`, whether a name or a value is written there, and
// what of its string stands before the cursor (null outside of strings).
export function placeAt(text, offset) {
  const frames = [];
  let at = 0;
  while (at < offset) {
    const character = text[at];
    const frame = frames.at(-1);
    if (character === '"') {
      const end = closing(text, at);
      if (end >= offset)
        return { path: pathOf(frames), isKey: awaitsKey(frame), typed: text.slice(at + 1, offset), start: at };
      if (awaitsKey(frame)) frame.key = text.slice(at + 1, end);
      at = end;
    } else if (character === "{" || character === "[") {
      frames.push({ isList: character === "[", index: 0, key: null, hasColon: false });
    } else if (character === "}" || character === "]") {
      frames.pop();
    } else if (character === ":" && frame) {
      frame.hasColon = true;
    } else if (character === "," && frame) {
      frame.index += 1;
      frame.key = null;
      frame.hasColon = false;
    }
    at += 1;
  }
  return { path: pathOf(frames), isKey: awaitsKey(frames.at(-1)), typed: null, start: offset };
}

function closing(text, start) {
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== "\n") at += text[at] === "\\" ? 2 : 1;
  return at;
}

function awaitsKey(frame) {
  return Boolean(frame) && !frame.isList && !frame.hasColon;
}

function pathOf(frames) {
  return frames
    .map((frame) => (frame.isList ? frame.index : frame.hasColon ? frame.key : null))
    .filter((part) => part !== null);
}
