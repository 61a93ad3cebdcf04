"""The list of groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse

from accounts.attachments.forms import PolicyChoiceForm
from accounts.groups import selectors
from accounts.groups.deletion import steps_to_delete
from accounts.models import Group
from iamconsole.caller import Caller
from iamconsole.console.lists import BulkAction, Column, Create, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.steps import Step


def _permissions(group: Any) -> Cell:
    count = group.attached + group.inline
    return cells.number(count) if count else cells.muted("None", 0)


def _has_policies() -> Q:
    return Q(Exists(selectors.attachments_of())) | Q(Exists(selectors.inline_of()))


def _attach_policy(_caller: Caller, group: Group, given: Mapping[str, Any]) -> Sequence[Step]:
    return [Step("AttachGroupPolicy", {"GroupName": group.name, "PolicyArn": given["policy"]})]


class GroupsPage(ListPage):
    title = "User groups"
    lede = "Users who share the same permissions."
    key = "groups"
    nouns = ("group", "groups")
    operation = ("iam", "ListGroups")
    columns = (
        Column(
            "name",
            "Group name",
            lambda group: cells.link(group.name, reverse("groups:detail", args=[group.name])),
            sort=("name_key",),
        ),
        Column("users", "Users", lambda group: cells.number(group.members), amount=True),
        Column("permissions", "Policies", _permissions, amount=True),
        Column("created", "Created", lambda group: cells.day(group.created), sort=("created",)),
        Column("path", "Path", lambda group: cells.code(group.path), optional=True),
        Column("arn", "ARN", lambda group: cells.code(group.arn), optional=True),
    )
    fields = (
        fields.text("name", "name_key", "Name, or a part of it; * stands for anything", example="dev*"),
        fields.text("path", "path", "Path, or a part of it", example="/team/"),
        fields.linked("user", selectors.with_member, "Has a member", "user:alice"),
        fields.linked("policy", selectors.with_policy, "Policy attached", "policy:readonlyaccess"),
        fields.choice("permissions", {"none": lambda: ~_has_policies(), "any": _has_policies}, "Has policies"),
        fields.choice(
            "members",
            {
                "none": lambda: ~Q(Exists(selectors.memberships_of_group())),
                "any": lambda: Q(Exists(selectors.memberships_of_group())),
            },
            "Has members",
        ),
        fields.day("created", "created", "Day it was made"),
    )
    actions = (
        BulkAction(
            key="attach-policy",
            label="Attach policy",
            done="Attached",
            needs="iam:AttachGroupPolicy",
            steps=_attach_policy,
            fields=PolicyChoiceForm,
            words="What the policy allows, the members of the groups may do at once.",
        ),
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeleteGroup",
            steps=lambda caller, group, _given: steps_to_delete(caller, group.name),
            danger=True,
            words="The groups go with their inline policies. Their members stay, without what the groups gave them.",
        ),
    )
    first_sort = "name"
    search_hint = "Name, or members:none"
    empty = Empty(
        "No groups yet",
        "A group gives several users the same permissions, so that nobody has to keep them alike.",
        "user-group",
    )
    create = Create("Create group", "groups:create", "iam:CreateGroup")

    def rows(self) -> QuerySet[Group]:
        return selectors.groups(self.caller.account_id)

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Group]:
        return selectors.with_counts(rows)

    def word(self, text: str) -> Q:
        return selectors.matching(text)

    def url_of(self, found: Group) -> str:
        return reverse("groups:detail", args=[found.name])

    def quick(self) -> Sequence[Quick]:
        return (Quick("Without members", "members:none"), Quick("Without permissions", "permissions:none"))
