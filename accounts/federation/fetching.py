"""Fetch what an OpenID Connect provider publishes: over https only, from a host that proved itself, and not much.

The authorities that the system trusts vouch for the host. Where they do not, one of the thumbprints of the provider
does: the certificate that has it, and nothing else, is then the root of the host's chain.
Source: IAM User Guide, "Obtain the thumbprint for an OpenID Connect identity provider".
"""

import hashlib
import http.client
import json
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5
LONGEST_SECONDS = 10
LARGEST_BODY = 512 * 1024
HTTPS_PORT = 443


class Unreachable(Exception):
    """The provider did not answer, or not with what was asked for."""


class Untrusted(Exception):
    """The certificate of the host is vouched for by nobody we know."""


def fetch_json(url: str, thumbprints: Sequence[str]) -> dict[str, Any]:
    """Return the JSON object at `url`; redirects are not followed."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Unreachable(f"{url} is no https address")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        port = parts.port or HTTPS_PORT
        context = _context(parts.hostname, port, thumbprints)
        content = json.loads(_get(parts.hostname, port, target, context))
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise Unreachable(f"{url}: {type(error).__name__}") from error
    if not isinstance(content, dict):
        raise Unreachable(f"{url} is no JSON object")
    return content


def _get(host: str, port: int, target: str, context: ssl.SSLContext) -> bytes:
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
    deadline = time.monotonic() + LONGEST_SECONDS
    try:
        connection.request("GET", target, headers={"Accept": "application/json", "User-Agent": "iamconsole"})
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise ValueError(f"status {answer.status}")
        return _body(answer, deadline)
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    body = b""
    while part := answer.read1(65_536):
        body += part
        if len(body) > LARGEST_BODY or time.monotonic() > deadline:
            raise ValueError("too large or too slow")
    return body


def _context(host: str, port: int, thumbprints: Sequence[str]) -> ssl.SSLContext:
    """Return the trust under which `host` proves itself: the system's, or that of one pinned certificate."""
    context = ssl.create_default_context()
    try:
        with _connected(host, port, context):
            return context
    except ssl.SSLCertVerificationError:
        pinned = _pinned(host, port, thumbprints)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # The pinned certificate may be an intermediate one.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=pinned)
    try:
        with _connected(host, port, context):
            return context
    except ssl.SSLCertVerificationError:
        raise Untrusted from None


def _pinned(host: str, port: int, thumbprints: Sequence[str]) -> bytes:
    """Return the certificate, among those `host` shows, that has one of the thumbprints."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with _connected(host, port, context) as connection:
        # Public as get_unverified_chain() from Python 3.13.
        chain = connection._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
    for certificate in chain:
        der = ssl.PEM_cert_to_DER_cert(certificate.public_bytes())
        # What AWS calls a thumbprint is a SHA-1: finding another certificate to a given one is still beyond anybody.
        if hashlib.sha1(der, usedforsecurity=False).hexdigest() in thumbprints:
            return der
    raise Untrusted


def _connected(host: str, port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection((host, port), timeout=TIMEOUT_SECONDS), server_hostname=host)
