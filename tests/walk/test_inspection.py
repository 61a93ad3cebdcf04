"""The eye of the walk: what it finds in one light or at one width only, and what it need not look at twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import inspection
from tests.browser.inspection import Inspector
from tests.browser.person import chromium

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width">
<style>:root {{ color-scheme: light dark; background: light-dark(#fff, #111) }} {style}</style></head>
<body><main><h1>Heading</h1><p>Text</p><p>More text</p>{more}</main></body></html>"""
DARK, LIGHT = "(prefers-color-scheme: dark)", "(prefers-color-scheme: light)"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(viewport=inspection.WIDE, reduced_motion="reduce")
        inspection.prepare(context)
        yield context.new_page()


def shows(page: Page, style: str, more: str = "") -> None:
    page.goto("about:blank")
    page.set_content(PAGE.format(style=style, more=more))


@pytest.mark.parametrize(
    ("where", "media"),
    [
        ("light, wide", f"{LIGHT} and (width > 600px)"),
        ("dark, wide", f"{DARK} and (width > 600px)"),
        ("dark, narrow", f"{DARK} and (width < 600px)"),
        ("light, narrow", f"{LIGHT} and (width < 600px)"),
    ],
)
def test_what_is_hard_to_read_at_one_time_only_is_found(page: Page, where: str, media: str) -> None:
    shows(page, f"p {{ color: light-dark(#222, #ddd) }} @media {media} {{ p {{ color: #777e }} }}")

    found = [*Inspector().faults(page)]

    assert found
    assert {fault.split(": ")[0] for fault in found} == {where}
    assert all("color-contrast" in fault for fault in found)


def test_what_can_only_be_reached_by_mouse_on_a_narrow_screen_is_found(page: Page) -> None:
    shows(page, "", '<div style="overflow: auto"><div style="width: 900px; text-align: end">Far away</div></div>')

    found = [*Inspector().faults(page)]

    assert [fault.split(": ")[:2] for fault in found] == [["dark, narrow", "scrollable-region-focusable"]]


def test_the_same_look_is_judged_once_and_a_new_one_again(page: Page) -> None:
    inspector = Inspector()
    shows(page, "p { color: light-dark(#222, #ddd) }")
    assert [*inspector.faults(page)] == []
    known = {*inspector.known}

    shows(page, "p { color: light-dark(#222, #ddd) }", "<p>A third</p>")
    assert [*inspector.faults(page)] == []
    assert inspector.known == known

    # On another ground the same color is another look.
    shows(page, "p { color: light-dark(#222, #ddd) }", '<div style="background: #aaa"><p>Grey</p></div>')
    assert {fault.split(":")[0] for fault in inspector.faults(page)} == {"dark, wide", "dark, narrow"}
