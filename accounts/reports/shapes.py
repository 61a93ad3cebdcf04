"""Mails in the outbox as iamconsole's own operations show them."""

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from iamconsole import mail

_OTHER_WAY_ROUND = str.maketrans("0123456789", "9876543210")


def mail_shape(path: Path) -> dict[str, Any]:
    return _headers(path.stem, _read(path.read_bytes()))


def whole_mail_shape(path: Path) -> dict[str, Any]:
    source = path.read_bytes()
    message = _read(source)
    return {"Mail": _headers(path.stem, message), "Text": mail.text_of(message), "Source": source}


def newest_first(path: Path) -> str:
    """Return a text that sorts the newest mail, whose name is its time, before the others."""
    return path.stem.translate(_OTHER_WAY_ROUND)


def _read(source: bytes) -> EmailMessage:
    message = email.message_from_bytes(source, policy=default)
    assert isinstance(message, EmailMessage), "the policy decides the class"
    return message


def _headers(mail_id: str, message: EmailMessage) -> dict[str, Any]:
    return {
        "MailId": mail_id,
        "Subject": str(message["Subject"] or ""),
        "From": str(message["From"] or ""),
        "To": str(message["To"] or ""),
        "Date": message["Date"].datetime if message["Date"] else None,
    }
