"""Passwords that guessers try first: the common ones, and those that resemble the user's own names.

Django's lists and measure. They are asked where a person chooses at a page; AWS's API takes whatever the account's
policy takes, and programs written for AWS rely on it.
"""

from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError as FieldError

from accounts.models import User


def fault_of(user: User, password: str) -> str:
    """Return why `password` is too easy to guess for `user`, or ""."""
    try:
        _common().validate(password)
        _similar().validate(password, user)
    except FieldError as error:
        return " ".join(error.messages)
    return ""


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


@cache
def _similar() -> UserAttributeSimilarityValidator:
    return UserAttributeSimilarityValidator(user_attributes=("name", "email", "account_id"))
