"""Who a password belongs to."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from accounts.models import User


class PasswordBackend(BaseBackend):
    """Knows IAM users by account and name, and root by its e-mail address."""

    def authenticate(  # type: ignore[override]  # Django passes what the sign-in gives it
        self, _request: HttpRequest | None, candidate: User | None = None, password: str | None = None, **_kwargs: Any
    ) -> User | None:
        """Return `candidate` if the password is its own; it takes as long when there is no candidate."""
        if password is None:
            return None
        if candidate is None or not candidate.has_password:
            make_password(password)
            return None
        return candidate if check_password(password, candidate.password) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("account").filter(pk=user_id).first()
