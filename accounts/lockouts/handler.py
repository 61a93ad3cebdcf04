"""What django-axes asks and tells at each password: who must wait, who failed, who got in.

Its table of attempts is used, and nothing of the form is kept in it: people type passwords into the wrong fields.
"""

from typing import Any

from axes.handlers.base import AxesHandler
from axes.models import AccessAttempt
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from accounts.lockouts import services
from accounts.models import User


class Lockout(AxesHandler):  # type: ignore[misc]  # axes has no types
    """Counts by the rules of `services`, whose clock every failure sets."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return bool(services.wait(request, (credentials or {}).get("username") or ""))

    def user_login_failed(self, _sender: Any, credentials: dict[str, Any], request: Any = None, **_kwargs: Any) -> None:
        # Who is locked out must not be able to prolong it, neither its own nor somebody else's.
        if request is None or request.axes_locked_out:
            return
        counted = services.counted(request, credentials.get("username") or "")
        now = timezone.now()
        attempt, is_new = AccessAttempt.objects.get_or_create(
            **counted, user_agent="", defaults={"failures_since_start": 1, "attempt_time": now}
        )
        if not is_new:
            found = AccessAttempt.objects.filter(pk=attempt.pk)
            found.update(failures_since_start=F("failures_since_start") + 1, attempt_time=now)

    def user_logged_in(self, _sender: Any, request: HttpRequest, user: User, **_kwargs: Any) -> None:
        """Forget what failed here before; what failed elsewhere stays."""
        AccessAttempt.objects.filter(**services.counted(request, user.unique_id)).delete()
        services.forget_old()

    def post_save_access_attempt(self, instance: AccessAttempt, **_kwargs: Any) -> None:
        """Do nothing: axes tells every handler."""

    def post_delete_access_attempt(self, instance: AccessAttempt, **_kwargs: Any) -> None:
        """Do nothing: axes tells every handler."""
