// Confirming what cannot be undone: a name has to be typed, and what asks for it opens over the page that led to it.

function armConfirm(form) {
  const input = form.querySelector("[data-confirm-name]");
  const submit = form.querySelector("[type=submit]");
  const compare = () => {
    submit.disabled = input.value !== input.dataset.confirmName;
  };
  input.addEventListener("input", compare);
  compare();
}

export function armConfirms(part) {
  for (const form of part.querySelectorAll("form[data-confirm]")) armConfirm(form);
}

async function readPage(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function show(dialog, form, title) {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector(".dialog-body").replaceChildren(form);
  const cancel = form.querySelector(".form-foot a");
  if (cancel) cancel.dataset.close = "";
  const first = form.querySelector("[data-confirm-name]") ?? cancel;
  first?.setAttribute("autofocus", "");
  armConfirms(dialog);
  dialog.showModal();
}

// The page that asks stands by itself too: where it asks for something else first, it is gone to.
async function ask(origin, dialog, reading, address, goThere) {
  const page = await reading.catch(() => null);
  const form = page?.querySelector("main form.confirm");
  if (!form) {
    goThere();
    return;
  }
  if (dialog.open) return;
  if (!form.hasAttribute("action")) form.action = address;
  dialog.addEventListener("close", () => origin.focus(), { once: true });
  show(dialog, document.adoptNode(form), page.querySelector("h1").textContent);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-asks]");
  const dialog = document.getElementById("confirm");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  ask(link, dialog, readPage(link.href), link.href, () => location.assign(link.href));
});

// A button of a form sends what was ticked to be asked about.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const dialog = document.getElementById("confirm");
  if (!button?.matches("button[data-asks]") || !dialog || event.defaultPrevented) return;
  event.preventDefault();
  const address = form.getAttribute("action") || location.pathname;
  const body = new URLSearchParams(new FormData(form));
  body.append(button.name, button.value);
  ask(button, dialog, readPage(address, { method: "POST", body }), address, () => {
    delete button.dataset.asks;
    form.requestSubmit(button);
  });
});
