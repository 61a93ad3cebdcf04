"""Somebody who looks at page after page in one window of a real browser, and writes down all that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.browser import inspection
from tests.walk.inhabited import Inhabited

# A page can only be judged as a page where it is one.
IS_PAGE = "document.doctype !== null"


class Shown(Enum):
    """What came of going to an address."""

    PAGE = "a page"
    PART = "a part of a page"
    ELSEWHERE = "another page"
    FILE = "a file"


@dataclass
class Walker:
    """`wrong` is what was found so far, a line each."""

    page: Page
    url: str
    account: Inhabited
    wrong: list[str] = field(default_factory=list)
    inspector: inspection.Inspector = field(default_factory=inspection.Inspector)
    who: str | None = None

    @classmethod
    def at(cls, browser: Browser, url: str, account: Inhabited) -> "Walker":
        # Colors that still change would be judged half-way.
        context = browser.new_context(viewport=inspection.WIDE, reduced_motion="reduce")
        inspection.prepare(context)
        walker = cls(context.new_page(), url, account)
        walker.page.on("console", walker.hears)
        walker.page.on("pageerror", lambda error: walker.notes(f"a script failed: {error}"))
        return walker

    def is_(self, who: str) -> None:
        """Go on as somebody else of the account's sessions; "" is nobody."""
        if who == self.who:
            return
        context = self.page.context
        context.clear_cookies()
        if who:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.account.sessions[who], "url": self.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        self.who = who

    def goes_to(self, path: str) -> tuple[Shown, int]:
        """Return what there was to see, and the status."""
        try:
            answer = self.page.goto(self.url + path)
        except BrowserError as error:
            if "Download is starting" not in str(error):
                raise
            return Shown.FILE, 200
        assert answer is not None
        if urlsplit(self.page.url).path != urlsplit(path).path:
            return Shown.ELSEWHERE, answer.status
        if "html" not in answer.headers.get("content-type", ""):
            return Shown.FILE, answer.status
        return (Shown.PAGE if self.page.evaluate(IS_PAGE) else Shown.PART), answer.status

    def tabs(self) -> list[str]:
        """Return the addresses of the other tabs of the page that is shown."""
        links = self.page.locator("nav.tabs a:not([aria-current])").all()
        return [urljoin(urlsplit(self.page.url).path, link.get_attribute("href") or "") for link in links]

    def sees(self, heading: str) -> None:
        """Say that this is the page that is shown, and look at it."""
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        self.looks()

    def sees_dialog(self, title: str) -> None:
        """Say that this is the dialog that is open, look at it, and close it."""
        dialog = self.page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        self.looks()
        self.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def looks(self, *, within: str = inspection.PAGE, but: Sequence[str] = ()) -> None:
        """Note what is wrong with the page that is shown, `but` for what is known from another."""
        for fault in self.inspector.faults(self.page, within=within, but=but):
            self.notes(fault)

    def notes(self, fault: str) -> None:
        self.wrong.append(f"{urlsplit(self.page.url).path}: {fault}")

    def hears(self, message: ConsoleMessage) -> None:
        """Note errors, among them everything that the Content-Security-Policy stopped."""
        if message.type == "error" and not self._is_about_the_page_itself(message):
            self.notes(f"the console says: {message.text}")

    def _is_about_the_page_itself(self, message: ConsoleMessage) -> bool:
        # Chromium reports a page with a status of 4xx, and the icon that it looks for beside what is no page.
        place = urlsplit(message.location.get("url", "")).path
        return "Failed to load resource" in message.text and place in (urlsplit(self.page.url).path, "/favicon.ico")
