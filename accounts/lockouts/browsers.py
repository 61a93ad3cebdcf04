"""Which users a browser has proved to be at: a signed cookie, given when a sign-in is finished with a second factor.

Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies". Whoever has one is not made to wait for what
strangers did; the tries of the browser itself are counted for it alone.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User

COOKIE = "iamconsole_browser"
SALT = "accounts.lockouts.browsers"
LIFETIME_SECONDS = 180 * 24 * 60 * 60
USERS_PER_BROWSER = 8
BROWSER_ID_BYTES = 9


def name_of(request: HttpRequest, user_id: str) -> str:
    """Return the name of the browser that asks if it has proved to be the user's, "" of a stranger's."""
    known = _read(request)
    return str(known["browser"]) if user_id in known["users"] else ""


def note_proof(request: HttpRequest, user: User) -> None:
    """Have the answer to `request` give the browser its proof."""
    request.META[COOKIE] = user.unique_id


def give_proof(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie on the answer to a request that finished a sign-in; do nothing on others."""
    proved = request.META.get(COOKIE)
    if proved is None:
        return
    known = _read(request)
    users = [proved, *(user for user in known["users"] if user != proved)][:USERS_PER_BROWSER]
    response.set_cookie(
        COOKIE,
        signing.dumps({"browser": known["browser"], "users": users}, salt=SALT),
        max_age=LIFETIME_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        known: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return {"browser": secrets.token_urlsafe(BROWSER_ID_BYTES), "users": []}
    return known
