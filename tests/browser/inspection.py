"""What a careful eye finds on a page: axe's rules, light and dark, wide and narrow, without loading it again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

SCRIPTS = (Path(axe_playwright_python.__file__).parent / "axe.min.js", Path(__file__).with_suffix(".js"))
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
EVERYTHING: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
# What the width changes; the rest is the same page.
SIZES: dict[str, Any] = {"runOnly": ["target-size", "scrollable-region-focusable"]}
ASK = "asked => inspection.faults(asked)"
PAGE, MENU = "html", "details[data-menu][open]"
# What is the same around every page.
FRAME = (".bar", ".navigation", ".skip", "#shortcuts")


def prepare(context: BrowserContext) -> None:
    """Have axe on every page: scripts of the debugger's are not bound by the page's Content-Security-Policy."""
    for script in SCRIPTS:
        context.add_init_script(script.read_text())


@dataclass
class Inspector:
    """Looks at page after page; in the end axe has judged every text in both lights and at both widths.

    `known` are the looks of texts whose contrast axe has judged: what looks the same has the same.
    """

    known: set[str] = field(default_factory=set)

    def faults(self, page: Page, *, within: str = PAGE, but: Sequence[str] = ()) -> Iterator[str]:
        """Give what is wrong with the page, and where it shows; the page is light and wide again afterwards.

        Nothing in `but` is looked at: it is known from another page. `within` is what is looked at dark and narrow.
        """
        everywhere = {"include": [PAGE], "exclude": but}
        here = {"include": [within], "exclude": but}
        yield from self._asked(page, "light, wide", {**everywhere, "options": EVERYTHING})
        page.emulate_media(color_scheme="dark")
        yield from self._asked(page, "dark, wide", {**here, "known": [*self.known]})
        page.set_viewport_size(NARROW)
        yield from self._asked(page, "dark, narrow", {**here, "known": [*self.known], "options": SIZES})
        page.emulate_media(color_scheme="light")
        yield from self._asked(page, "light, narrow", {**here, "known": [*self.known]})
        page.set_viewport_size(WIDE)

    def _asked(self, page: Page, where: str, asked: dict[str, Any]) -> list[str]:
        answer: dict[str, list[str]] = page.evaluate(ASK, asked)
        if not answer["found"]:
            self.known.update(answer["looks"])
        return [f"{where}: {fault}" for fault in answer["found"]]
