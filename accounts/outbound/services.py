"""The rules of tokens that an account gives its own people, for services outside that trust it."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from accounts.models import TokenIssuer, TokenSigningKey
from iamconsole.caller import Caller
from iamconsole.errors import (
    FeatureDisabled,
    FeatureEnabled,
    JWTPayloadSizeExceededException,
    OutboundWebIdentityFederationDisabledException,
    SessionDurationEscalationException,
    ValidationError,
)

ALGORITHMS = ("RS256", "ES384")
DEFAULT_SECONDS = 300
# Our own measure: AWS does not tell its limit, and was seen to issue 14,984 bytes.
PAYLOAD_BYTES = 16_384
AWS_CLAIMS = "https://sts.amazonaws.com/"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class IssuedToken:
    text: str
    expires: datetime


def enable(account_id: str) -> TokenIssuer:
    """Let the account issue tokens; it gets its issuer and keys the first time, and has the same ones ever after."""
    issuer = TokenIssuer.objects.filter(account_id=account_id).first()
    if issuer is not None and issuer.is_enabled:
        raise FeatureEnabled(f"Outbound identity federation is already enabled for account {account_id}")
    if issuer is None:
        issuer = TokenIssuer.objects.create(account_id=account_id, created=timezone.now())
        for algorithm in ALGORITHMS:
            _create_key(issuer, algorithm)
        return issuer
    issuer.is_enabled = True
    issuer.save(update_fields=["is_enabled"])
    return issuer


def disable(account_id: str) -> None:
    """Issue no more tokens; those that are out can still be proved until they expire."""
    issuer = _enabled(account_id)
    if issuer is None:
        raise FeatureDisabled(f"Outbound identity federation is already disabled for account {account_id}")
    issuer.is_enabled = False
    issuer.save(update_fields=["is_enabled"])


def find_enabled(account_id: str) -> TokenIssuer:
    issuer = _enabled(account_id)
    if issuer is None:
        raise FeatureDisabled(f"Outbound identity federation is disabled for account {account_id}")
    return issuer


def _enabled(account_id: str) -> TokenIssuer | None:
    return TokenIssuer.objects.filter(account_id=account_id, is_enabled=True).first()


def issue_token(
    caller: Caller, audiences: Sequence[str], algorithm: str, *, seconds: int, tags: Sequence[Mapping[str, str]]
) -> IssuedToken:
    """Return a token that says who `caller` is to `audiences`; it never outlives the caller's own session."""
    if algorithm not in ALGORITHMS:
        raise ValidationError(
            "Requested SigningAlgorithm is not supported."
            " See the GetWebIdentityToken documentation for supported algorithms"
        )
    issuer = _enabled(caller.account_id)
    if issuer is None:
        raise OutboundWebIdentityFederationDisabledException("OutboundWebIdentityFederation is disabled.")
    now = int(timezone.now().timestamp())
    session = caller.session
    if session and session.expires_at and now + seconds > session.expires_at.timestamp():
        raise SessionDurationEscalationException("The token would outlive the session that asks for it.")
    claims = _claims(caller, issuer, audiences, tags) | {"iat": now, "exp": now + seconds}
    if len(json.dumps(claims)) > PAYLOAD_BYTES:
        raise JWTPayloadSizeExceededException(f"The payload of the token is larger than {PAYLOAD_BYTES} bytes.")
    key = issuer.signing_keys.get(algorithm=algorithm)
    text = jwt.encode(claims, key.pem, algorithm=algorithm, headers={"kid": key.key_id})
    return IssuedToken(text, datetime.fromtimestamp(now + seconds, UTC))


def _claims(
    caller: Caller, issuer: TokenIssuer, audiences: Sequence[str], tags: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    session = caller.session
    about: dict[str, Any] = {
        "aws_account": caller.account_id,
        "source_region": caller.origin.region,
        "principal_id": caller.principal_arn,
        "principal_tags": dict(caller.tags),
        "source_identity": session.source_identity if session else "",
        "original_session_exp": f"{session.expires_at:%Y-%m-%dT%H:%M:%SZ}" if session and session.expires_at else "",
        "request_tags": {tag["Key"]: tag["Value"] for tag in tags},
    }
    return {
        "iss": issuer.url,
        "sub": caller.principal_arn,
        "aud": audiences[0] if len(audiences) == 1 else list(audiences),
        "jti": str(uuid4()),
        AWS_CLAIMS: {name: value for name, value in about.items() if value},
    }


def _create_key(issuer: TokenIssuer, algorithm: str) -> None:
    private: PrivateKey
    if algorithm == "RS256":
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    else:
        private = ec.generate_private_key(ec.SECP384R1())
        public = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    key_id = secrets.token_urlsafe(12)
    key = TokenSigningKey(
        issuer=issuer,
        key_id=key_id,
        algorithm=algorithm,
        public={**public, "kid": key_id, "alg": algorithm, "use": "sig"},
        created=timezone.now(),
    )
    key.seal(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key.save(force_insert=True)
