"""My security: one's own credentials, sessions and recent activity, as far as one's policies allow."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from accounts.keys.descriptions import described
from accounts.keys.services import KEYS_PER_USER
from accounts.mfa import selectors as mfa
from accounts.models import AccessKey, User
from accounts.sessions.store import id_of
from iamconsole.aws.pipeline import allows
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView

TABS = {"": "Sign-in and access keys", "other": "Other credentials", "activity": "Recent activity"}


class MySecurityPage(ConsoleView):
    """Each tab asks only for what it shows."""

    template_name = "accounts/security/my_security.html"
    title = "My security"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request.user, User), "pages are behind the sign-in gate"
        tab = self.given("tab") if self.given("tab") in TABS else ""
        parts = {"": self._sign_in, "other": self._other, "activity": self._activity}
        own = {"lede": "What you sign in and sign requests with.", "person": request.user, "tab": tab}
        tabs = [{"label": TABS[key], "url": f"?tab={key}" if key else "?", "active": key == tab} for key in TABS]
        return self.show(own | {"tabs": tabs} | parts[tab]())

    def _sign_in(self) -> dict[str, Any]:
        is_root = self.caller.is_root
        return {
            "may_change_password": is_root or self._allows("iam", "ChangePassword"),
            "may_set_email": not is_root and self._allows("iamconsole", "SetUserEmail"),
            "email": self.panel("iamconsole", "GetOwnEmail"),
            "devices": self.panel("iam", "ListMFADevices", read=self._devices),
            "recovery": self.panel("iamconsole", "GetRecoveryCodesStatus"),
            "passkeys": settings.PASSKEYS,
            "most_devices": mfa.DEVICES_PER_USER.limit,
            "keys": self.panel("iam", "ListAccessKeys", read=self._keys),
            "limit_days": settings.KEY_AGE_LIMIT_DAYS,
            "sessions": self.panel("iamconsole", "ListOwnSessions"),
            "current": id_of(self.request.session.session_key),
        }

    def _other(self) -> dict[str, Any]:
        named = {} if self.caller.is_root else {"UserName": self.caller.user_name}
        certificates = {"certificates": self.panel("iam", "ListSigningCertificates", named)}
        if self.caller.is_root:
            # The others belong to IAM users alone.
            return certificates
        return certificates | {
            "ssh_keys": self.panel("iam", "ListSSHPublicKeys", named),
            "service_credentials": self.panel("iam", "ListServiceSpecificCredentials", named),
        }

    def _activity(self) -> dict[str, Any]:
        marker = {"Marker": self.request.GET["marker"]} if self.request.GET.get("marker") else {}
        events = self.panel("iamconsole", "ListOwnEvents", {**marker, "MaxItems": ROWS_PER_PAGE})
        return {"events": events, "next_url": self.next_url(events.result)}

    def _devices(self) -> dict[str, Any]:
        assert isinstance(self.request.user, User), "pages are behind the sign-in gate"
        return {"devices": mfa.all_of(self.request.user)}

    def _keys(self) -> dict[str, Any]:
        keys = list(AccessKey.objects.filter(user__unique_id=self.caller.user_id).order_by("created"))
        name = "" if self.caller.is_root else self.caller.user_name
        return {"keys": described(self.caller, name, keys), "may_create": len(keys) < KEYS_PER_USER.limit}

    def _allows(self, service: str, name: str) -> bool:
        return allows(self.caller, service, name, {})
