// What the frame of every page does beyond plain HTML: theme, menus, toasts, copying, dialogs.

import { armConfirms } from "./confirm.js";

const root = document.documentElement;
const TOAST_SECONDS = 8;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function showTheme() {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.setAttribute("aria-pressed", String(isDark()));
  }
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme ?? "system")));
  }
}

function chooseTheme(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  showTheme();
  document.dispatchEvent(new CustomEvent("theme-changed", { detail: root.dataset.theme }));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

function closeMenuOnEscape(event) {
  const menu = document.querySelector("details[data-menu][open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

// A toast leaves by itself unless it reports trouble; pointing at it or focusing it makes it stay.
function letToastLeave(toast) {
  let clock;
  const stay = () => clearTimeout(clock);
  const leave = () => {
    stay();
    clock = setTimeout(() => toast.remove(), TOAST_SECONDS * 1000);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusout", leave);
  leave();
}

async function copy(button) {
  const source = button.closest(".code")?.querySelector("code");
  await navigator.clipboard.writeText(button.dataset.copy || source?.textContent.trim() || "");
  const said = button.querySelector("[data-copied]");
  said.textContent = "Copied";
  button.classList.add("copied");
  setTimeout(() => {
    said.textContent = "";
    button.classList.remove("copied");
  }, 2000);
}

function improve(part) {
  for (const toast of part.querySelectorAll("[data-toast]")) letToastLeave(toast);
  armConfirms(part);
  for (const button of part.querySelectorAll("[data-dismiss]")) button.hidden = false;
  if (navigator.clipboard) {
    for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
  }
}

// Single keys work where nobody writes: "/" searches in a list, "?" shows what keys do, "g" and a letter go to a page.
let going = false;

function isWriting(target) {
  return target.closest("input, textarea, select, [contenteditable], .ace_editor") !== null;
}

function pressShortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const wasGoing = going;
  going = false;
  if (wasGoing) {
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) location.assign(link.href);
    return;
  }
  if (event.key === "g") going = true;
  if (event.key === "?") document.getElementById("shortcuts")?.showModal();
  if (event.key === "/") {
    const box = document.querySelector("[data-search-box], .filter input[type=search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const target = event.target.closest(
    "[data-theme-toggle], [data-theme-choice], [data-copy], [data-dismiss], [data-dialog], [data-close]",
  );
  if (!target) return;
  if ("themeToggle" in target.dataset) chooseTheme(isDark() ? "light" : "dark");
  if ("themeChoice" in target.dataset) chooseTheme(target.dataset.themeChoice);
  if ("copy" in target.dataset) copy(target);
  if ("dismiss" in target.dataset) target.closest(".alert").remove();
  if ("close" in target.dataset) {
    event.preventDefault();
    target.closest("dialog").close();
  }
  if ("dialog" in target.dataset) {
    event.preventDefault();
    document.getElementById(target.dataset.dialog).showModal();
  }
});
document.addEventListener("keydown", closeMenuOnEscape);
document.addEventListener("keydown", pressShortcut);
document.addEventListener("htmx:load", (event) => {
  // htmx also announces the page itself, which is improved below even without htmx.
  if (event.target !== document.body) improve(event.target);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
showTheme();
improve(document);
