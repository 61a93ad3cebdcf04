// What is asked of a page beside axe: which texts look like none that axe has judged before.

// What the contrast of a text hangs on, beside what is behind it.
const STYLES = [
  "color",
  "backgroundColor",
  "backgroundImage",
  "fontSize",
  "fontWeight",
  "opacity",
  "textShadow",
  "filter",
];
// axe judges no text that cannot be used.
const UNUSABLE = ":disabled, [aria-disabled=true], :disabled *, [aria-disabled=true] *";

window.inspection = {
  // Return what axe finds, and by how much the page is too wide; colors are only looked at in texts of new looks.
  async faults({ include, exclude, options, known }) {
    const looks = texts(include, exclude);
    const judged = new Set(known);
    const fresh = known ? [...looks].filter(([look]) => !judged.has(look)).map(([, element]) => element) : [];
    const found = await judge(fresh, exclude, { runOnly: ["color-contrast"] });
    if (options) found.push(...(await judge(include, exclude, options)));
    const root = document.documentElement;
    const wide = root.scrollWidth - root.clientWidth;
    if (wide > 0) found.push(`wider than the window by ${wide} px`);
    return { found, looks: [...looks.keys()] };
  },
};

async function judge(include, exclude, options) {
  if (!include.length) return [];
  const asked = { resultTypes: ["violations"], preload: false, ...options };
  const { violations } = await axe.run({ include, exclude }, asked);
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`),
  );
}

// Return one element of each look of a text that can be seen.
function texts(include, exclude) {
  const known = new Map();
  const found = new Map();
  for (const element of document.querySelectorAll(include.map((part) => `${part}, ${part} *`).join())) {
    const isSeen = isWritten(element) && element.checkVisibility({ visibilityProperty: true });
    if (!isSeen || element.matches([UNUSABLE, ...exclude.map((part) => `${part}, ${part} *`)].join())) continue;
    found.set(lookOf(element, known), element);
  }
  return found;
}

function isWritten(element) {
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return element.matches("input, select, textarea") || texts.some((node) => node.data.trim());
}

// Return a word for the styles of an element and of all around it; what floats is told by its class as well.
function lookOf(element, known) {
  if (!element) return "";
  if (!known.has(element)) {
    const style = getComputedStyle(element);
    const place = style.position === "static" ? "" : element.className;
    const own = STYLES.map((name) => style[name]);
    known.set(element, hash([lookOf(element.parentElement, known), element.tagName, place, ...own].join("|")));
  }
  return known.get(element);
}

function hash(text) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
    other = Math.imul(other ^ text.charCodeAt(at), 1597334677);
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36);
}
