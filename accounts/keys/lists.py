"""The list of all access keys of the account."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.keys import selectors
from accounts.models import AccessKey
from iamconsole.caller import Caller
from iamconsole.console.lists import BulkAction, Column, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.steps import Step
from iamconsole.searching import has_part

ACTIVE, INACTIVE = AccessKey.Status.ACTIVE, AccessKey.Status.INACTIVE
NEVER = Q(last_used__isnull=True)
OF_ROOT = selectors.of_user(Q(is_root=True))


def _page_of(key: AccessKey) -> str:
    """Return where the key is kept: its user's page, or one's own for root, who has no other."""
    if key.user.is_root:
        return reverse("security:my-security")
    return f"{reverse('users:detail', args=[key.user.name])}?tab=security"


def _owner(key: AccessKey) -> Cell:
    if key.user.is_root:
        return cells.status("root", "warning")
    return cells.link(key.user.name, reverse("users:detail", args=[key.user.name]))


def _status(key: AccessKey) -> Cell:
    return cells.status(key.status, "success" if key.is_active else "neutral")


def _age(key: AccessKey) -> Cell:
    limit = timezone.now() - timedelta(days=settings.KEY_AGE_LIMIT_DAYS)
    return cells.age(key.created, is_bad=key.is_active and key.created < limit)


def _asked(key: AccessKey) -> dict[str, Any]:
    """Return what names the key to an operation; root has no name to give."""
    owner = {} if key.user.is_root else {"UserName": key.user.name}
    return {**owner, "AccessKeyId": key.pk}


def _set_status(status: str) -> Any:
    def steps(_caller: Caller, key: AccessKey, _given: Mapping[str, Any]) -> Sequence[Step]:
        return [Step("UpdateAccessKey", {**_asked(key), "Status": status})]

    return steps


class AccessKeysPage(ListPage):
    title = "Access keys"
    lede = "Every key in this account that signs API calls, whoever owns it."
    key = "access-keys"
    nouns = ("access key", "access keys")
    operation = ("iamconsole", "ListAccountAccessKeys")
    columns = (
        Column("id", "Access key ID", lambda key: cells.link(key.pk, _page_of(key)), sort=("id",)),
        Column("owner", "Owner", _owner),
        Column("status", "Status", _status),
        Column("age", "Age", _age, sort=("-created",)),
        Column("used", "Last used", lambda key: cells.when(key.last_used), sort=("last_used",)),
        Column("service", "Service", lambda key: cells.plain(key.last_used_service)),
        Column("region", "Region", lambda key: cells.plain(key.last_used_region), optional=True),
        Column("created", "Created", lambda key: cells.day(key.created), optional=True),
    )
    fields = (
        fields.linked("owner", selectors.of_user, "Name of its user, or a part of it", "owner:deploy*"),
        fields.choice("status", {"active": Q(status=ACTIVE), "inactive": Q(status=INACTIVE)}, "Status"),
        fields.age("age", lambda moment: Q(created__lt=moment), "Days since it was made"),
        fields.age("used", lambda moment: Q(last_used__lt=moment), "Days since it was used last", NEVER),
        fields.text("service", "last_used_service", "Service it was used for last", example="s3"),
        fields.text("region", "last_used_region", "Region it was used in last", example="eu-central-1"),
        fields.choice("root", {"yes": OF_ROOT, "no": ~OF_ROOT}, "Belongs to root"),
        fields.day("created", "created", "Day it was made"),
    )
    actions = (
        BulkAction(
            key="deactivate",
            label="Deactivate",
            done="Deactivated",
            needs="iam:UpdateAccessKey",
            steps=_set_status(INACTIVE),
            words="Calls signed with these keys are refused at once. The keys can be activated again.",
        ),
        BulkAction(
            key="activate",
            label="Activate",
            done="Activated",
            needs="iam:UpdateAccessKey",
            steps=_set_status(ACTIVE),
            words="Calls signed with these keys are accepted again.",
        ),
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeleteAccessKey",
            steps=lambda _caller, key, _given: [Step("DeleteAccessKey", _asked(key))],
            danger=True,
            words="Deleted keys never work again. To be safe, deactivate them first and see what stops.",
        ),
    )
    order_key = "id"
    first_sort = "-age"
    search_hint = "Key ID, owner, or status:active age>90"
    empty = Empty(
        "No access keys yet",
        "A key lets a program sign its calls. Make one on the page of its user, or of yourself under My security.",
        "key",
    )

    def rows(self) -> QuerySet[AccessKey]:
        return selectors.keys(self.caller.account_id)

    def word(self, text: str) -> Q:
        return Q(id__icontains=text) | selectors.of_user(has_part("name_key", text))

    def name_of(self, found: AccessKey) -> str:
        return found.pk

    def url_of(self, found: AccessKey) -> str:
        return _page_of(found)

    def quick(self) -> Sequence[Quick]:
        limit = settings.KEY_AGE_LIMIT_DAYS
        return (
            Quick(f"Active, older than {limit} days", f"status:active age>{limit}"),
            Quick("Never used", "used:never"),
            Quick(f"Unused for {limit} days", f"used>{limit}"),
        )
