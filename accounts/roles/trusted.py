"""Whom a trust policy trusts, in words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from iamconsole import arns


@dataclass(frozen=True, slots=True)
class Trusted:
    """One trusted entity; `is_everyone` when no one is left out."""

    kind: str
    name: str
    note: str = ""
    is_everyone: bool = False

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}" if self.name else self.kind


def trusted_entities(document: str, account_id: str) -> tuple[Trusted, ...]:
    """Return whom the statements that allow something name, each once."""
    statements = json.loads(document)["Statement"]
    found: dict[Trusted, None] = {}
    for statement in statements if isinstance(statements, list) else [statements]:
        if statement.get("Effect") == "Allow":
            found |= dict.fromkeys(_named(statement.get("Principal", {}), account_id))
    return tuple(found)


def trusts_service(document: str, principal: str) -> bool:
    """Whether the document lets this AWS service in."""
    return any(one.kind == "AWS service" and one.name == principal for one in trusted_entities(document, ""))


def _named(principal: Any, account_id: str) -> Iterator[Trusted]:
    if principal == "*":
        yield Trusted("Everyone", "", is_everyone=True)
        return
    assert isinstance(principal, Mapping), "the language knows no other form"
    readers = {"AWS": _identity, "Service": _service, "Federated": _provider}
    for kind, named in principal.items():
        for text in [named] if isinstance(named, str) else named:
            yield readers.get(kind, _other)(text, account_id)


def _service(text: str, _account_id: str) -> Trusted:
    return Trusted("AWS service", text)


def _provider(text: str, _account_id: str) -> Trusted:
    if ":saml-provider/" in text:
        return Trusted("SAML provider", text.partition(":saml-provider/")[2])
    return Trusted("Identity provider", text.partition(":oidc-provider/")[2] or text)


def _identity(text: str, account_id: str) -> Trusted:
    if text == "*":
        return Trusted("Everyone", "", is_everyone=True)
    parts = arns.parse(text)
    if parts is None:
        if text.isdecimal():
            return Trusted("Account", text, _whose(text, account_id))
        return Trusted("Deleted user or role", text, "No one has this id any more, so nobody comes in by it.")
    whose = _whose(parts.account_id, account_id)
    if parts.resource == "root":
        return Trusted("Account", parts.account_id, whose)
    kind, _, name = parts.resource.partition("/")
    words = {"user": "User", "role": "Role", "assumed-role": "Role session"}.get(kind, kind)
    return Trusted(words, name, whose or f"of account {parts.account_id}")


def _other(text: str, _account_id: str) -> Trusted:
    return Trusted("Canonical user", text)


def _whose(trusted: str, own: str) -> str:
    return "this account" if trusted == own else ""
