// Ctrl-K: a search over every page, worked by keys alone. The server finds and words what is shown.

const dialog = document.getElementById("palette");
const opener = document.querySelector("[data-palette]");
const WAIT = 120;

if (dialog && opener) {
  const box = document.getElementById("palette-text");
  const hits = document.getElementById("palette-hits");
  const none = document.getElementById("palette-none");
  let clock;
  let asked = null;

  const options = () => [...hits.querySelectorAll("[role=option]")];
  const chosen = () => hits.querySelector("[aria-selected=true]");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function move(steps) {
    const all = options();
    if (!all.length) return;
    const place = all.indexOf(chosen());
    choose(all[(place + steps + all.length) % all.length]);
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const address = `${opener.dataset.palette}?${new URLSearchParams({ part: "yes", q: box.value })}`;
    dialog.toggleAttribute("data-asking", true);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      // A session that has ended leads to the sign-in, which is no list.
      if (answer.redirected || !answer.ok) {
        location.reload();
        return;
      }
      hits.innerHTML = await answer.text();
      choose(options()[0]);
      none.hidden = options().length > 0;
      dialog.toggleAttribute("data-asking", false);
    } catch (error) {
      if (error.name === "AbortError") return;
      dialog.toggleAttribute("data-asking", false);
      none.hidden = false;
    }
  }

  function open() {
    if (dialog.open || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    box.select();
    ask();
  }

  box.addEventListener("input", () => {
    clearTimeout(clock);
    clock = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps) {
      event.preventDefault();
      move(steps);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.url);
    }
  });
  hits.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  dialog.addEventListener("click", (event) => {
    // The dialog itself is only hit beside its content.
    if (event.target === dialog) dialog.close();
  });
  opener.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  });
}
