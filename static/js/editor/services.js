// The list of services: a search field over a list box.

import { listServices } from "./catalog.js";
import { button, h } from "./dom.js";

export class ServiceChooser {
  constructor(onchoose) {
    this.onchoose = onchoose;
    this.field = h("input", {
      type: "search",
      placeholder: "Search services by name or prefix",
      "aria-label": "Search services",
      oninput: () => this.filter(),
      onkeydown: (event) => this.key(event),
    });
    this.list = h("select", {
      size: 6,
      className: "service-list",
      "aria-label": "Service",
      onkeydown: (event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          this.take();
        }
      },
      onclick: () => this.take(),
    });
    this.told = h("p", { className: "small muted", role: "status" });
    this.finder = h("div", { className: "service-finder" }, this.field, this.list, this.told);
    this.name = h("strong", {});
    this.chosen = h(
      "div",
      { className: "service-chosen", hidden: true },
      this.name,
      button("Another service", { onclick: () => this.reopen() }),
    );
    this.element = h("div", { className: "service-chooser" }, this.chosen, this.finder);
  }

  focus() {
    this.fill();
    (this.finder.hidden ? this.chosen.querySelector("button") : this.field).focus();
  }

  reopen() {
    this.chosen.hidden = true;
    this.finder.hidden = false;
    this.focus();
  }

  async fill() {
    if (this.services) return;
    this.services = [];
    try {
      this.services = await listServices();
      this.filter();
    } catch {
      this.services = undefined;
      this.told.textContent = "The services could not be loaded. Try again.";
    }
  }

  async choose(prefix) {
    await this.fill();
    const row = this.services?.find((one) => one.prefix === prefix);
    this.name.textContent = row ? `${row.name} (${prefix})` : prefix;
    this.chosen.hidden = false;
    this.finder.hidden = true;
  }

  filter() {
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = (this.services ?? [])
      .filter((one) => words.every((word) => `${one.prefix} ${one.name}`.toLowerCase().includes(word)))
      // The prefix that was typed exactly comes first, then those that begin with it.
      .sort((one, other) => rank(other, words[0]) - rank(one, words[0]));
    this.list.replaceChildren(
      ...found.map((one) =>
        h("option", { value: one.prefix }, `${one.name} (${one.prefix})${one.isOwn ? " · your own" : ""}`),
      ),
    );
    this.list.selectedIndex = found.length ? 0 : -1;
    this.told.textContent = found.length === 1 ? "1 service" : `${found.length} services`;
  }

  key(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      this.take();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.list.focus();
    }
  }

  take() {
    if (this.list.value) this.onchoose(this.list.value);
  }
}

function rank(service, word) {
  if (!word) return 0;
  if (service.prefix === word) return 2;
  return service.prefix.startsWith(word) ? 1 : 0;
}
