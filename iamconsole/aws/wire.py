"""A request and an answer as they travel, free of any web framework: the faces in front translate to and from these."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings

from iamconsole.errors import MalformedHttpRequestException, RequestEntityTooLargeException

_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class WireRequest:
    """One HTTP request. `path` and `query` are as they were sent, still percent-encoded: signatures cover them so."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    address: str
    is_secure: bool = False

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    @cached_property
    def content_type(self) -> str:
        return self.header("content-type").partition(";")[0].strip().lower()

    @cached_property
    def is_signed(self) -> bool:
        """Whether the request carries, or tries to carry, a signature."""
        return "authorization" in self.headers or self.is_presigned

    @cached_property
    def is_presigned(self) -> bool:
        return any(part.startswith("X-Amz-Algorithm=") for part in self.query.split("&"))


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """One HTTP answer; `body` is complete."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def from_environ(environ: Mapping[str, Any]) -> WireRequest:
    """Return the request a WSGI server hands over; raise WireError when its body is too large or cannot be read."""
    path, _, query = raw_target(environ)
    return WireRequest(
        method=environ["REQUEST_METHOD"],
        path=path,
        query=query,
        headers=_headers(environ),
        body=_body(environ),
        address=client_address(environ),
        is_secure=is_secure(environ),
    )


def raw_target(environ: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return path, "?" and query as the client sent them; gunicorn gives them in RAW_URI."""
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if target:
        if "://" in target.partition("?")[0]:
            target = "/" + target.split("://", 1)[1].partition("/")[2]
        return str(target).partition("?")
    return environ.get("PATH_INFO", "/") or "/", "?", environ.get("QUERY_STRING", "")


def client_address(environ: Mapping[str, Any]) -> str:
    """Return who connected; behind trusted proxies the address that the outermost of them saw."""
    forwarded = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(forwarded) >= trusted:
        return str(forwarded[-trusted])
    return str(environ.get("REMOTE_ADDR", ""))


def is_secure(environ: Mapping[str, Any]) -> bool:
    if settings.TRUSTED_PROXIES and "HTTP_X_FORWARDED_PROTO" in environ:
        return bool(environ["HTTP_X_FORWARDED_PROTO"] == "https")
    return environ.get("wsgi.url_scheme") == "https"


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def _body(environ: Mapping[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not _LENGTH.fullmatch(length):
        raise MalformedHttpRequestException("Content-Length is not a number.")
    if int(length) > settings.AWS_REQUEST_LIMIT:
        raise RequestEntityTooLargeException(f"The request is larger than {settings.AWS_REQUEST_LIMIT} bytes.")
    try:
        body = environ["wsgi.input"].read(int(length)) if int(length) else b""
    except OSError:
        raise MalformedHttpRequestException("The request ended before its body did.") from None
    if len(body) < int(length):
        raise MalformedHttpRequestException("The request ended before its body did.")
    return bytes(body)
