"""The story of a sign-in: password, then a code of a device; a new password or a first device where one is due."""

from dataclasses import dataclass
from datetime import UTC, datetime

import django_otp
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone

from accounts.account import first
from accounts.lockouts import browsers
from accounts.lockouts import services as lockouts
from accounts.models import Account, User, VirtualMFADevice
from accounts.passwords import selectors as passwords
from accounts.sessions import store as sessions
from accounts.signin.caller import MFA_AT, SIGNED_IN_AT, console_caller, origin_of
from iamconsole import arns
from iamconsole.audit import recorder
from iamconsole.caller import Caller, CallerKind

SIGN_IN = "signin:sign-in"
CODE = "signin:code"
NEW_PASSWORD = "signin:new-password"  # noqa: S105 - the name of a page
FIRST_DEVICE = "signin:first-device"
WRONG = "Your sign-in information is incorrect. Check it and try again."
EXPIRED = "Your password has expired and you cannot replace it yourself. Ask an administrator to set another."


def next_step(request: HttpRequest) -> str | None:
    """Return the page that must come next for whoever asks, or None when the sign-in is finished."""
    user = request.user
    if not isinstance(user, User):
        return SIGN_IN
    has_device = user.mfa_devices.filter(confirmed=True).exists()
    if has_device and not request.user.is_verified():  # type: ignore[union-attr]
        return CODE
    if passwords.must_change(user):
        return NEW_PASSWORD
    if not has_device:
        return FIRST_DEVICE
    return None


def enter(request: HttpRequest, user: User) -> None:
    """Let `user`, who showed the password, go on to the next step; the session gets a new key."""
    auth.login(request, user)
    sessions.begin(request)
    request.session[SIGNED_IN_AT] = _now()
    user.password_used = timezone.now()
    user.save(update_fields=["password_used"])
    recorder.record_sign_in(console_caller(request), "ConsoleLogin", details={"MFAUsed": "No"})
    if user.is_root:
        first.forget_password(user.account_id)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who somebody says to be: the account as it was typed, the user if there is one, the name failures count under."""

    account: str
    candidate: User | None
    counted_name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    message: str
    status: int = 422


def authenticate(request: HttpRequest, attempt: Attempt, password: str) -> User | Refusal:
    """Return the user whose password it is, or what to tell whoever asks.

    A wrong password, a user that there is not and an account that there is not all read alike and take as long.
    """
    user = auth.authenticate(request, username=attempt.counted_name, candidate=attempt.candidate, password=password)
    if isinstance(user, User) and passwords.is_locked_out(user):
        _refuse(request, attempt, "Expired password")
        return Refusal(EXPIRED)
    if isinstance(user, User):
        return user
    waits = lockouts.wait(request, attempt.counted_name)
    if not request.axes_locked_out:  # type: ignore[attr-defined]  # set by axes
        _refuse(request, attempt, "Failed authentication")
        if waits > lockouts.PACE:
            _refuse(request, attempt, "Too many failures", name="LockOut")
    return Refusal(lockouts.told(waits), 429) if waits else Refusal(WRONG)


def _refuse(request: HttpRequest, attempt: Attempt, error: str, *, name: str = "ConsoleLogin") -> None:
    """Note why nobody was let in; for an account that does not exist there is nobody to note it for."""
    user = attempt.candidate
    known = account_named(attempt.account) if user is None else user.account
    if known is None:
        return
    arn = user.arn if user else arns.named(known.pk, "user", "/", recorder.HIDDEN)
    caller = Caller(
        kind=CallerKind.ANONYMOUS,
        account_id=known.pk,
        arn=arn,
        user_id=user.unique_id if user else "",
        origin=origin_of(request),
    )
    recorder.record_sign_in(caller, name, error=error)


def check_code(request: HttpRequest, device: VirtualMFADevice, code: str) -> bool:
    """Whether `code` is right; a right one finishes the second step."""
    user = request.user
    assert isinstance(user, User)
    if lockouts.wait(request, user.unique_id):
        return False
    verified = django_otp.verify_token(user, device.persistent_id, code)
    details = {"SerialNumber": device.serial_number}
    if verified is None:
        lockouts.fail(request, user)
        recorder.record_sign_in(console_caller(request), "CheckMfa", error="Wrong code", details=details)
        return False
    verify(request, verified)
    recorder.record_sign_in(console_caller(request), "CheckMfa", details=details)
    return True


def verify(request: HttpRequest, device: VirtualMFADevice) -> None:
    """Note in the session that its user holds `device`; the session gets a new key."""
    request.session.cycle_key()
    django_otp.login(request, device)
    request.session[MFA_AT] = _now()
    assert isinstance(request.user, User)
    browsers.note_proof(request, request.user)


def leave(request: HttpRequest) -> None:
    recorder.record_sign_in(console_caller(request), "SignOut")
    auth.logout(request)


def account_named(name: str) -> Account | None:
    """Return the account with this number, hyphens allowed, or alias."""
    if not name or "\0" in name:
        return None
    digits = name.replace("-", "")
    if digits.isascii() and digits.isdecimal():
        return Account.objects.filter(pk=digits).first()
    return Account.objects.filter(alias=name.lower()).first()


def _now() -> str:
    return datetime.now(UTC).isoformat()
