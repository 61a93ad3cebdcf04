"""The headers that every answer bears, whoever gives it: pages, redirects, errors, static files and the AWS API.

Source: OWASP Secure Headers Project. What is for documents alone (policy of content, frames) is with `settings`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from iamconsole.aws.wire import is_secure

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Permissions-Policy": settings.PERMISSIONS_POLICY,
    # Whoever may be kept says so; nothing else is, on no disk and in no proxy.
    "Cache-Control": "no-store",
}
# An answer of the API is no document: where a browser takes it for one, it may do nothing.
API = {**EVERYWHERE, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


class ResponseHeaders:
    """The outermost middleware: what an answer does not say itself is filled in, on what others refuse too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response


def of_api(environ: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the headers for an answer that passes no middleware."""
    headers = [*API.items()]
    if settings.SECURE_HSTS_SECONDS and is_secure(environ):
        headers.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    return headers
