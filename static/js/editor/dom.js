// Elements made without markup: texts can never become tags.

// h("button", { className: "x", onclick }, "text", child): functions listen, `data-`, `aria-` and the like are attributes,
// and what is null is left out.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// The icons stand in a <template> of the page, drawn by the server like all others.
export function icon(name) {
  const found = document.querySelector("template[data-icons]").content.querySelector(`[data-icon="${name}"]`);
  return found.firstElementChild.cloneNode(true);
}

export function iconButton(name, label, properties) {
  return h(
    "button",
    { type: "button", className: "icon-button", "aria-label": label, title: label, ...properties },
    icon(name),
  );
}

export function button(label, properties, name) {
  const { primary, ...rest } = properties;
  const className = `button button-small${primary ? " button-primary" : ""}`;
  return h("button", { type: "button", className, ...rest }, name ? icon(name) : null, label);
}

export function plural(count, noun, more = `${noun}s`) {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : more}`;
}

// Run `change`, which replaces elements, and put the focus back where it was: on the element with the same data-focus,
// or on the first there is of those named in data-instead.
export function keepFocus(root, change) {
  const active = document.activeElement;
  const had = root.contains(active) ? active : null;
  const key = had?.dataset.focus;
  const selection =
    had && "selectionStart" in had && typeof had.selectionStart === "number" ? had.selectionStart : null;
  change();
  if (!had || root.ownerDocument.contains(had)) return;
  for (const wanted of [key, ...(had.dataset.instead ?? "").split(" ")]) {
    const found = wanted && root.querySelector(`[data-focus="${CSS.escape(wanted)}"]`);
    if (!found) continue;
    found.focus();
    if (selection !== null && found.setSelectionRange && found.type !== "checkbox")
      found.setSelectionRange(selection, selection);
    return;
  }
}
