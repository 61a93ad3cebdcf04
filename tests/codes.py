"""The codes an authenticator app would show."""

import time

from django_otp.oath import TOTP

from accounts.mfa import services
from accounts.models import User, VirtualMFADevice


def code(seed: bytes, steps: int = 0) -> str:
    """Return the code of now, or of so many steps of 30 seconds later."""
    totp = TOTP(seed)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def enable(device: VirtualMFADevice, user: User) -> VirtualMFADevice:
    """Enable `device` for `user` with the codes of the past minute, so that the code of now is still good."""
    return services.enable(user, device.serial_number, code(device.seed, -2), code(device.seed, -1))
