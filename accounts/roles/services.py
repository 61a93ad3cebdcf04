"""The rules of roles."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from accounts.models.role import DEFAULT_SESSION_SECONDS
from accounts.roles import trust
from iamconsole import ids, tags
from iamconsole.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    LimitExceeded,
    NoSuchEntity,
    UnmodifiableEntity,
)
from policies.documents import services as policies

ROLES_PER_ACCOUNT = 1000


def find(account_id: str, name: str) -> Role:
    role = Role.objects.filter(account_id=account_id, name_key=name.lower()).select_related("boundary").first()
    if role is None:
        raise NoSuchEntity(f"The role with name {name} cannot be found.")
    return role


def find_modifiable(account_id: str, name: str) -> Role:
    """Return the role, unless it is linked to a service and so belongs to that."""
    role = find(account_id, name)
    if role.is_service_linked:
        raise UnmodifiableEntity(
            f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS"
        )
    return role


def create(
    account_id: str,
    name: str,
    document: str,
    *,
    path: str = "/",
    description: str = "",
    max_session_seconds: int | None = None,
    boundary_arn: str = "",
    new_tags: Iterable[tags.Tag] | None = None,
) -> Role:
    """Return a new role that trusts whom `document` says and may do nothing yet."""
    if Role.objects.filter(account_id=account_id).count() >= ROLES_PER_ACCOUNT:
        raise LimitExceeded(f"Cannot exceed quota for RolesPerAccount: {ROLES_PER_ACCOUNT}")
    trusted_ids = trust.check(document)
    role = Role(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.ROLE),
        name=name,
        path=path,
        description=description,
        trust=document,
        trusted_ids=trusted_ids,
        max_session_seconds=max_session_seconds or DEFAULT_SESSION_SECONDS,
        tags=tags.stored(new_tags, ignore_case=True),
        created=timezone.now(),
    )
    try:
        with transaction.atomic():
            role.save(force_insert=True)
    except IntegrityError:
        raise EntityAlreadyExists(f"Role with name {name} already exists.") from None
    if boundary_arn:
        set_boundary(role, boundary_arn)
    return role


def update(role: Role, *, description: str | None, max_session_seconds: int | None) -> None:
    """Change what is given; a description that is left out becomes empty (API Reference, UpdateRole)."""
    role.description = description or ""
    role.max_session_seconds = max_session_seconds or DEFAULT_SESSION_SECONDS
    role.save(update_fields=["description", "max_session_seconds"])


def describe(role: Role, description: str) -> None:
    role.description = description
    role.save(update_fields=["description"])


def set_trust(role: Role, document: str) -> None:
    role.trusted_ids = trust.check(document)
    role.trust = document
    role.save(update_fields=["trust", "trusted_ids"])


def delete(role: Role) -> None:
    """Remove a role that holds no policies and that no instance profile hands out."""
    conflicts = (
        (role.instance_profiles.exists(), "must remove roles from instance profile first."),
        (role.attachments.exists(), "must detach all policies first."),
        (role.inline_policies.exists(), "must delete policies first."),
    )
    for stands_in_the_way, what in conflicts:
        if stands_in_the_way:
            raise DeleteConflict(f"Cannot delete entity, {what}")
    clear_boundary(role)
    role.delete()


def set_boundary(role: Role, policy_arn: str) -> None:
    """Let the policy bound what sessions of `role` may do."""
    policy = policies.find_attachable(role.account_id, policy_arn)
    clear_boundary(role)
    role.boundary = policy
    role.save(update_fields=["boundary"])
    policies.count_use(policy, role.account_id, boundaries=1)


def clear_boundary(role: Role) -> None:
    if role.boundary is None:
        return
    policies.count_use(role.boundary, role.account_id, boundaries=-1)
    role.boundary = None
    role.save(update_fields=["boundary"])


def add_tags(role: Role, added: Iterable[tags.Tag]) -> None:
    role.tags = tags.merged(role.tags, added, ignore_case=True)
    role.save(update_fields=["tags"])


def remove_tags(role: Role, keys: Sequence[str]) -> None:
    role.tags = tags.without(role.tags, keys, ignore_case=True)
    role.save(update_fields=["tags"])
