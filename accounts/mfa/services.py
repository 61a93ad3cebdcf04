"""The rules of virtual MFA devices: made with a seed, enabled with two consecutive codes, asked at sign-in."""

import secrets
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.mfa import recovery, selectors
from accounts.mfa.selectors import Device
from accounts.models import SecurityKey, User, VirtualMFADevice
from accounts.models.mfa import DIGITS, STEP_SECONDS, TOLERANCE_STEPS
from accounts.notices import services as notices
from iamconsole import tags
from iamconsole.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    NoSuchEntity,
    ValidationError,
)
from iamconsole.quotas import Quota

# As many as users (IAM User Guide, "IAM and AWS STS quotas").
DEVICES_PER_ACCOUNT = Quota("VirtualMFADevicesPerAccount", 5000)
SEED_BYTES = 20
ROOT_DEVICE = "root-account-mfa-device"
SECURITY_KEY = ":u2f/"
NOT_THE_USERS = "MFA Device invalid for user."
SERIAL_NUMBER_LENGTH = 256
# How far the clock of a device may be off when it is enabled, in steps of 30 seconds.
ENABLING_TOLERANCE = 10


def create(
    account_id: str, name: str, *, path: str = "/", new_tags: Iterable[tags.Tag] | None = None
) -> VirtualMFADevice:
    """Return a new device that nobody uses yet; its seed can be read from it until it is enabled."""
    device = VirtualMFADevice(
        account_id=account_id,
        number=_next_number(account_id),
        name=name,
        path=path,
        tags=tags.stored(new_tags, ignore_case=False),
        confirmed=False,
        created=timezone.now(),
    )
    if len(device.serial_number) > SERIAL_NUMBER_LENGTH:
        raise ValidationError(f"The serial number of the device would be longer than {SERIAL_NUMBER_LENGTH}.")
    DEVICES_PER_ACCOUNT.check_room(VirtualMFADevice.objects.filter(account_id=account_id).count())
    device.seal_seed(secrets.token_bytes(SEED_BYTES))
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:
        raise EntityAlreadyExists("MFADevice entity at the same path and name already exists.") from None
    return device


def offer(user: User) -> VirtualMFADevice:
    """Return the device `user` is about to enable: the same one until it is, so a reloaded page shows no other QR."""
    pending = user.mfa_devices.filter(confirmed=False).first()
    if pending is not None:
        return pending
    name = ROOT_DEVICE if user.is_root else user.name
    taken = VirtualMFADevice.objects.filter(account_id=user.account_id, name_key__startswith=name.lower())
    device = create(user.account_id, name if not taken.exists() else f"{name}-{secrets.token_hex(3)}")
    device.user = user
    device.save(update_fields=["user"])
    return device


def find(account_id: str, serial_number: str) -> VirtualMFADevice:
    """Return the device of the account with exactly this serial number."""
    name = serial_number.rpartition("/")[2]
    called = VirtualMFADevice.objects.filter(account_id=account_id, name_key=name.lower())
    device: VirtualMFADevice | None = next((one for one in called if one.serial_number == serial_number), None)
    if device is None:
        raise NoSuchEntity(f"VirtualMFADevice with serial number {serial_number} doesn't exist.")
    return device


def find_any_of(user: User, serial_number: str) -> Device:
    """Return the device of either kind, which must be the user's."""
    if SECURITY_KEY not in serial_number:
        return find_of(user, serial_number)
    key = next((key for key in selectors.keys_of(user) if key.serial_number == serial_number), None)
    if key is None:
        raise NoSuchEntity(NOT_THE_USERS)
    return key


def find_of(user: User, serial_number: str) -> VirtualMFADevice:
    """Return the app, which must be enabled for `user`."""
    device = find(user.account_id, serial_number)
    if device.user_id != user.pk or not device.confirmed:
        raise NoSuchEntity(NOT_THE_USERS)
    return device


def enable(user: User, serial_number: str, code1: str, code2: str) -> VirtualMFADevice:
    """Enable the device for `user`, who shows by two consecutive codes that it is in hand."""
    device = find(user.account_id, serial_number)
    if device.confirmed and device.user_id == user.pk:
        raise EntityAlreadyExists(f"MFA Device for user {user.label} already exists.")
    if device.confirmed or device.user_id not in (None, user.pk):
        raise EntityAlreadyExists("MFA Device is already in use.")
    selectors.check_room(user)
    device.last_step = _synchronized(device, code1, code2)
    device.user = user
    device.confirmed = True
    device.enabled = timezone.now()
    device.save()
    notices.tell(user, "device-added", device.name)
    return device


def resync(user: User, serial_number: str, code1: str, code2: str) -> None:
    """Learn anew how far the device's clock is off, from two consecutive codes."""
    device = find_of(user, serial_number)
    device.last_step = _synchronized(device, code1, code2)
    device.save()


def deactivate(user: User, serial_number: str) -> None:
    """Take the device from `user`: an app stays in the account until it is deleted, a security key is gone.

    Recovery codes stand in for a device, so they go with the last one.
    """
    device = find_any_of(user, serial_number)
    notices.tell(user, "device-removed", device.shown_name)
    if isinstance(device, SecurityKey):
        device.delete()
    else:
        device.user = None
        device.confirmed = False
        device.enabled = None
        device.label = ""
        device.save()
    if not selectors.has_device(user):
        recovery.forget(user)


def remove_all(user: User) -> None:
    """Take every device from `user`, and delete it."""
    user.mfa_devices.all().delete()
    user.security_keys.all().delete()
    recovery.forget(user)


def label(user: User, serial_number: str, text: str) -> None:
    """Let the device be called `text`; its serial number stays."""
    device = find_any_of(user, serial_number)
    device.label = text
    device.save(update_fields=["label"])


def delete(device: VirtualMFADevice) -> None:
    if device.confirmed:
        raise DeleteConflict("MFA VirtualDevice in use. Must deactivate first.")
    device.delete()


def add_tags(device: VirtualMFADevice, added: Iterable[tags.Tag]) -> None:
    device.tags = tags.merged(device.tags, added, ignore_case=False)
    device.save(update_fields=["tags"])


def remove_tags(device: VirtualMFADevice, keys: Sequence[str]) -> None:
    device.tags = tags.without(device.tags, keys, ignore_case=False)
    device.save(update_fields=["tags"])


def owns(user: User, serial_number: str) -> bool:
    """Whether the device is enabled for `user`."""
    return any(device.serial_number == serial_number for device in user.mfa_devices.filter(confirmed=True))


def verify(user: User, serial_number: str, code: str) -> bool:
    """Whether `code` is the one the user's device shows now; a code counts once."""
    # A transaction of its own: a wrong code counts as an attempt, whatever becomes of the request.
    with transaction.atomic():
        device = VirtualMFADevice.objects.select_for_update().filter(pk=find_of(user, serial_number).pk).get()
        return bool(device.verify_token(code))


def _next_number(account_id: str) -> int:
    last = VirtualMFADevice.objects.filter(account_id=account_id).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def uri(device: VirtualMFADevice) -> str:
    """Return what the QR code holds (Key URI Format of authenticator apps)."""
    issuer = settings.OTP_TOTP_ISSUER
    label = quote(f"{issuer}:{device.name}@{device.account_id}", safe="")
    fields = {"secret": device.seed_text, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(fields)}"


def _synchronized(device: VirtualMFADevice, code1: str, code2: str) -> int:
    """Return the step of the second of two consecutive codes, noting how far the device's clock is off."""
    now = timezone.now()
    for off in sorted(range(-ENABLING_TOLERANCE, ENABLING_TOLERANCE + 1), key=abs):
        device.drift = off
        first = device.step_of(code1, now, 0)
        device.drift = off + 1
        if first is not None and device.step_of(code2, now, 0) is not None:
            device.drift = 0 if abs(off + 1) <= TOLERANCE_STEPS else off + 1
            return first + 1
    raise InvalidAuthenticationCode("Authentication code for device is not valid.")
