"""The gate before every page: default closed, opened only by a finished sign-in.

A view is open to everybody only when it says so with `@open_to_everybody`; the steps of the sign-in are open to whoever
stands at that step, and everything else only to a user who has shown a second factor.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from accounts.lockouts import browsers
from accounts.signin import flow
from accounts.switching import flow as switching
from iamconsole.access import is_open_to_everybody
from iamconsole.api import is_api_path

SIGN_OUT = "signin:sign-out"


class SignInGate:
    """The middleware; it stands after those that know the user and the second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        browsers.give_proof(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if is_open_to_everybody(view):
            return None
        step = flow.next_step(request)
        here = request.resolver_match.view_name if request.resolver_match else ""
        if here == SIGN_OUT:
            return None
        if step is None:
            return switching.before_page(request)
        if here in flow.PAGES[step]:
            return None
        return _sent_to(request, step)


def _sent_to(request: HttpRequest, step: str) -> HttpResponseBase:
    address = resolve_url(step)
    if is_api_path(request):
        # A program wants to hear why, not to read a page.
        problem = {"code": "NotSignedIn", "message": f"Sign in first, at {address}."}
        return JsonResponse(problem, status=401, headers={"WWW-Authenticate": f'Session realm="{address}"'})
    if step == flow.SIGN_IN and request.method == "GET" and request.path != resolve_url("console:home"):
        address = f"{address}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        # A redirect would swap the sign-in page into a fragment of the page that is open.
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
