"""Mail in tests: the tasks that a request leaves behind are run, and links are read out of what they sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

import accounts.tasks  # noqa: F401  registers the tasks that are sent by name
from iamconsole.celery import app


@contextmanager
def delivered(on_commit: DjangoCaptureOnCommitCallbacks) -> Iterator[None]:
    """Run at once what is done after a commit, and the tasks it sends."""
    app.conf.task_always_eager = True
    # Tasks that are sent by name run eagerly only where they are called: hand them over here.
    send = app.send_task
    app.send_task = lambda name, args=(), **_options: app.tasks[name].apply(args, throw=True)
    try:
        with on_commit(execute=True):
            yield
    finally:
        app.send_task = send
        app.conf.task_always_eager = False


def sent_to(address: str) -> list[str]:
    """Return the subjects of the mails to `address`."""
    return [message.subject for message in mail.outbox if message.to == [address]]


def link_in(body: str) -> str:
    """Return the path and query of the link in a mail."""
    found = re.search(r"http\S+token=\S+", body)
    assert found, body
    parts = urlsplit(found[0])
    return f"{parts.path}?{parts.query}"


def token_in(body: str) -> str:
    return parse_qs(urlsplit(link_in(body)).query)["token"][0]
