"""The whole account in pages: users, groups, roles and policies, one list after the other under one marker."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.account import shapes
from accounts.groups import selectors as groups
from accounts.models import Group, Role, User
from accounts.roles import selectors as roles
from accounts.users import selectors as users
from iamconsole.paging import Part, page_of_parts
from policies.documents import selectors as policies
from policies.models import Policy

POLICIES_ON_IDENTITY = ("inline_policies", "attachments__policy")


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the lists: its filter's name, where its rows go in the answer, how they are read and shown."""

    name: str
    member: str
    rows: Callable[[str], QuerySet[Any]]
    shape: Callable[[list[Any]], list[dict[str, Any]]]


def _users(account_id: str) -> QuerySet[User]:
    found = users.users(account_id).select_related("boundary")
    return found.prefetch_related(*POLICIES_ON_IDENTITY, "memberships__group")


def _groups(account_id: str) -> QuerySet[Group]:
    return groups.groups(account_id).prefetch_related(*POLICIES_ON_IDENTITY)


def _roles(account_id: str) -> QuerySet[Role]:
    found = roles.roles(account_id).select_related("boundary")
    return found.prefetch_related(*POLICIES_ON_IDENTITY, "instance_profiles__role")


def _own_policies(account_id: str) -> QuerySet[Policy]:
    return policies.policies(account_id, "Local").prefetch_related("versions")


def _policies_of_aws(account_id: str) -> QuerySet[Policy]:
    """Return those of AWS's policies that the account uses: its details leave out the hundreds of others."""
    return policies.in_use(policies.policies(account_id, "AWS"), "").prefetch_related("versions")


KINDS = (
    Kind("User", "UserDetailList", _users, shapes.user_details),
    Kind("Group", "GroupDetailList", _groups, shapes.group_details),
    Kind("Role", "RoleDetailList", _roles, shapes.role_details),
    Kind("LocalManagedPolicy", "Policies", _own_policies, shapes.policy_details),
    Kind("AWSManagedPolicy", "Policies", _policies_of_aws, shapes.policy_details),
)


def details(account_id: str, wanted: Collection[str], marker: str | None, max_items: int | None) -> dict[str, Any]:
    """Return one page of the lists that are wanted, or of all."""
    kinds = [kind for kind in KINDS if not wanted or kind.name in wanted]
    shown, more = page_of_parts([Part(kind.name, kind.rows(account_id)) for kind in kinds], marker, max_items)
    answer: dict[str, Any] = {kind.member: [] for kind in KINDS}
    for kind in kinds:
        answer[kind.member] += kind.shape(shown[kind.name])
    return answer | more
