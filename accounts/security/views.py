"""My security: one's own password, MFA devices and access keys, as far as one's policies allow."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from accounts.keys.services import KEYS_PER_USER
from accounts.mfa import selectors as mfa
from accounts.models import AccessKey, User
from accounts.sessions.store import id_of
from iamconsole.console.views import ConsoleView


class MySecurityPage(ConsoleView):
    template_name = "accounts/security/my_security.html"
    title = "My security"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request.user, User), "pages are behind the sign-in gate"
        return self.show(
            {
                "lede": "Your own password, MFA devices and access keys.",
                "person": request.user,
                "email": self.panel("iamconsole", "GetUserEmail"),
                "devices": self.panel("iam", "ListMFADevices", read=self._devices),
                "recovery": self.panel("iamconsole", "GetRecoveryCodesStatus"),
                "passkeys": settings.PASSKEYS,
                "most_devices": mfa.DEVICES_PER_USER,
                "keys": self.panel("iam", "ListAccessKeys", read=self._keys),
                "limit_days": settings.KEY_AGE_LIMIT_DAYS,
                "sessions": self.panel("iamconsole", "ListOwnSessions"),
                "current": id_of(request.session.session_key),
            }
        )

    def _devices(self) -> dict[str, Any]:
        assert isinstance(self.request.user, User), "pages are behind the sign-in gate"
        return {"devices": mfa.all_of(self.request.user)}

    def _keys(self) -> dict[str, Any]:
        keys = list(AccessKey.objects.filter(user__unique_id=self.caller.user_id).order_by("created"))
        return {"keys": keys, "may_create": len(keys) < KEYS_PER_USER}
