"""The story of a sign-in: password, then a second factor; a new password or a first device where one is due."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import django_otp
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone

from accounts.account import first
from accounts.lockouts import browsers
from accounts.lockouts import services as lockouts
from accounts.mfa import enforcement, recovery, security_keys
from accounts.mfa import selectors as mfa
from accounts.models import Account, RecoveryCodes, SecurityKey, User, VirtualMFADevice
from accounts.notices import services as notices
from accounts.passwords import selectors as passwords
from accounts.sessions import store as sessions
from accounts.signin.caller import CONFIRMED_AT, MFA_AT, SIGNED_IN_AT, origin_of, user_caller
from accounts.signin.challenge import Purpose, take
from iamconsole import arns
from iamconsole.audit import recorder
from iamconsole.caller import Caller, CallerKind

logger = logging.getLogger(__name__)

SIGN_IN = "signin:sign-in"
CODE = "signin:code"
KEY = "signin:key"
RECOVERY = "signin:recovery"
NEW_PASSWORD = "signin:new-password"  # noqa: S105 - the name of a page
FIRST_DEVICE = "signin:first-device"
FIRST_KEY = "signin:first-key"
WRONG = "Your sign-in information is incorrect. Check it and try again."
EXPIRED = "Your password has expired and you cannot replace it yourself. Ask an administrator to set another."
CONFIRM = frozenset(f"signin:confirm{way}" for way in ("", "-code", "-key", "-recovery", "-password"))
# The pages that are open at each step, beside the way out.
PAGES = {
    SIGN_IN: frozenset({SIGN_IN}),
    CODE: frozenset({CODE, KEY, RECOVERY}),
    NEW_PASSWORD: frozenset({NEW_PASSWORD}) | CONFIRM,
    FIRST_DEVICE: frozenset({FIRST_DEVICE, FIRST_KEY}) | CONFIRM,
}
BACKEND = "accounts.signin.backends.PasswordBackend"
KEY_REFUSED = "This passkey or security key was not accepted, or the request was too old. Try again."


def next_step(request: HttpRequest) -> str | None:
    """Return the page that must come next for whoever asks, or None when the sign-in is finished."""
    user = request.user
    if not isinstance(user, User):
        return SIGN_IN
    verified_by = user.otp_device  # type: ignore[attr-defined]  # django-otp's middleware sets it
    has_device = isinstance(verified_by, mfa.Device) or mfa.has_device(user)
    if has_device and verified_by is None:
        return CODE
    if passwords.must_change(user):
        return NEW_PASSWORD
    if not has_device and enforcement.is_required_of(user):
        return FIRST_DEVICE
    return None


def enter(request: HttpRequest, user: User, *, passkey: SecurityKey | None = None) -> None:
    """Let `user`, who showed the password or a passkey, go on to the next step; the session gets a new key."""
    auth.login(request, user, backend=BACKEND)
    sessions.begin(request)
    request.session[SIGNED_IN_AT] = request.session[CONFIRMED_AT] = _now()
    if passkey is not None:
        verify(request, passkey)
        details = {"MFAUsed": "Yes", "Passwordless": "Yes", "SerialNumber": passkey.serial_number}
        recorder.record_sign_in(user_caller(request), "ConsoleLogin", details=details)
        return
    user.password_used = timezone.now()
    user.save(update_fields=["password_used"])
    recorder.record_sign_in(user_caller(request), "ConsoleLogin", details={"MFAUsed": "No"})
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


def enter_by_passkey(request: HttpRequest, answer: str) -> User | None:
    """Let the owner of the passkey in that signed the challenge of this session; None when it proves nothing.

    It stands for both steps, so it opens what a password would: nothing to a user without console access.
    """
    challenge = take(request, Purpose.SIGN_IN)
    try:
        key = security_keys.verify(None, challenge, answer) if challenge else None
    except security_keys.NotProved as error:
        # Whose credential was meant is known only from what proved nothing, so there is no account to note it in.
        logger.warning("A passkey was refused at sign-in: %s", error)
        return None
    if key is None:
        return None
    if not key.user.has_password or passwords.is_locked_out(key.user):
        attempt = Attempt(key.user.account_id, key.user, lockouts.name_to_count(key.user))
        _refuse(request, attempt, "No console access, or an expired password")
        return None
    enter(request, key.user, passkey=key)
    return key.user


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
        recorder.record_sign_in(user_caller(request), "CheckMfa", error="Wrong code", details=details)
        return False
    verify(request, verified)
    recorder.record_sign_in(user_caller(request), "CheckMfa", details=details)
    return True


def check_key(request: HttpRequest, answer: str) -> bool:
    """Whether one of the user's passkeys or security keys signed the challenge of this session."""
    user = request.user
    assert isinstance(user, User)
    challenge = take(request, Purpose.SECOND_FACTOR)
    try:
        key = security_keys.verify(user, challenge, answer) if challenge else None
        why = "The challenge is old or was answered before"
    except security_keys.NotProved as error:
        key, why = None, str(error)
    if key is None:
        recorder.record_sign_in(user_caller(request), "CheckMfa", error=why[: recorder.LONGEST_VALUE])
        return False
    verify(request, key)
    recorder.record_sign_in(user_caller(request), "CheckMfa", details={"SerialNumber": key.serial_number})
    return True


def check_recovery_code(request: HttpRequest, code: str) -> int | None:
    """Return how many recovery codes are left when `code` is one of the user's; its owner is told of its use."""
    user = request.user
    assert isinstance(user, User)
    if lockouts.wait(request, user.unique_id):
        return None
    codes = recovery.use(user, code)
    if codes is None:
        lockouts.fail(request, user)
        recorder.record_sign_in(user_caller(request), "UseRecoveryCode", error="Wrong recovery code")
        return None
    verify(request, codes)
    recorder.record_sign_in(user_caller(request), "UseRecoveryCode", details={"CodesLeft": codes.left})
    notices.tell(user, "recovery-code-used", str(codes.left))
    return codes.left


def confirm_by_password(request: HttpRequest, password: str) -> Refusal | None:
    """Take the password of a user without a device as a fresh factor; return what to say when it does not fit."""
    user = request.user
    assert isinstance(user, User)
    answer = authenticate(request, Attempt(user.account_id, user, lockouts.name_to_count(user)), password)
    if isinstance(answer, Refusal):
        return answer
    request.session[CONFIRMED_AT] = _now()
    recorder.record_sign_in(user_caller(request), "ConfirmPassword")
    return None


def verify(request: HttpRequest, device: mfa.Device | RecoveryCodes) -> None:
    """Note in the session that its user holds `device`, just now; the session gets a new key."""
    request.session.cycle_key()
    django_otp.login(request, device)
    request.session[MFA_AT] = request.session[CONFIRMED_AT] = _now()
    assert isinstance(request.user, User)
    browsers.note_proof(request, request.user)


def leave(request: HttpRequest) -> None:
    recorder.record_sign_in(user_caller(request), "SignOut")
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
