"""The rules of SSH public keys."""

from django.utils import timezone

from accounts.credentials import ssh
from accounts.credentials.services import check_status
from accounts.models import SSHPublicKey, User
from iamconsole import ids
from iamconsole.errors import DuplicateSSHPublicKey, NoSuchEntity
from iamconsole.quotas import Quota

SSH_KEYS_PER_USER = Quota("SSHPublicKeysPerUser", 5)


def upload(user: User, body: str) -> SSHPublicKey:
    fingerprint = ssh.check(body)
    if user.ssh_keys.filter(fingerprint=fingerprint).exists():
        raise DuplicateSSHPublicKey("Duplicate SSH public key uploaded.")
    SSH_KEYS_PER_USER.check_room(user.ssh_keys.count())
    return SSHPublicKey.objects.create(
        id=ids.new_key_id(ids.PUBLIC_KEY, user.account_id),
        user=user,
        body=body,
        fingerprint=fingerprint,
        created=timezone.now(),
    )


def find(user: User, key_id: str) -> SSHPublicKey:
    key = SSHPublicKey.objects.select_related("user").filter(pk=key_id, user__account_id=user.account_id).first()
    if key is not None and key.user_id != user.pk:
        raise NoSuchEntity(f"User has no Public Key with id {key_id}.")
    if key is None:
        raise NoSuchEntity(f"The Public Key with id {key_id} cannot be found.")
    return key


def set_status(key: SSHPublicKey, status: str) -> None:
    check_status(status)
    key.status = status
    key.save(update_fields=["status"])


def delete(key: SSHPublicKey) -> None:
    key.delete()
