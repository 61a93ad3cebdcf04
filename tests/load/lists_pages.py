"""Every page of every list that is measured: its first and last, each of its orders, each of its filters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace

from django.urls import reverse
from django.utils.http import urlencode

from accounts.certificates.lists import ServerCertificatesPage
from accounts.federation.lists import OIDCProvidersPage, SAMLProvidersPage
from accounts.groups.lists import GroupsPage
from accounts.keys.lists import AccessKeysPage
from accounts.roles.lists import RolesPage
from accounts.users.lists import UsersPage
from iamconsole.audit.lists import EventsPage
from iamconsole.console.lists import ListPage, keyset
from iamconsole.console.lists.remembered import ROWS_AT_FIRST
from policies.documents.lists import PoliciesPage

# What is searched for in each field: few rows or none, where most must be looked at, and many.
NAMED = ("0999", "nobody", "*-0999*")
DAYS, AGES = (">=2026-01-01", "<2026-01-01"), (">90", "<90")
LISTS: Mapping[type[ListPage], tuple[str, Mapping[str, tuple[str, ...]]]] = {
    UsersPage: (
        "users:list",
        {
            "": NAMED,
            "name": NAMED,
            "path": ("/team-7/", "/nowhere/"),
            "group": ("group-000007", "nobody"),
            "policy": ("policy-000007", "nobody"),
            "mfa": ("none", "virtual", "security-key"),
            "console": ("yes", "no"),
            "keys": ("active", "inactive", "none"),
            "key-age": AGES,
            "signed-in": (*AGES, "never"),
            "boundary": ("yes", "no"),
            "created": DAYS,
        },
    ),
    AccessKeysPage: (
        "keys:list",
        {
            "": NAMED,
            "owner": NAMED,
            "status": ("active", "inactive"),
            "age": AGES,
            "used": (*AGES, "never"),
            "service": ("s3", "nothing"),
            "region": ("eu-central-1", "nowhere"),
            "root": ("yes", "no"),
            "created": DAYS,
        },
    ),
    GroupsPage: (
        "groups:list",
        {
            "": NAMED,
            "name": NAMED,
            "path": ("/team-7/", "/nowhere/"),
            "user": ("user-000007", "nobody"),
            "policy": ("policy-000007", "nobody"),
            "permissions": ("none", "any"),
            "members": ("none", "any"),
            "created": DAYS,
        },
    ),
    RolesPage: (
        "roles:list",
        {
            "": NAMED,
            "name": NAMED,
            "path": ("/team-7/", "/nowhere/"),
            "trusts": ("ec2", "nobody"),
            "description": ("build", "nothing"),
            "policy": ("policy-000007", "nobody"),
            "linked": ("yes", "no"),
            "used": (*AGES, "never"),
            "boundary": ("yes", "no"),
            "created": DAYS,
        },
    ),
    PoliciesPage: (
        "policies:list",
        {
            "": NAMED,
            "name": NAMED,
            "description": ("rotation", "nothing-like-it"),
            "type": ("customer", "aws", "job-function"),
            "used": ("yes", "no", "boundary"),
            "path": ("/team-7/", "/nowhere/"),
            "edited": DAYS,
            "created": DAYS,
        },
    ),
    EventsPage: (
        "audit:events",
        {
            "": ("GetUser", "user-000007", "nobody"),
            "action": ("iam:CreateUser", "iam:", "nothing"),
            "principal": ("arn:aws:iam::111122223333:user/user-000007", "user-000007", "nobody"),
            "resource": ("arn:aws:iam::111122223333:user/user-000007", "user-000007", "nobody"),
            "outcome": ("allowed", "denied", "failed"),
            "changes": ("yes", "no"),
            "time": DAYS,
            "face": ("api", "console"),
            "ip": ("192.0.2.", "203.0.113.9"),
            "key": ("AKIAIOSFODNN7EXAMPLE",),
            "error": ("AccessDenied", "NoSuchEntity"),
            "request": ("7", "none"),
        },
    ),
    ServerCertificatesPage: (
        "certificates:list",
        {
            "": NAMED,
            "name": NAMED,
            "path": ("/team-7/",),
            "state": ("expired", "expiring", "valid"),
            "expires": DAYS,
            "uploaded": DAYS,
            "id": ("ASCA",),
        },
    ),
    OIDCProvidersPage: ("providers:list", {"": NAMED, "name": NAMED, "created": DAYS}),
    SAMLProvidersPage: (
        "providers:saml",
        {"": NAMED, "name": NAMED, "valid-until": DAYS, "state": ("ended", "valid"), "created": DAYS},
    ),
}


@dataclass(frozen=True)
class Page:
    """A page of the full account, and the page of the empty one that it is compared with."""

    part: str
    title: str
    path: str
    empty_path: str


def pages(account_id: str) -> Iterator[Page]:
    for listed, (url_name, searches) in LISTS.items():
        assert set(searches) == {"", *(field.name for field in listed.fields)}, f"a field of {listed.key} is left out"
        yield from _orders(listed, reverse(url_name), account_id)
        for field, values in searches.items():
            yield from (_search(listed, reverse(url_name), field, value) for value in values)


def _orders(listed: type[ListPage], url: str, account_id: str) -> Iterator[Page]:
    for column in listed.columns:
        for sort in (column.key, f"-{column.key}") if column.sort else ():
            first = f"{url}?sort={sort}"
            yield Page(listed.key, f"{listed.key} by {sort}", first, first)
            last = f"{first}&{urlencode({'after': _mark_of_last_page(listed, sort, account_id)})}"
            yield Page(listed.key, f"{listed.key} by {sort}, last page", last, first)


def _search(listed: type[ListPage], url: str, field: str, value: str) -> Page:
    term = f"{field}{'' if value[0] in '<>' else ':'}{value}" if field else value
    path = f"{url}?{urlencode({'q': term})}"
    return Page(listed.key, f"{listed.key}, {term}", path, path)


def _mark_of_last_page(listed: type[ListPage], sort: str, account_id: str) -> str:
    """Return the mark that the last full page is behind: nobody walks there two thousand times."""
    page = listed(caller=SimpleNamespace(account_id=account_id))
    order = page.order(sort)
    backwards = keyset.window(page.rows(), replace(order, descending=not order.descending), ROWS_AT_FIRST + 1)
    return keyset.mark(backwards.rows[-1], order, page.rows().count() - ROWS_AT_FIRST)


def findings(run: str, empty_run: str) -> Iterator[Page]:
    """Yield the pages of a report of that many findings, beside one of none."""
    for show in ("listed", "all", "archived"):
        paths = (f"{reverse('schedules:run', args=[one])}?show={show}" for one in (run, empty_run))
        yield Page("findings of a report", f"findings, {show}", *paths)
