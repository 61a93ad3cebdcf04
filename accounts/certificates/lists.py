"""The list of server certificates."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.certificates.validity import SOON, validity
from accounts.credentials import selectors
from accounts.models import ServerCertificate
from iamconsole.console.lists import BulkAction, Column, Create, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.steps import Step
from iamconsole.searching import has_part


def _state(certificate: ServerCertificate) -> Cell:
    found = validity(certificate.expires, timezone.now())
    return cells.status(found.words, found.tone)


def _is_expired() -> Q:
    return Q(expires__lte=timezone.now())


def _expires_soon() -> Q:
    now = timezone.now()
    return Q(expires__gt=now, expires__lte=now + SOON)


def _is_valid() -> Q:
    return Q(expires__gt=timezone.now())


STATES: dict[str, Q | Callable[[], Q]] = {"expired": _is_expired, "expiring": _expires_soon, "valid": _is_valid}


class ServerCertificatesPage(ListPage):
    title = "Server certificates"
    lede = "For services that end TLS connections of this account and cannot use AWS Certificate Manager."
    key = "server-certificates"
    nouns = ("server certificate", "server certificates")
    operation = ("iam", "ListServerCertificates")
    columns = (
        Column(
            "name",
            "Certificate name",
            lambda one: cells.link(one.name, reverse("certificates:detail", args=[one.name])),
            sort=("name_key",),
        ),
        Column("state", "State", _state),
        Column("expires", "Expires", lambda one: cells.day(one.expires), sort=("expires",)),
        Column("path", "Path", lambda one: cells.code(one.path)),
        Column("uploaded", "Uploaded", lambda one: cells.day(one.created), sort=("created",)),
        Column("id", "Certificate ID", lambda one: cells.code(one.unique_id), optional=True),
        Column("arn", "ARN", lambda one: cells.code(one.arn), optional=True),
    )
    fields = (
        fields.text("name", "name_key", "Name, or a part of it; * stands for anything", example="www*"),
        fields.text("path", "path", "Path, or a part of it", example="/cloudfront/"),
        fields.choice("state", STATES, "Whether it still holds"),
        fields.day("expires", "expires", "Last day it holds"),
        fields.day("uploaded", "created", "Day it was uploaded"),
        fields.text("id", "unique_id", "Certificate ID", example="ASCA"),
    )
    actions = (
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeleteServerCertificate",
            steps=lambda _caller, one, _given: [Step("DeleteServerCertificate", {"ServerCertificateName": one.name})],
            danger=True,
            words="Their private keys are deleted with them. Services that still use one can no longer fetch it.",
        ),
    )
    first_sort = "name"
    search_hint = "Name, or state:expiring"
    empty = Empty(
        "No server certificates yet",
        "A certificate with its private key, kept for services that end TLS connections. The key is shown to nobody.",
        "document-check",
    )
    create = Create("Upload certificate", "certificates:upload", "iam:UploadServerCertificate")

    def rows(self) -> QuerySet[ServerCertificate]:
        return selectors.server_certificates(self.caller.account_id)

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[ServerCertificate]:
        # Nothing of a list shows them, and a chain may be long.
        return rows.defer("body", "chain", "sealed_key", "tags")

    def word(self, text: str) -> Q:
        return has_part("name_key", text) | Q(path__icontains=text)

    def url_of(self, found: ServerCertificate) -> str:
        return reverse("certificates:detail", args=[found.name])

    def quick(self) -> Sequence[Quick]:
        return (Quick("Expired", "state:expired"), Quick(f"Expires within {SOON.days} days", "state:expiring"))
