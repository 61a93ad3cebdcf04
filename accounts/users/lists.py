"""The list of users."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.attachments.forms import PolicyChoiceForm
from accounts.groups.forms import GroupChoiceForm
from accounts.models import AccessKey, User
from accounts.users import selectors
from accounts.users.deletion import steps_to_delete
from accounts.users.selectors import UserRow
from iamconsole.caller import Caller
from iamconsole.console.lists import BulkAction, Column, Create, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.steps import Step

ACTIVE, INACTIVE = AccessKey.Status.ACTIVE, AccessKey.Status.INACTIVE


def _name(row: UserRow) -> Cell:
    return cells.link(row.user.name, reverse("users:detail", args=[row.user.name]))


def _mfa(row: UserRow) -> Cell:
    if row.mfa:
        return cells.status(", ".join(row.mfa).capitalize(), "success")
    return cells.status("None", "danger") if row.user.has_password else cells.muted("None")


def _key_age(row: UserRow) -> Cell:
    note = f"({row.active_keys} keys)" if row.active_keys > 1 else ""
    return cells.age(row.oldest_key, "No key", is_bad=row.is_key_old, note=note)


def _keys(row: UserRow) -> Cell:
    return cells.lines([cells.plain(f"{key.pk} ({key.status})") for key in row.keys])


def _key_used(row: UserRow) -> Cell:
    used = [key.last_used for key in row.keys if key.last_used]
    return cells.when(max(used, default=None), "Never" if row.keys else "–")  # noqa: RUF001 - an en dash


def _signed_in(row: UserRow) -> Cell:
    return cells.when(row.user.password_used, "Never" if row.user.has_password else "No password")


COLUMNS = (
    Column("name", "User name", _name, sort=("name_key",)),
    Column("groups", "Groups", lambda row: cells.names(row.groups, row.more_groups)),
    Column("mfa", "MFA", _mfa),
    Column(
        "password-age",
        "Password age",
        lambda row: cells.age(row.user.password_created, "No password"),
        sort=("-password_created",),
    ),
    Column("key-age", "Active key age", _key_age),
    Column("activity", "Last activity", lambda row: cells.when(row.last_activity)),
    Column("signed-in", "Console last sign-in", _signed_in, sort=("password_used",), optional=True),
    Column("keys", "Access keys", _keys, optional=True),
    Column("key-used", "Access key last used", _key_used, optional=True),
    Column("path", "Path", lambda row: cells.code(row.user.path), optional=True),
    Column("created", "Created", lambda row: cells.day(row.user.created), sort=("created",), optional=True),
    Column("arn", "ARN", lambda row: cells.code(row.user.arn), optional=True),
)
FIELDS = (
    fields.text("name", "name_key", "Name, or a part of it; * stands for anything", example="deploy*"),
    fields.text("path", "path", "Path, or a part of it", example="/team/"),
    fields.linked("group", selectors.in_group, "In a group", "group:developers"),
    fields.linked("policy", selectors.with_policy, "Policy attached", "policy:readonlyaccess"),
    fields.choice(
        "mfa",
        {
            "none": lambda: ~selectors.has_mfa(),
            "virtual": lambda: Q(Exists(selectors.devices_of())),
            "security-key": lambda: Q(Exists(selectors.security_keys_of())),
        },
        "Second factor",
    ),
    fields.choice(
        "console", {"yes": Q(password_created__isnull=False), "no": Q(password_created__isnull=True)}, "Has a password"
    ),
    fields.choice(
        "keys",
        {
            "active": lambda: Q(Exists(selectors.keys_of(ACTIVE))),
            "inactive": lambda: Q(Exists(selectors.keys_of(INACTIVE))),
            "none": lambda: ~Q(Exists(selectors.keys_of())),
        },
        "Access keys",
    ),
    fields.age("key-age", selectors.has_key_before, "Days since an active key was made"),
    fields.age(
        "signed-in",
        lambda moment: Q(password_used__lt=moment),
        "Days since the last sign-in to the console",
        Q(password_used__isnull=True),
    ),
    fields.choice("boundary", {"yes": Q(boundary__isnull=False), "no": Q(boundary__isnull=True)}, "Has a boundary"),
    fields.day("created", "created", "Day it was made"),
)


def _add_to_group(_caller: Caller, user: User, given: Mapping[str, Any]) -> Sequence[Step]:
    return [Step("AddUserToGroup", {"UserName": user.name, "GroupName": given["group"]})]


def _attach_policy(_caller: Caller, user: User, given: Mapping[str, Any]) -> Sequence[Step]:
    return [Step("AttachUserPolicy", {"UserName": user.name, "PolicyArn": given["policy"]})]


def _deactivate_keys(_caller: Caller, user: User, _given: Mapping[str, Any]) -> Sequence[Step]:
    active = user.access_keys.filter(status=ACTIVE).order_by("pk")
    return [
        Step("UpdateAccessKey", {"UserName": user.name, "AccessKeyId": key.pk, "Status": INACTIVE}) for key in active
    ]


ACTIONS = (
    BulkAction(
        key="add-to-group",
        label="Add to group",
        done="Added",
        needs="iam:AddUserToGroup",
        steps=_add_to_group,
        fields=GroupChoiceForm,
        words="What the group's policies allow, its members may do at once.",
    ),
    BulkAction(
        key="attach-policy",
        label="Attach policy",
        done="Attached",
        needs="iam:AttachUserPolicy",
        steps=_attach_policy,
        fields=PolicyChoiceForm,
        words="What the policy allows, the users may do at once.",
    ),
    BulkAction(
        key="deactivate-keys",
        label="Deactivate keys",
        done="Deactivated",
        needs="iam:UpdateAccessKey",
        steps=_deactivate_keys,
        words="Every active access key of these users stops working at once. It can be activated again.",
    ),
    BulkAction(
        key="delete",
        label="Delete",
        done="Deleted",
        needs="iam:DeleteUser",
        steps=lambda caller, user, _given: steps_to_delete(caller, user.name),
        danger=True,
        words="The users go with their passwords, access keys, MFA devices, memberships and inline policies.",
    ),
)


class UsersPage(ListPage):
    title = "Users"
    lede = "People and workloads that sign in with long-term credentials."
    key = "users"
    nouns = ("user", "users")
    operation = ("iam", "ListUsers")
    columns = COLUMNS
    fields = FIELDS
    actions = ACTIONS
    first_sort = "name"
    search_hint = "Name, access key ID, or mfa:none key-age>90"
    empty = Empty(
        "No users yet", "Create a user for everybody who works in this account, and for each program.", "users"
    )
    create = Create("Create user", "users:create", "iam:CreateUser")

    def rows(self) -> QuerySet[User]:
        return selectors.users(self.caller.account_id)

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[User]:
        return selectors.with_columns(rows).defer("password", "tags")

    def shown(self, found: Sequence[User]) -> Sequence[UserRow]:
        now = timezone.now()
        return [selectors.row_of(user, now, settings.KEY_AGE_LIMIT_DAYS) for user in found]

    def word(self, text: str) -> Q:
        return selectors.matching(text)

    def url_of(self, found: User) -> str:
        return reverse("users:detail", args=[found.name])

    def quick(self) -> Sequence[Quick]:
        limit = settings.KEY_AGE_LIMIT_DAYS
        return (
            Quick("Password without MFA", "console:yes mfa:none"),
            Quick(f"Keys older than {limit} days", f"key-age>{limit}"),
        )
