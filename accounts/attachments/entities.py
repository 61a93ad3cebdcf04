"""Who uses a policy: users, groups and roles in one list, as ListEntitiesForPolicy pages over them."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.attachments import selectors
from accounts.models import Group, Role, User
from policies.models import Policy


@dataclass(frozen=True, slots=True)
class Entity:
    """One identity; `kind` is Group, Role or User."""

    kind: str
    name: str
    unique_id: str
    path: str

    def sort_key(self) -> str:
        return f"{self.kind}/{self.name.lower()}"


def entities(
    policy: Policy, account_id: str, kind: str | None, path_prefix: str, usage: str | None
) -> tuple[Entity, ...]:
    """Return each identity once that has `policy` attached or, with usage PermissionsBoundary, as its boundary."""
    found = {_entity(identity) for identity in _identities(policy, account_id, usage)}
    return tuple(entity for entity in found if kind in (None, entity.kind) and entity.path.startswith(path_prefix))


def _identities(policy: Policy, account_id: str, usage: str | None) -> Iterator[User | Group | Role]:
    if usage != "PermissionsBoundary":
        yield from selectors.users_with(policy, account_id)
        yield from selectors.groups_with(policy, account_id)
        yield from selectors.roles_with(policy, account_id)
    if usage != "PermissionsPolicy":
        yield from selectors.users_bounded_by(policy, account_id)
        yield from selectors.roles_bounded_by(policy, account_id)


def _entity(identity: User | Group | Role) -> Entity:
    return Entity(type(identity).__name__, identity.name, identity.unique_id, identity.path)
