"""The rules of console passwords; a user has one exactly when there is a login profile."""

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from accounts.models import FormerPassword, User
from accounts.notices import services as notices
from accounts.passwords import easy, selectors
from accounts.passwords.rules import Rules
from accounts.sessions import services as sessions
from iamconsole.errors import EntityAlreadyExists, NoSuchEntity, PasswordPolicyViolation, ServiceError

# The greatest PasswordReusePrevention, less the password in use.
REMEMBERED = 23


def create_profile(user: User, password: str, *, must_change: bool) -> None:
    """Give `user` a console password."""
    if user.has_password:
        raise EntityAlreadyExists(f"Login Profile for User {user.name} already exists.")
    user.password_created = timezone.now()
    set_password(user, password, must_change=must_change)


def check_profile(user: User, missing: str = "Login Profile for User {} cannot be found.") -> None:
    """Raise NoSuchEntity unless `user` has a login profile; `missing` is what it says."""
    if not user.has_password:
        raise NoSuchEntity(missing.format(user.name))


def update_profile(user: User, password: str | None, *, must_change: bool | None) -> None:
    """Set another password, or whether the user must choose one at the next sign-in, or both."""
    check_profile(user)
    if must_change is not None:
        user.must_change_password = must_change
    if password is None:
        user.save(update_fields=["must_change_password"])
    else:
        set_password(user, password, must_change=user.must_change_password)


def delete_profile(user: User) -> None:
    # So clients' tests word it, for this operation alone.
    check_profile(user, "Login profile for {} not found")
    _remember(user)
    user.password = make_password(None)
    user.password_created = user.password_changed = None
    user.must_change_password = False
    user.save(update_fields=["password", "password_created", "password_changed", "must_change_password"])
    sessions.end_all(user)
    notices.tell(user, "password-removed")


def change_own(user: User, old: str, new: str, refusal: type[ServiceError] = PasswordPolicyViolation) -> None:
    """Replace a password by its owner, who must know it; `refusal` is what is raised where the old one is wrong."""
    check_profile(user)
    if not check_password(old, user.password):
        raise refusal("The old password was incorrect.")
    if old == new:
        raise refusal("The new password must differ from the old one.")
    set_password(user, new, must_change=False)


def check_not_locked_out(user: User) -> None:
    """Raise where an expired password may be replaced by an administrator only.

    The API Reference, UpdateAccountPasswordPolicy, HardExpiry, says so of the console alone: whoever has the permission
    and an access key may still change the password by the API.
    """
    if selectors.is_locked_out(user):
        raise PasswordPolicyViolation("Your password has expired. Ask an administrator to set another.")


def check_not_easy(user: User, password: str) -> None:
    """Raise for a password that guessers try first; asked where a person chooses at a page, not by AWS's API."""
    fault = easy.fault_of(user, password)
    if fault:
        raise PasswordPolicyViolation(fault)


def set_password(user: User, password: str, *, must_change: bool) -> None:
    """Keep `password`, which must meet the rules that hold for `user`, as the user's, who is told."""
    had_one = user.has_usable_password()
    wanted = selectors.rules_of(user)
    fault = wanted.fault_of(password)
    if fault:
        raise PasswordPolicyViolation(fault)
    if password.lower() in {user.account.alias, user.email.lower(), user.name_key} - {""}:
        raise PasswordPolicyViolation("Password should not be the account name, the user name or the e-mail address")
    _refuse_reuse(user, password, wanted)
    _remember(user)
    user.password = make_password(password)
    user.password_changed = timezone.now()
    user.must_change_password = must_change
    user.save(update_fields=["password", "password_created", "password_changed", "must_change_password"])
    # The session in which this happens is begun anew by its page.
    sessions.end_all(user)
    if had_one:
        notices.tell(user, "password-changed")


def _refuse_reuse(user: User, password: str, wanted: Rules) -> None:
    former = user.former_passwords.order_by("-pk").values_list("password", flat=True)
    present = [user.password] if user.has_usable_password() else []
    last = [*present, *former[: wanted.reuse]][: wanted.reuse]
    if any(check_password(password, one) for one in last):
        raise PasswordPolicyViolation(f"Password should not be one of the last {wanted.reuse} that were used")


def _remember(user: User) -> None:
    """Keep the password that is about to go, and no more than a policy can ask for."""
    if not user.has_usable_password() or user.is_root:
        return
    FormerPassword.objects.create(user=user, password=user.password, replaced=timezone.now())
    too_old = user.former_passwords.order_by("-pk").values_list("pk", flat=True)[REMEMBERED:]
    FormerPassword.objects.filter(pk__in=list(too_old)).delete()
