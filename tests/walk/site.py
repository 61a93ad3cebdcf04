"""The site in a real browser without a server: whatever Chromium asks for is answered by Django's client, in process.

So pages are looked at in the one transaction in which the account was made, with the headers they are sent with. The
browser is driven from a thread of its own, because Django talks to the database in one without a loop.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from tests.browser.person import chromium

ORIGIN = "http://iamconsole.test"
REDIRECTS = (301, 302, 303, 307)
# The browser's own words for the status of an answer, which are no complaint about a page.
STATUS = "Failed to load resource"

Seen = TypeVar("Seen")
Answer = dict[str, Any]
Ask = Callable[[Callable[[], Answer]], Answer]


def in_browser(look: Callable[[Browser, Ask], Seen]) -> Seen:
    """Return what `look` sees; what it asks for is answered here, in the thread of the test."""
    questions: Queue[tuple[Callable[[], Answer], Future[Answer]]] = Queue()

    def ask(question: Callable[[], Answer]) -> Answer:
        answer: Future[Answer] = Future()
        questions.put((question, answer))
        return answer.result(timeout=60)

    def drive() -> Seen:
        with chromium() as browser:
            return look(browser, ask)

    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(drive)
        while not seen.done():
            try:
                question, answer = questions.get(timeout=0.02)
            except Empty:
                continue
            try:
                answer.set_result(question())
            except Exception as error:
                answer.set_exception(error)
    return seen.result()


@dataclass
class Window:
    """A browser window of somebody; `complaints` is what the browser said was wrong since they were read last."""

    page: Page
    client: Client
    ask: Ask
    files: dict[str, Answer] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, browser: Browser, client: Client, ask: Ask) -> "Window":
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        window = cls(context.new_page(), client, ask)
        window.page.on("console", window._hear)
        window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
        context.route("**/*", window._answer)
        return window

    def goes_to(self, path: str) -> bool:
        """Open a page; return False where there is none to look at: a file, data, or the way to another page."""
        answer = self.ask(lambda: self._from_django("GET", path, b"", {"accept": "text/html"}))
        if not answer["headers"].get("Content-Type", "").startswith("text/html"):
            return False
        self.files[path] = answer
        self.page.goto(ORIGIN + path, wait_until="load")
        del self.files[path]
        return True

    def looks(self, scheme: str, width: int) -> None:
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        self.page.set_viewport_size({"width": width, "height": 800})

    def _answer(self, route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        if target in self.files:
            route.fulfill(**self.files[target])
            return
        asked = (request.method, target, request.post_data_buffer or b"", dict(request.headers))
        whole = self.ask(lambda: self._from_django(*asked))
        if parts.path.startswith("/static/"):
            self.files[target] = whole
        route.fulfill(**whole)

    def _from_django(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        kind = headers.pop("content-type", "application/octet-stream")
        kept = {name: value for name, value in headers.items() if name not in {"cookie", "host"}}
        answer = self.client.generic(method, target, body, content_type=kind, headers=kept)
        if answer.status_code in REDIRECTS:
            # Playwright follows no redirect of an answer that it was given; where it leads is looked at for itself.
            return {"status": 200, "headers": {"Content-Type": "text/plain"}, "body": b"redirected"}
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return {"status": answer.status_code, "headers": dict(answer.items()), "body": content}

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and STATUS not in message.text:
            self.complaints.append(message.text)
