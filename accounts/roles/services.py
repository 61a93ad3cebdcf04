"""The rules of roles."""

import re
import uuid
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.attachments import boundaries
from accounts.models import Attachment, Role, RoleDeletion
from accounts.models.role import DEFAULT_SESSION_SECONDS, SERVICE_LINKED_PATH
from accounts.roles import trust
from accounts.roles.linked import linked_services
from iamconsole import ids, tags
from iamconsole.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    InvalidInput,
    NoSuchEntity,
    UnmodifiableEntity,
)
from iamconsole.quotas import Quota
from policies.documents import services as policies

ROLES_PER_ACCOUNT = Quota("RolesPerAccount", 1000)
DELETION_TASK = re.compile(r"task/aws-service-role/[^/]+/[^/]+/[0-9a-f-]{36}")


def find(account_id: str, name: str, missing: str = "The role with name {} cannot be found.") -> Role:
    """Return the role; `missing` is what NoSuchEntity says, for the operation that words it in its own way."""
    role = Role.objects.filter(account_id=account_id, name_key=name.lower()).select_related("boundary").first()
    if role is None:
        raise NoSuchEntity(missing.format(name))
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
    if path.startswith(SERVICE_LINKED_PATH):
        raise InvalidInput(f"Path prefix '{SERVICE_LINKED_PATH}' can only be used for AWS Service linked Roles")
    _check_quota(account_id)
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
        boundaries.bind(role, boundary_arn)
    return role


def create_linked(account_id: str, service_name: str, *, description: str | None, suffix: str) -> Role:
    """Return the new role of an AWS service, with the one policy AWS gives it."""
    service = linked_services().get(service_name)
    if service is None:
        raise InvalidInput(f"Service {service_name} has no service-linked role.")
    if suffix and not service.takes_suffix:
        raise InvalidInput(f"Custom suffix is not allowed for {service_name}")
    _check_quota(account_id)
    name = service.role_name(suffix)
    if Role.objects.filter(account_id=account_id, name_key=name.lower()).exists():
        raise InvalidInput(f"Service role name {name} has been taken in this account, please try a different suffix.")
    role = Role.objects.create(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.ROLE),
        name=name,
        path=service.path,
        description=service.description if description is None else description,
        trust=service.trust,
        created=timezone.now(),
    )
    policy = policies.find(account_id, service.policy_arn)
    Attachment.objects.create(role=role, policy=policy, created=role.created)
    policies.count_use(policy, account_id, attachments=1)
    return role


def delete_linked(role: Role) -> RoleDeletion:
    """Remove a role of an AWS service, and return the task under which that is looked up.

    AWS asks the service first whether it still needs the role. None runs here, so there is nothing to wait for.
    """
    if not role.is_service_linked:
        raise NoSuchEntity(f"The service-linked role with name {role.name} cannot be found.")
    for attachment in role.attachments.select_related("policy"):
        policies.count_use(attachment.policy, role.account_id, attachments=-1)
        attachment.delete()
    service = role.path.strip("/").rpartition("/")[2]
    task_id = f"task/aws-service-role/{service}/{role.name}/{uuid.uuid4()}"
    role_arn = role.arn
    role.delete()
    return RoleDeletion.objects.create(
        account_id=role.account_id, task_id=task_id, role_arn=role_arn, created=timezone.now()
    )


def find_deletion(account_id: str, task_id: str) -> RoleDeletion:
    if not DELETION_TASK.fullmatch(task_id):
        raise InvalidInput("Invalid task id")
    deletion = RoleDeletion.objects.filter(account_id=account_id, task_id=task_id).first()
    if deletion is None:
        raise NoSuchEntity("Cannot find deletion status for given id.")
    return deletion


def update(role: Role, *, description: str | None, max_session_seconds: int | None) -> None:
    """Change what is given; AWS leaves a duration that is not given as it is, whatever its API Reference says."""
    if role.is_service_linked and max_session_seconds is not None:
        raise UnmodifiableEntity(f"{role.name} is an AWS service linked role, max session duration cannot be changed.")
    role.description = role.description if description is None else description
    role.max_session_seconds = max_session_seconds or role.max_session_seconds
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
    boundaries.release(role)
    role.delete()


def add_tags(role: Role, added: Iterable[tags.Tag]) -> None:
    role.tags = tags.merged(role.tags, added, ignore_case=True)
    role.save(update_fields=["tags"])


def remove_tags(role: Role, keys: Sequence[str]) -> None:
    role.tags = tags.without(role.tags, keys, ignore_case=True)
    role.save(update_fields=["tags"])


def _check_quota(account_id: str) -> None:
    ROLES_PER_ACCOUNT.check_room(Role.objects.filter(account_id=account_id).count())
