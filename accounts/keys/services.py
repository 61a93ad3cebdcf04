"""The rules of access keys."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.credentials.services import check_status
from accounts.models import AccessKey, User
from accounts.users import services as users
from iamconsole import ids
from iamconsole.errors import NoSuchEntity
from iamconsole.quotas import Quota

KEYS_PER_USER = Quota("AccessKeysPerUser", 2)
# How exact "last used" is; each use within it costs no write.
LAST_USED_PRECISION = timedelta(minutes=1)


def create(user: User) -> tuple[AccessKey, str]:
    """Return a new key and its secret, which is never shown again."""
    KEYS_PER_USER.check_room(user.access_keys.count())
    secret = ids.new_secret()
    key_id = ids.new_key_id(ids.ACCESS_KEY, user.account_id)
    key = AccessKey(id=key_id, account_id=user.account_id, user=user, created=timezone.now())
    key.seal_secret(secret)
    key.save(force_insert=True)
    return key, secret


def find(user: User, key_id: str) -> AccessKey:
    key = user.access_keys.filter(pk=key_id).first()
    if key is None:
        raise NoSuchEntity(f"The Access Key with id {key_id} cannot be found.")
    return key


def find_named(account_id: str, key_id: str, user_name: str | None) -> AccessKey:
    """Return the key of the user, or of whoever owns it where no user is named."""
    if user_name is None:
        return find_in_account(account_id, key_id)
    return find(users.find(account_id, user_name), key_id)


def find_in_account(account_id: str, key_id: str) -> AccessKey:
    key = AccessKey.objects.select_related("user").filter(pk=key_id, user__account_id=account_id).first()
    if key is None:
        raise NoSuchEntity(f"The Access Key with id {key_id} cannot be found.")
    return key


def set_status(key: AccessKey, status: str) -> None:
    check_status(status)
    key.status = status
    key.save(update_fields=["status"])


def delete(key: AccessKey) -> None:
    key.delete()


def note_use(key_id: str, last: datetime | None, service: str, region: str) -> None:
    """Remember when and for what a key was used, unless that was noted a moment ago."""
    now = timezone.now()
    if last is not None and now - last < LAST_USED_PRECISION:
        return
    AccessKey.objects.filter(pk=key_id).update(last_used=now, last_used_service=service, last_used_region=region[:64])
