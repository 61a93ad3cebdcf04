"""The rules of users: names, paths, tags, and what must be gone before a user can go."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.attachments import boundaries
from accounts.models import RecoveryCodes, User
from iamconsole import ids, tags
from iamconsole.errors import DeleteConflict, EntityAlreadyExists, NoSuchEntity
from iamconsole.quotas import Quota

USERS_PER_ACCOUNT = Quota("UsersPerAccount", 5000)


def find(account_id: str, name: str) -> User:
    """Return the user called `name`, in either case; root has no name and is never found."""
    user = User.objects.filter(account_id=account_id, name_key=name.lower()).first() if name else None
    if user is None:
        raise NoSuchEntity(f"The user with name {name} cannot be found.")
    return user


def find_own(account_id: str, name: str | None, user_key: int | None) -> User:
    """Return the user called `name`, or the caller's own when no name is given."""
    if name:
        return find(account_id, name)
    user = User.objects.filter(account_id=account_id, pk=user_key).first() if user_key else None
    if user is None:
        raise NoSuchEntity("The user of these credentials cannot be found. Name a user.")
    return user


def root_of(account_id: str) -> User:
    """Return the root user of the account; NoSuchEntity where there is no such account."""
    root = User.objects.filter(account_id=account_id, is_root=True).select_related("account").first()
    if root is None:
        raise NoSuchEntity(f"There is no account {account_id}.")
    return root


def create(
    account_id: str,
    name: str,
    *,
    path: str = "/",
    boundary_arn: str = "",
    new_tags: Iterable[tags.Tag] | None = None,
) -> User:
    """Return a new user, who may do nothing yet."""
    USERS_PER_ACCOUNT.check_room(User.objects.filter(account_id=account_id, is_root=False).count())
    user = User(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.USER),
        name=name,
        path=path,
        tags=tags.stored(new_tags, ignore_case=True),
        created=timezone.now(),
        password="!",  # noqa: S106 - Django's mark of an unusable password
    )
    _save_named(user, f"User {name} already exists")
    if boundary_arn:
        boundaries.bind(user, boundary_arn)
    return user


def rename(user: User, *, name: str | None, path: str | None) -> None:
    """Give `user` another name or path; its id, policies and memberships stay."""
    user.name = name or user.name
    user.path = path or user.path
    # Worded as AWS does; the words of `create` are those that clients' tests were written from.
    _save_named(user, f"User with name {user.name} already exists.")


def delete(user: User) -> None:
    """Remove a user from whom everything else was taken."""
    conflicts = (
        (user.has_password, "must delete login profile first."),
        (user.access_keys.exists(), "must delete access keys first."),
        (user.mfa_devices.filter(confirmed=True).exists(), "must delete MFA device first."),
        (user.security_keys.exists(), "must delete MFA device first."),
        (user.signing_certificates.exists(), "must delete certificates first."),
        (user.ssh_keys.exists() or user.service_credentials.exists(), "must remove referenced objects first."),
        (user.memberships.exists(), "must remove users from group first."),
        (user.attachments.exists(), "must detach all policies first."),
        (user.inline_policies.exists(), "must delete policies first."),
    )
    for stands_in_the_way, what in conflicts:
        if stands_in_the_way:
            raise DeleteConflict(f"Cannot delete entity, {what}")
    boundaries.release(user)
    user.mfa_devices.all().delete()
    RecoveryCodes.objects.filter(user=user).delete()
    user.delete()


def add_tags(user: User, added: Iterable[tags.Tag]) -> None:
    user.tags = tags.merged(user.tags, added, ignore_case=True)
    user.save(update_fields=["tags"])


def remove_tags(user: User, keys: Sequence[str]) -> None:
    user.tags = tags.without(user.tags, keys, ignore_case=True)
    user.save(update_fields=["tags"])


def _save_named(user: User, taken: str) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise EntityAlreadyExists(taken) from None
