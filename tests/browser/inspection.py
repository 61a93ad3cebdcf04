"""What a careful eye finds on a page: axe's rules, light and dark, wide and narrow, without loading it again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
EVERYTHING: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
# What light and width can change; the rest is the same page.
COLORS_AND_SIZES: dict[str, Any] = {"runOnly": ["color-contrast", "target-size"]}
ASK = """async ([part, options]) => {
  const found = await axe.run(part, {resultTypes: ["violations"], preload: false, ...options});
  const root = document.documentElement;
  const wide = root.scrollWidth - root.clientWidth;
  return [
    ...found.violations.flatMap((rule) => rule.nodes.map((node) =>
      `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`)),
    ...(wide > 0 ? [`wider than the window by ${wide} px`] : []),
  ];
}"""
PAGE, MENU = "html", "details[data-menu][open]"
# What is the same around every page.
FRAME = (".bar", ".navigation", ".skip", "#shortcuts")


def prepare(context: BrowserContext) -> None:
    """Have axe on every page: scripts of the debugger's are not bound by the page's Content-Security-Policy."""
    context.add_init_script(AXE)


def faults(page: Page, *, within: str = PAGE, but: Sequence[str] = ()) -> Iterator[str]:
    """Give what is wrong with the page, and where it shows; the page is light and wide again afterwards.

    Nothing in `but` is looked at: it is known from another page. `within` is what is looked at dark and narrow.
    """
    yield from _asked(page, "light, wide", {"include": [PAGE], "exclude": but}, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    yield from _asked(page, "dark, narrow", {"include": [within], "exclude": but}, COLORS_AND_SIZES)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)


def _asked(page: Page, where: str, part: dict[str, Any], options: dict[str, Any]) -> list[str]:
    found: list[str] = page.evaluate(ASK, [part, options])
    return [f"{where}: {fault}" for fault in found]
