"""The rules of instance profiles: what hands a role to a machine."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import InstanceProfile, Role
from iamconsole import ids, tags
from iamconsole.errors import DeleteConflict, EntityAlreadyExists, NoSuchEntity
from iamconsole.quotas import Quota

PROFILES_PER_ACCOUNT = Quota("InstanceProfilesPerAccount", 1000)
ROLES_PER_PROFILE = Quota("InstanceSessionsPerInstanceProfile", 1)


def find(account_id: str, name: str, missing: str = "Instance Profile {} cannot be found.") -> InstanceProfile:
    """Return the profile; `missing` is what NoSuchEntity says, for the operation that words it in its own way."""
    found = InstanceProfile.objects.filter(account_id=account_id, name_key=name.lower()).select_related("role").first()
    if found is None:
        raise NoSuchEntity(missing.format(name))
    return found


def create(account_id: str, name: str, *, path: str, new_tags: Iterable[tags.Tag] | None) -> InstanceProfile:
    """Return a new profile, which holds no role yet."""
    PROFILES_PER_ACCOUNT.check_room(InstanceProfile.objects.filter(account_id=account_id).count())
    profile = InstanceProfile(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.INSTANCE_PROFILE),
        name=name,
        path=path,
        tags=tags.stored(new_tags, ignore_case=False),
        created=timezone.now(),
    )
    try:
        with transaction.atomic():
            profile.save(force_insert=True)
    except IntegrityError:
        raise EntityAlreadyExists(f"Instance Profile {name} already exists.") from None
    return profile


def delete(profile: InstanceProfile) -> None:
    if profile.role is not None:
        raise DeleteConflict("Cannot delete entity, must remove roles from instance profile first.")
    profile.delete()


def add_role(profile: InstanceProfile, role: Role) -> None:
    ROLES_PER_PROFILE.check_room(0 if profile.role is None else 1)
    profile.role = role
    profile.save(update_fields=["role"])


def remove_role(profile: InstanceProfile, role: Role) -> None:
    if profile.role != role:
        raise NoSuchEntity(f"Role {role.name} in Instance Profile {profile.name} cannot be found.")
    profile.role = None
    profile.save(update_fields=["role"])


def add_tags(profile: InstanceProfile, added: Iterable[tags.Tag]) -> None:
    profile.tags = tags.merged(profile.tags, added, ignore_case=False)
    profile.save(update_fields=["tags"])


def remove_tags(profile: InstanceProfile, keys: Sequence[str]) -> None:
    profile.tags = tags.without(profile.tags, keys, ignore_case=False)
    profile.save(update_fields=["tags"])
