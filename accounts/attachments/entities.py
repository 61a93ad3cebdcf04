"""Who uses a policy: users and groups in one list, as ListEntitiesForPolicy pages over them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from accounts.attachments import selectors
from accounts.models import Group, User
from policies.models import Policy


@dataclass(frozen=True, slots=True)
class Entity:
    kind: Literal["Group", "User"]
    name: str
    unique_id: str
    path: str

    def sort_key(self) -> str:
        return f"{self.kind}/{self.name.lower()}"


def entities(
    policy: Policy, account_id: str, kind: str | None, path_prefix: str, usage: str | None
) -> tuple[Entity, ...]:
    """Return each identity once that has `policy` attached or, with usage PermissionsBoundary, as its boundary."""
    found = {*_attached(policy, account_id, usage), *_bounded(policy, account_id, usage)}
    return tuple(entity for entity in found if kind in (None, entity.kind) and entity.path.startswith(path_prefix))


def _attached(policy: Policy, account_id: str, usage: str | None) -> Iterator[Entity]:
    if usage == "PermissionsBoundary":
        return
    for attachment in selectors.users_of(policy, account_id):
        assert attachment.user is not None
        yield _user(attachment.user)
    for attachment in selectors.groups_of(policy, account_id):
        assert attachment.group is not None
        yield _group(attachment.group)


def _bounded(policy: Policy, account_id: str, usage: str | None) -> Iterator[Entity]:
    if usage == "PermissionsPolicy":
        return
    yield from map(_user, selectors.bounded_by(policy, account_id))


def _user(user: User) -> Entity:
    return Entity("User", user.name, user.unique_id, user.path)


def _group(group: Group) -> Entity:
    return Entity("Group", group.name, group.unique_id, group.path)
