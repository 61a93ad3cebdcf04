"""The rules of console passwords; a user has one exactly when there is a login profile."""

import re

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from accounts.models import User
from iamconsole.errors import EntityAlreadyExists, InvalidUserType, NoSuchEntity, PasswordPolicyViolation

SHORTEST = 8
CLASSES_NEEDED = 3
CLASSES = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[!@#$%^&*()_+\-=\[\]{}|']")


def create_profile(user: User, password: str, *, must_change: bool) -> None:
    """Give `user` a console password."""
    if user.has_password:
        raise EntityAlreadyExists(f"Login Profile for User {user.name} already exists.")
    user.password_created = timezone.now()
    set_password(user, password, must_change=must_change)


def check_profile(user: User) -> None:
    """Raise NoSuchEntity unless `user` has a login profile."""
    if not user.has_password:
        raise NoSuchEntity(f"Login Profile for User {user.name} cannot be found.")


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
    check_profile(user)
    user.password = make_password(None)
    user.password_created = None
    user.must_change_password = False
    user.save(update_fields=["password", "password_created", "must_change_password"])


def change_own(user: User, old: str, new: str) -> None:
    """Replace a password by its owner, who must know it."""
    if not user.has_password:
        raise InvalidUserType("Only users with a console password can change it.")
    if not check_password(old, user.password):
        raise PasswordPolicyViolation("The old password was incorrect.")
    if old == new:
        raise PasswordPolicyViolation("The new password must differ from the old one.")
    set_password(user, new, must_change=False)


def set_password(user: User, password: str, *, must_change: bool) -> None:
    """Keep `password`, which must meet the rules, as the user's.

    The rules are those of the IAM User Guide for accounts without a policy of their own: 8 characters, three of the
    four classes, not the account's name nor the user's e-mail address.
    """
    if len(password) < SHORTEST:
        raise PasswordPolicyViolation(f"Password should have a minimum length of {SHORTEST}")
    if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < CLASSES_NEEDED:
        raise PasswordPolicyViolation(
            "Password should have at least three of: upper-case letters, lower-case letters, numbers, symbols"
        )
    if password.lower() in {user.account.alias, user.email.lower(), user.name_key} - {""}:
        raise PasswordPolicyViolation("Password should not be the account name, the user name or the e-mail address")
    user.password = make_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "password_created", "must_change_password"])
