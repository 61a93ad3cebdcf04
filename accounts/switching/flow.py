"""The story of switching: into a role, and back to the user."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render, resolve_url

from accounts.mfa import enforcement
from accounts.models import User
from accounts.models.switched_role import Color
from accounts.signin.caller import user_caller
from accounts.switching import services, session
from accounts.switching.session import Switched
from iamconsole import arns
from iamconsole.api import is_api_path
from iamconsole.audit import recorder

HOME = "console:home"
# Pages of a person's own credentials, which a role has none of.
OWN_PAGES = "security"
NEEDS_DEVICE = "This role is an administrator, and administrators need a second factor here: add a device first."


def enter(request: HttpRequest, role_arn: str, assumed: dict[str, Any], display_name: str, color: Color) -> str:
    """Let the session stand in the role that AssumeRole gave credentials for; return why not, or ""."""
    user, parts = request.user, arns.parse(role_arn)
    assert isinstance(user, User), "pages are behind the sign-in gate"
    assert parts, "the role was assumed by its ARN"
    credentials = assumed["Credentials"]
    switched = Switched(
        key_id=credentials["AccessKeyId"],
        token=credentials["SessionToken"],
        account=parts.account_id,
        role_name=parts.resource.rpartition("/")[2],
        display_name=display_name,
        color=color,
        expires=credentials["Expiration"].isoformat(),
    )
    if why := why_closed(request, switched):
        return why
    session.begin(request, switched)
    services.remember(user, role_arn, display_name, color)
    details = {"SwitchTo": role_arn, "AssumedRole": assumed["AssumedRoleUser"]["Arn"], "DisplayName": display_name}
    recorder.record_sign_in(user_caller(request), "SwitchRole", details=details)
    return ""


def leave(request: HttpRequest) -> None:
    """Be the user again."""
    switched = session.current(request)
    session.end(request)
    if switched is not None:
        role_arn = arns.iam(switched.account, f"role/{switched.role_name}")
        recorder.record_sign_in(user_caller(request), "ExitRole", details={"SwitchFrom": role_arn})


def before_page(request: HttpRequest) -> HttpResponseBase | None:
    """Return what is answered in place of a page: where a role's session is over, and where a role has no page."""
    switched = session.current(request)
    if switched is None:
        return None
    why = session.why_over(switched, user_caller(request)) or why_closed(request, switched)
    if why:
        return _back(request, why)
    if request.resolver_match and request.resolver_match.namespace == OWN_PAGES:
        context = {"title": "My security", "switched": switched}
        return render(request, "accounts/switching/no_own_page.html", context, status=403)
    return None


def why_closed(request: HttpRequest, switched: Switched) -> str:
    """Return why the user may not act as the role in the console, or "" where that is so."""
    assert isinstance(request.user, User), "pages are behind the sign-in gate"
    is_closed = enforcement.is_closed(switched.account, switched.role_name, request.user)
    return NEEDS_DEVICE if is_closed else ""


def _back(request: HttpRequest, why: str) -> HttpResponseBase:
    """Be the user again, at the start: what was meant to be done as the role is not done as the user."""
    leave(request)
    user = request.user
    assert isinstance(user, User), "pages are behind the sign-in gate"
    messages.warning(request, f"{why} You are {user.label} again, and what you sent last was not done.")
    if is_api_path(request):
        return JsonResponse({"code": "RoleSessionOver", "message": why}, status=403)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": resolve_url(HOME)})
    return redirect(HOME)
