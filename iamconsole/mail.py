"""Send one templated mail; without a mail server, keep it in var/outbox for the console to show."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.mime.image import MIMEImage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import SafeMIMEMultipart
from django.template.loader import render_to_string
from django.utils import timezone

ACCOUNT_HEADER = "X-IAM-Account"
PRIVATE_HEADER = "X-IAM-Private"
# A folder beside the mails of the outbox, where its pages do not look; the operator does.
PRIVATE = "private"
ACCOUNT = re.compile(r"[0-9]{12}")
MAIL_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True)
class File:
    """What goes with a mail: an attachment or, with a `content_id`, a picture that the HTML part shows."""

    name: str
    content: bytes
    media_type: str
    content_id: str = ""


def send(
    account_id: str,
    to: Sequence[str],
    subject: str,
    template: str,
    context: Mapping[str, Any],
    *,
    files: Sequence[File] = (),
    message_id: str = "",
) -> None:
    """Send `mail/<template>.txt` and `.html` filled with `context`, about `account_id`."""
    message = _message(account_id, to, subject, template, context)
    if message_id:
        message.extra_headers["Message-ID"] = message_id
    message.pictures = [file for file in files if file.content_id]
    for file in files:
        if not file.content_id:
            message.attach(file.name, file.content, file.media_type)
    message.send()


def send_privately(account_id: str, to: Sequence[str], subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Send a mail that is good for something in itself, such as a reset link: no page of the console ever shows it."""
    message = _message(account_id, to, subject, template, context)
    message.extra_headers[PRIVATE_HEADER] = "yes"
    message.send()


def _message(
    account_id: str, to: Sequence[str], subject: str, template: str, context: Mapping[str, Any]
) -> "WithPictures":
    values = {"account_id": account_id, "url": settings.PUBLIC_URL, "subject": subject, **context}
    message = WithPictures(
        subject=" ".join(subject.split()),
        body=render_to_string(f"mail/{template}.txt", values),
        to=list(to),
        headers={ACCOUNT_HEADER: account_id},
    )
    message.attach_alternative(render_to_string(f"mail/{template}.html", values), "text/html")
    return message


class WithPictures(EmailMultiAlternatives):
    """A mail whose pictures stand in one part with the HTML that shows them (RFC 2387), not among the attachments."""

    pictures: Sequence[File] = ()

    def _create_alternatives(self, msg: Any) -> Any:
        """Put the HTML part and its pictures into a multipart/related; Django has no other place to do so."""
        made = super()._create_alternatives(msg)  # type: ignore[misc]
        if not self.pictures:
            return made
        text, html = made.get_payload()
        related = SafeMIMEMultipart(_subtype="related", encoding=self.encoding or settings.DEFAULT_CHARSET)
        related.attach(html)
        for picture in self.pictures:
            part = MIMEImage(picture.content, _subtype=picture.media_type.partition("/")[2])
            part.add_header("Content-ID", f"<{picture.content_id}>")
            part.add_header("Content-Disposition", "inline", filename=picture.name)
            related.attach(part)
        made.set_payload([text, related])
        return made


class OutboxBackend(BaseEmailBackend):
    """Writes each mail as an .eml file into the outbox of the account it is about."""

    def send_messages(self, messages: Sequence[EmailMultiAlternatives]) -> int:  # type: ignore[override]
        for message in messages:
            folder = outbox_of(message.extra_headers[ACCOUNT_HEADER])
            folder = folder / PRIVATE if PRIVATE_HEADER in message.extra_headers else folder
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
