"""The dashboard: how much there is in the account, and what should be done about its security."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.home import selectors
from accounts.models import Account
from accounts.roles import selectors as roles
from accounts.schedules import selectors as schedules
from iamconsole.console.views import ConsoleView, Panel

SLICES = (
    ("with_mfa", "With MFA", "success"),
    ("without_mfa", "Password without MFA", "danger"),
    ("without_password", "No console access", "neutral"),
)


class DashboardPage(ConsoleView):
    template_name = "accounts/home/dashboard.html"
    title = "Dashboard"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        account = Account.objects.get(pk=self.caller.account_id)
        users = self.panel("iam", "ListUsers", read=self._users)
        return self.show(
            {
                "account": account,
                "sign_in_url": _sign_in_url(account),
                "users": users,
                "groups": self.panel("iam", "ListGroups", read=lambda: _counted(selectors.group_count(account.pk))),
                "roles": self.panel("iam", "ListRoles", read=lambda: _counted(roles.roles(account.pk).count())),
                "policies": self.panel(
                    "iam", "ListPolicies", read=lambda: _counted(selectors.policy_count(account.pk))
                ),
                "reports": self.panel("iamconsole", "ListReportSchedules", read=self._troubles),
                "advice": _advice(users),
                "slices": _slices(users),
                "most": max((bar["value"] for bar in users.result.get("ages", ())), default=0) or 1,
                "limit_days": settings.KEY_AGE_LIMIT_DAYS,
            }
        )

    def _troubles(self) -> dict[str, Any]:
        """Return which reports failed, or did not run: nobody else would say so."""
        return {"troubles": schedules.troubles(self.caller.account_id, timezone.now())}

    def _users(self) -> dict[str, Any]:
        return selectors.users_overview(self.caller.account_id, timezone.now(), settings.KEY_AGE_LIMIT_DAYS)


def _counted(count: int) -> dict[str, Any]:
    return {"count": count}


def _sign_in_url(account: Account) -> str:
    return f"{settings.PUBLIC_URL}{reverse('signin:sign-in')}?{urlencode({'account': str(account)})}"


def _slices(users: Panel) -> list[dict[str, Any]]:
    given = ({"label": label, "value": users.result.get(name, 0), "tone": tone} for name, label, tone in SLICES)
    return [one for one in given if one["value"]]


def _advice(users: Panel) -> list[dict[str, Any]]:
    """Return the recommendations, each done or with the page where it can be done."""
    if users.denied:
        return []
    found, everybody, mine = users.result, reverse("users:list"), reverse("security:my-security")
    old_keys = sum(bar["value"] for bar in found["ages"][3:])
    limit = settings.KEY_AGE_LIMIT_DAYS
    return [
        {
            "done": found["root_has_mfa"],
            "title": "The root user has an MFA device",
            "todo": "The root user has no MFA device: it is asked for one at its next sign-in.",
            "url": mine,
        },
        {
            "done": not found["root_keys"],
            "title": "The root user has no active access keys",
            "todo": _amount(found["root_keys"], "active access key") + " of the root user: use keys of a user instead.",
            "url": mine,
        },
        {
            "done": not found["without_mfa"],
            "title": "Everybody with a password has an MFA device",
            "todo": _amount(found["without_mfa"], "user") + " with a password but no MFA device yet.",
            "url": f"{everybody}?show=no-mfa",
        },
        {
            "done": not old_keys,
            "title": f"No active access key is older than {limit} days",
            "todo": _amount(old_keys, "active access key") + f" older than {limit} days: replace and remove them.",
            "url": f"{everybody}?show=old-keys",
        },
    ]


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
