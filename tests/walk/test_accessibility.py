"""Looks at every page of the site in Chromium, light and dark, wide and on a phone, with axe-core.

Pages are found in the URL configuration, and the tabs of each on the page itself, so none can be left out.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import axe_playwright_python
import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.walk.addresses import Address, addresses, report
from tests.walk.site import Ask, Window, in_browser
from tests.walk.test_addresses import client
from tests.walk.world import World

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""
# Both schemes and both widths: no color of ours depends on the width, and nothing else on the scheme.
LOOKS = (("light", 1280), ("dark", 390))
# A page that is there for none, one that is refused, and a search that is not understood.
MORE = (
    "/console/users/nobody-at-all/",
    "/console/users/?q=nonsense:1",
    "/console/users/?q=nobody",
    "/console/nowhere/",
)

REFUSED = ("/console/", "/console/users/", "/console/users/known/", "/console/events/", "/console/users/new/user/")


def pages(account: World, *, is_open: bool) -> Iterator[str]:
    """Yield the addresses of pages that can be looked at, with all they may need to know."""
    query = urlencode(account.names)
    for address in addresses():
        if "get" in address.methods and address.is_open is is_open and address.route.startswith("console/"):
            yield f"{_path(address, account)}?{query}"


def _path(address: Address, account: World) -> str:
    return address.path(account.names)


def flaws(window: Window, path: str) -> list[str]:
    """Return what is wrong with one page, in every look of it."""
    if not window.goes_to(path):
        return []
    found = []
    for scheme, width in LOOKS:
        window.looks(scheme, width)
        found += [f"{scheme} {width}: {one}" for one in window.page.evaluate(RUN)]
        wide = window.page.evaluate("document.documentElement.scrollWidth") - width
        if wide > 0:
            found.append(f"{scheme} {width}: the page is {wide} pixels wider than the window")
    found += window.complaints
    window.complaints.clear()
    return found


def walk(browser: Browser, ask: Ask, who: Client, paths: Iterable[str]) -> list[str]:
    """Look at pages, and at the tabs of each; return what is wrong, with where."""
    window = Window.of(browser, who, ask)
    window.page.add_init_script(AXE)
    wrong, todo, seen = [], [*paths], set[str]()
    while todo:
        path = todo.pop(0)
        wrong += [f"{path.partition('?')[0]} {path.partition('tab=')[2]} {flaw}" for flaw in flaws(window, path)]
        print(path[:70], len(wrong), flush=True)
        for tab in window.page.locator(".tabs a").evaluate_all("links => links.map(link => link.search)"):
            address = path.partition("?")[0] + tab
            if "tab=" in tab and address not in seen:
                seen.add(address)
                todo.append(address)
    window.page.context.close()
    return wrong


def test_every_page_is_accessible(account: World) -> None:
    alice, bob, nobody = account.alice.browser(), account.bob.browser(), client()
    inside, before = [*pages(account, is_open=False), *MORE], [*pages(account, is_open=True)]

    wrong = in_browser(
        lambda browser, ask: [
            *walk(browser, ask, alice, inside),
            *walk(browser, ask, bob, REFUSED),
            *walk(browser, ask, nobody, before),
        ]
    )

    assert not wrong, report(wrong)
