"""The lists of identity providers, one of each kind: who may list only one kind sees only that.

An account has at most a hundred of each (IAM User Guide, "IAM and AWS STS quotas"), so no sort needs an index.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.federation import selectors
from accounts.federation.addresses import address
from accounts.models import OIDCProvider, SAMLProvider
from iamconsole.aws.pipeline import allows
from iamconsole.console.lists import BulkAction, Column, Create, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.steps import Step
from iamconsole.searching import has_part

OIDC_LIST, SAML_LIST = ("iam", "ListOpenIDConnectProviders"), ("iam", "ListSAMLProviders")
KINDS = (("OpenID Connect", "providers:list", OIDC_LIST), ("SAML 2.0", "providers:saml", SAML_LIST))
GONE = "Nobody comes in through them any more. Roles that trust them stay, with a trust policy that names nobody."


def _valid_until(provider: SAMLProvider) -> Cell:
    if provider.valid_until <= timezone.now():
        return cells.status(f"Ended {provider.valid_until:%Y-%m-%d}", "danger")
    return cells.day(provider.valid_until)


class ProvidersPage(ListPage):
    """What both lists share."""

    template_name = "accounts/federation/list.html"
    title = "Identity providers"
    lede = "They say who somebody is: people sign in there and take roles on here."
    nouns = ("provider", "providers")
    first_sort = "name"
    url_name: ClassVar[str]

    def tabs(self) -> list[dict[str, Any]]:
        """Return the kinds that the caller may list, and this one."""
        return [
            {"label": label, "url": reverse(url_name), "active": url_name == self.url_name}
            for label, url_name, operation in KINDS
            if url_name == self.url_name or allows(self.caller, *operation, {})
        ]

    def url_of(self, found: OIDCProvider | SAMLProvider) -> str:
        return address(found.arn)


class OIDCProvidersPage(ProvidersPage):
    """Stands first; who may list SAML providers alone is led to them."""

    url_name = "providers:list"
    key = "oidc-providers"
    operation = OIDC_LIST
    columns = (
        Column("name", "Provider", lambda one: cells.link(one.url, address(one.arn)), sort=("url",)),
        Column("audiences", "Audiences", lambda one: cells.names(one.client_ids[:2], max(0, len(one.client_ids) - 2))),
        Column("created", "Created", lambda one: cells.day(one.created), sort=("created",)),
        Column("arn", "ARN", lambda one: cells.code(one.arn), optional=True),
    )
    fields = (
        fields.text("name", "url", "Host and path, or a part; * stands for anything", example="*github*"),
        fields.day("created", "created", "Day it was added"),
    )
    actions = (
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeleteOpenIDConnectProvider",
            steps=lambda _caller, one, _given: [
                Step("DeleteOpenIDConnectProvider", {"OpenIDConnectProviderArn": one.arn})
            ],
            danger=True,
            words=GONE,
        ),
    )
    order_key = "url"
    search_hint = "Name, or a part of it"
    empty = Empty(
        "No OpenID Connect providers yet",
        "With one, pipelines and applications come in by tokens that expire, without a user and a key of their own.",
        "globe-alt",
    )
    create = Create("Add OpenID Connect provider", "providers:add-oidc", "iam:CreateOpenIDConnectProvider")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not allows(self.caller, *OIDC_LIST, {}) and allows(self.caller, *SAML_LIST, {}):
            return redirect("providers:saml")
        return super().get(request, **kwargs)

    def rows(self) -> QuerySet[OIDCProvider]:
        return selectors.oidc_providers(self.caller.account_id)

    def word(self, text: str) -> Q:
        return Q(url__icontains=text)

    def name_of(self, found: OIDCProvider) -> str:
        return found.url


class SAMLProvidersPage(ProvidersPage):
    """The metadata of a directory ends on a day."""

    url_name = "providers:saml"
    key = "saml-providers"
    operation = SAML_LIST
    columns = (
        Column("name", "Provider", lambda one: cells.link(one.name, address(one.arn)), sort=("name_key",)),
        Column("valid-until", "Valid until", _valid_until, sort=("valid_until",)),
        Column("created", "Created", lambda one: cells.day(one.created), sort=("created",)),
        Column("arn", "ARN", lambda one: cells.code(one.arn), optional=True),
    )
    fields = (
        fields.text("name", "name_key", "Name, or a part of it; * stands for anything", example="corp*"),
        fields.day("valid-until", "valid_until", "Last day its metadata holds"),
        fields.choice(
            "state",
            {
                "ended": lambda: Q(valid_until__lte=timezone.now()),
                "valid": lambda: Q(valid_until__gt=timezone.now()),
            },
            "Whether its metadata still holds",
        ),
        fields.day("created", "created", "Day it was added"),
    )
    actions = (
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeleteSAMLProvider",
            steps=lambda _caller, one, _given: [Step("DeleteSAMLProvider", {"SAMLProviderArn": one.arn})],
            danger=True,
            words=GONE,
        ),
    )
    search_hint = "Name, or state:ended"
    empty = Empty(
        "No SAML providers yet",
        "With one, the people of your directory sign in there and come in without a user of their own.",
        "globe-alt",
    )
    create = Create("Add SAML provider", "providers:add-saml", "iam:CreateSAMLProvider")

    def rows(self) -> QuerySet[SAMLProvider]:
        return selectors.saml_providers(self.caller.account_id)

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[SAMLProvider]:
        # Metadata may be ten million characters long.
        return rows.defer("metadata", "tags")

    def word(self, text: str) -> Q:
        return has_part("name_key", text)

    def quick(self) -> Sequence[Quick]:
        return (Quick("No longer valid", "state:ended"),)
