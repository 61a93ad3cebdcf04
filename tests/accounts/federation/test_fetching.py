"""Fetching from a provider over real TLS on this machine: who is believed, and how much is read."""

import hashlib
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from accounts.federation.fetching import LARGEST_BODY, Unreachable, Untrusted, fetch_json
from tests import providers

ANSWERS = {
    "/good": (200, b'{"a": 1}'),
    "/list": (200, b"[1]"),
    "/nonsense": (200, b"nonsense"),
    "/missing": (404, b"{}"),
    "/moved": (302, b"{}"),
    "/large": (200, b'{"a": "' + b"x" * LARGEST_BODY + b'"}'),
    "/deep": (200, b"[" * 100_000),
}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Location", "/good")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        pass


def _certificate(name: str, issuer: str, host: str, *, is_authority: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    public = providers.rsa_key(name).public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(providers.rsa_key(issuer), SHA256())
    )


def _thumbprint(certificate: x509.Certificate) -> str:
    return hashlib.sha1(certificate.public_bytes(Encoding.DER), usedforsecurity=False).hexdigest()


class Host:
    """A provider on this machine; `leaf` is its certificate, `authority` signed it and is shown too."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", authority: str = "authority") -> None:
        self.authority = _certificate("authority", "authority", host, is_authority=True)
        self.leaf = _certificate("leaf", authority, host, is_authority=False)
        key = providers.rsa_key("leaf").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain = b"".join(one.public_bytes(Encoding.PEM) for one in (self.leaf, self.authority))
        (folder / "chain.pem").write_bytes(chain + key)
        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "chain.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_arguments: None  # type: ignore[method-assign]
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    yield host
    host.close()


def test_a_thumbprint_of_the_authority_vouches(host: Host) -> None:
    assert fetch_json(f"{host.url}/good", [_thumbprint(host.authority)]) == {"a": 1}


def test_a_thumbprint_of_the_host_itself_vouches(host: Host) -> None:
    assert fetch_json(f"{host.url}/good", ["0" * 40, _thumbprint(host.leaf)]) == {"a": 1}


@pytest.mark.parametrize("thumbprints", [[], ["0" * 40]])
def test_nobody_else_is_believed(host: Host, thumbprints: list[str]) -> None:
    with pytest.raises(Untrusted):
        fetch_json(f"{host.url}/good", thumbprints)


def test_an_authority_that_is_only_shown_does_not_vouch(tmp_path: Path) -> None:
    impostor = Host(tmp_path, authority="forger")

    with pytest.raises(Untrusted):
        fetch_json(f"{impostor.url}/good", [_thumbprint(impostor.authority)])
    impostor.close()


def test_a_certificate_for_another_host_is_not_believed(tmp_path: Path) -> None:
    other = Host(tmp_path, host="127.0.0.9")

    with pytest.raises(Untrusted):
        fetch_json(f"{other.url}/good", [_thumbprint(other.authority)])
    other.close()


@pytest.mark.parametrize("path", ["/list", "/nonsense", "/missing", "/moved", "/large", "/deep"])
def test_only_a_small_json_object_is_taken(host: Host, path: str) -> None:
    with pytest.raises(Unreachable):
        fetch_json(host.url + path, [_thumbprint(host.authority)])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "file:///etc/passwd", "https://", "https://127.0.0.1:1/x", "https://a:b/", ""]
)
def test_only_https_that_answers(url: str) -> None:
    with pytest.raises(Unreachable):
        fetch_json(url, [])
