"""The rules of groups and memberships."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Group, Membership, User
from iamconsole import ids
from iamconsole.errors import DeleteConflict, EntityAlreadyExists, NoSuchEntity
from iamconsole.quotas import Quota

GROUPS_PER_ACCOUNT = Quota("GroupsPerAccount", 300)
GROUPS_PER_USER = Quota("GroupsPerUser", 10)


def find(account_id: str, name: str, missing: str = "The group with name {} cannot be found.") -> Group:
    """Return the group; `missing` is what NoSuchEntity says, for operations that word it in their own way."""
    group = Group.objects.filter(account_id=account_id, name_key=name.lower()).first()
    if group is None:
        raise NoSuchEntity(missing.format(name))
    return group


def create(account_id: str, name: str, *, path: str = "/") -> Group:
    GROUPS_PER_ACCOUNT.check_room(Group.objects.filter(account_id=account_id).count())
    group = Group(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.GROUP),
        name=name,
        path=path,
        created=timezone.now(),
    )
    _save_named(group)
    return group


def rename(group: Group, *, name: str | None, path: str | None) -> None:
    """Give `group` another name or path; its id, members and policies stay."""
    group.name = name or group.name
    group.path = path or group.path
    _save_named(group)


def delete(group: Group) -> None:
    """Remove a group that has neither members nor policies."""
    conflicts = (
        (group.memberships.exists(), "must remove users from group first."),
        (group.attachments.exists(), "must detach all policies first."),
        (group.inline_policies.exists(), "must delete policies first."),
    )
    for stands_in_the_way, what in conflicts:
        if stands_in_the_way:
            raise DeleteConflict(f"Cannot delete entity, {what}")
    group.delete()


def add_member(group: Group, user: User) -> None:
    """Put `user` into `group`; being in it already is no error."""
    if group.memberships.filter(user=user).exists():
        return
    GROUPS_PER_USER.check_room(user.memberships.count())
    Membership.objects.create(group=group, user=user, created=timezone.now())


def remove_member(group: Group, user: User) -> None:
    """Take `user` out of `group`; NoSuchEntity when it is not in it."""
    removed, _ = group.memberships.filter(user=user).delete()
    if not removed:
        raise NoSuchEntity(f"User {user.name} not in group {group.name}")


def _save_named(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:
        raise EntityAlreadyExists(f"Group {group.name} already exists") from None
