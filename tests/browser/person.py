"""A person at a real headless Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from django_otp.oath import TOTP, hotp
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
# The last three keep Chromium from asking for hosts of its maker.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PHONES_END = 600

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser; it ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Person:
    """Somebody with a browser window, an authenticator app, and an eye for errors in the browser's console."""

    page: Page
    url: str
    seed: bytes = b""
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, browser: Browser, url: str, *, width: int = 1280, scheme: Scheme = "light") -> "Person":
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, color_scheme=scheme, has_touch=width < PHONES_END)  # type: ignore[arg-type]
        person = cls(context.new_page(), url)
        person.page.on("console", person.hears)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        return person

    def goes_to(self, path: str) -> None:
        self.page.goto(self.url + path)

    def fills(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def presses(self, name: str) -> None:
        # Scripts are modules: they are there when the page is.
        self.page.wait_for_load_state("load")
        self.page.get_by_role("button", name=name, exact=True).click()

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def reads(self) -> str:
        return self.page.locator("main").inner_text()

    def code(self, steps: int = 0) -> str:
        """Return what the app shows, or will show so many times 30 seconds later."""
        return f"{hotp(self.seed, TOTP(self.seed).t() + steps):06d}"

    def hears(self, message: ConsoleMessage) -> None:
        # Chromium itself reports pages with a status of 4xx, which the tests provoke.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)
