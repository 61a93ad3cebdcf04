"""Send one templated mail; without a mail server, keep it in var/outbox for the console to show."""

import re
import uuid
from collections.abc import Mapping, Sequence
from email.message import Message
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone

ACCOUNT_HEADER = "X-IAM-Account"
ACCOUNT = re.compile(r"[0-9]{12}")
MAIL_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


def send(account_id: str, to: Sequence[str], subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Send `mail/<template>.txt` and `.html` filled with `context`, about `account_id`."""
    values = {"account_id": account_id, "url": settings.PUBLIC_URL, "subject": subject, **context}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"mail/{template}.txt", values),
        to=list(to),
        headers={ACCOUNT_HEADER: account_id},
    )
    message.attach_alternative(render_to_string(f"mail/{template}.html", values), "text/html")
    message.send()


class OutboxBackend(BaseEmailBackend):
    """Writes each mail as an .eml file into the outbox of the account it is about."""

    def send_messages(self, messages: Sequence[EmailMultiAlternatives]) -> int:  # type: ignore[override]
        for message in messages:
            folder = outbox_of(message.extra_headers[ACCOUNT_HEADER])
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            name = f"{timezone.now():%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}"
            # Complete before it has its name, so that a reader never sees half a mail.
            draft = folder / f".{name}"
            draft.touch(mode=0o600)
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(messages)


def outbox_of(account_id: str) -> Path:
    assert ACCOUNT.fullmatch(account_id), "an account's number names its folder"
    return Path(settings.OUTBOX_DIR) / account_id


def find(account_id: str, mail_id: str) -> Path | None:
    """Return the file of one mail of the account, if it is there."""
    assert MAIL_ID.fullmatch(mail_id), "the service model admits no other"
    path = outbox_of(account_id) / f"{mail_id}.eml"
    return path if path.is_file() else None


def text_of(message: Message) -> str:
    """Return what a mail says in plain text."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    content = parts[0].get_payload(decode=True) if parts else b""
    assert isinstance(content, bytes)
    return content.decode("utf-8", "replace")
