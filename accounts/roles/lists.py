"""The list of roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.attachments.forms import PolicyChoiceForm
from accounts.models import Role
from accounts.models.role import SERVICE_LINKED_PATH
from accounts.roles import selectors, trust
from accounts.roles.deletion import steps_to_delete
from accounts.roles.shapes import role_shape
from accounts.roles.trusted import Trusted, trusted_entities
from iamconsole.caller import Caller
from iamconsole.console.lists import BulkAction, Column, Create, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.steps import Step

LINKED = Q(path__startswith=SERVICE_LINKED_PATH)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role, and whom it trusts."""

    role: Role
    trusted: tuple[Trusted, ...]


def _name(row: RoleRow) -> Cell:
    return cells.link(row.role.name, reverse("roles:detail", args=[row.role.name]))


def _trusted(row: RoleRow) -> Cell:
    told = [cells.status("Everyone", "danger") if one.is_everyone else cells.plain(str(one)) for one in row.trusted]
    linked = [cells.status("Service-linked role", "info")] if row.role.is_service_linked else []
    return cells.lines([*told, *linked], "Nobody")


def _hours(row: RoleRow) -> Cell:
    return cells.plain(f"{row.role.max_session_seconds / 3600:g} h")


def _attach_policy(_caller: Caller, role: Role, given: Mapping[str, Any]) -> Sequence[Step]:
    return [Step("AttachRolePolicy", {"RoleName": role.name, "PolicyArn": given["policy"]})]


class RolesPage(ListPage):
    title = "Roles"
    lede = "Identities without credentials of their own, taken on for a while by those they trust."
    key = "roles"
    nouns = ("role", "roles")
    operation = ("iam", "ListRoles")
    columns = (
        Column("name", "Role name", _name, sort=("name_key",)),
        Column("trusted", "Trusted entities", _trusted),
        Column("used", "Last activity", lambda row: cells.when(row.role.last_used), sort=("last_used",)),
        Column("created", "Created", lambda row: cells.day(row.role.created), sort=("created",)),
        Column("session", "Longest session", _hours, optional=True),
        Column("description", "Description", lambda row: cells.plain(row.role.description), optional=True),
        Column("path", "Path", lambda row: cells.code(row.role.path), optional=True),
        Column("arn", "ARN", lambda row: cells.code(row.role.arn), optional=True),
    )
    fields = (
        fields.text("name", "name_key", "Name, or a part of it; * stands for anything", example="build*"),
        fields.text("path", "path", "Path, or a part of it", example="/team/"),
        fields.text("trusts", "trust", "Whom it trusts: a part of the trust policy", example="ec2"),
        fields.text("description", "description", "A part of the description"),
        fields.linked("policy", selectors.with_policy, "Policy attached", "policy:readonlyaccess"),
        fields.choice("linked", {"yes": LINKED, "no": ~LINKED}, "Linked to a service of AWS"),
        fields.age(
            "used", lambda moment: Q(last_used__lt=moment), "Days since it was used last", Q(last_used__isnull=True)
        ),
        fields.choice("boundary", {"yes": Q(boundary__isnull=False), "no": Q(boundary__isnull=True)}, "Has a boundary"),
        fields.day("created", "created", "Day it was made"),
    )
    actions = (
        BulkAction(
            key="attach-policy",
            label="Attach policy",
            done="Attached",
            needs="iam:AttachRolePolicy",
            steps=_attach_policy,
            fields=PolicyChoiceForm,
            words="What the policy allows, whoever takes on the roles may do at once.",
        ),
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeleteRole",
            steps=lambda caller, role, _given: steps_to_delete(caller, role.name),
            danger=True,
            words="The roles go with their inline policies and the instance profiles called like them; sessions of "
            "them may do nothing any more.",
        ),
    )
    first_sort = "name"
    search_hint = "Name, who is trusted, or used>90"
    empty = Empty(
        "No roles yet",
        "A role gives permissions for a while, without passwords and keys that have to be kept.",
        "identification",
    )
    create = Create("Create role", "roles:create", "iam:CreateRole")

    def rows(self) -> QuerySet[Role]:
        return selectors.roles(self.caller.account_id)

    def shown(self, found: Sequence[Role]) -> Sequence[RoleRow]:
        principals = trust.principals_of(found)
        documents = [role_shape(role, principals)["AssumeRolePolicyDocument"] for role in found]
        account_id = self.caller.account_id
        return [
            RoleRow(role, trusted_entities(document, account_id))
            for role, document in zip(found, documents, strict=True)
        ]

    def word(self, text: str) -> Q:
        return selectors.matching(text)

    def url_of(self, found: Role) -> str:
        return reverse("roles:detail", args=[found.name])

    def quick(self) -> Sequence[Quick]:
        return (
            Quick("Service-linked", "linked:yes"),
            Quick("Never used", "used:never"),
            Quick("Unused for 90 days", "used>90"),
        )
