"""The tokens of mailed reset links: nothing is stored, and a token dies with what it was made of.

Django's generator signs the state of the user: the password, so that a token is good once; the address; and when the
last link was mailed, so that only the newest works. `PASSWORD_RESET_TIMEOUT` ends it in any case.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from accounts.models import User

SEPARATOR = "."


class _Generator(PasswordResetTokenGenerator):
    key_salt = "accounts.recovery.tokens"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        assert isinstance(user, User)
        state = (user.pk, user.password, user.password_changed, user.email, user.link_mailed, timestamp)
        return "\0".join(map(str, state))


_generator = _Generator()


def make(user: User) -> str:
    return f"{user.unique_id}{SEPARATOR}{_generator.make_token(user)}"


def user_of(token: str) -> User | None:
    """Return the user whose password this token may replace now, or None."""
    unique_id, _, proof = token.partition(SEPARATOR)
    if "\0" in unique_id:
        return None
    user = User.objects.filter(unique_id=unique_id).select_related("account").first()
    return user if user is not None and _generator.check_token(user, proof) else None
