"""A passkey in software, which does whatever a test tells it to: also what no honest authenticator would."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN = "http://localhost:8000"
RELYING_PARTY = "localhost"
PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """A credential with its key; `sign_count` is what it will tell next, 0 of those that do not count."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""
    sign_count: int = 0
    flags: int = PRESENT | VERIFIED

    def created(self, options: dict[str, Any], **otherwise: Any) -> str:
        """Return the answer to a request for a new credential; it remembers whose it is."""
        self.user_handle = decode(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cbor2.dumps(public)
        data = self._data(HAS_CREDENTIAL, **otherwise) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"attestationObject": encode(attestation), "transports": ["internal"]}
        return self._answer("webauthn.create", options, response, **otherwise)

    def used(self, options: dict[str, Any], **otherwise: Any) -> str:
        """Return the answer to a request to sign `options`, with whatever a test wants `otherwise`."""
        data = self._data(0, **otherwise)
        client = self._client_data("webauthn.get", options, **otherwise)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        handle = otherwise.get("user_handle", self.user_handle)
        response = {
            "authenticatorData": encode(data),
            "signature": encode(otherwise.get("signature", signature)),
            "userHandle": encode(handle) if handle is not None else None,
        }
        return self._answer("webauthn.get", options, response, **otherwise)

    def _data(self, more_flags: int, *, relying_party: str = RELYING_PARTY, **otherwise: Any) -> bytes:
        flags = otherwise.get("flags", self.flags) | more_flags
        count = otherwise.get("sign_count", self.sign_count)
        return hashlib.sha256(relying_party.encode()).digest() + bytes([flags]) + int(count).to_bytes(4)

    def _client_data(self, usual: str, options: dict[str, Any], **otherwise: Any) -> bytes:
        told = {
            "type": otherwise.get("kind", usual),
            "challenge": otherwise.get("challenge", options["challenge"]),
            "origin": otherwise.get("origin", ORIGIN),
            "crossOrigin": False,
        }
        return json.dumps(told).encode()

    def _answer(self, usual: str, options: dict[str, Any], response: dict[str, Any], **otherwise: Any) -> str:
        name = encode(self.credential_id)
        client = encode(self._client_data(usual, options, **otherwise))
        whole = {"id": name, "rawId": name, "type": "public-key", "response": {"clientDataJSON": client, **response}}
        return json.dumps(whole | {"clientExtensionResults": {"credProps": {"rk": True}}})


def encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")
