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

async function readPage(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
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

// The page behind the link asks by itself too: where it asks for something else first, it is gone to.
async function ask(link, dialog) {
  const page = await readPage(link.href).catch(() => null);
  const form = page?.querySelector("main form.confirm");
  if (!form) {
    location.assign(link.href);
    return;
  }
  if (dialog.open) return;
  if (!form.hasAttribute("action")) form.action = link.href;
  dialog.addEventListener("close", () => link.focus(), { once: true });
  show(dialog, document.adoptNode(form), page.querySelector("h1").textContent);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-asks]");
  const dialog = document.getElementById("confirm");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  ask(link, dialog);
});
