"""ID tokens of OpenID Connect providers: whom they name, once the provider's own keys have proved them.

Source: STS API Reference, AssumeRoleWithWebIdentity; OpenID Connect Core, "ID Token Validation".
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt
from django.core.cache import cache
from django.utils import timezone

from accounts.federation import fetching
from accounts.federation.fetching import Unreachable, Untrusted
from accounts.federation.identity import Claims, text_tuple
from accounts.models import OIDCProvider
from iamconsole.errors import ExpiredTokenException, IDPCommunicationError, InvalidIdentityToken

ALGORITHMS = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "ES512": "EC",
}
REQUIRED = ["iss", "aud", "sub", "exp", "iat"]
# How far the provider's clock may be ahead of ours.
LEEWAY_SECONDS = 60
KEYS_HOLD_SECONDS = 600
FAILURE_HOLDS_SECONDS = 20
# An unknown key is looked for again, but not more often than this.
SEARCH_PAUSE_SECONDS = 60
KEYS_AT_MOST = 100

NOT_A_TOKEN = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"  # noqa: S105
EXPIRED = "Token expired: current date/time must be before the expiration date/time"
NO_KEY = (
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity"
    " documentation for requirements"
)
WRONG_HOST = "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"

Keys = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """Somebody whom a provider vouches for, to `audience`; `claims` are what AWS understands of the rest."""

    provider: OIDCProvider
    subject: str
    audience: str
    claims: Claims
    keys: Mapping[str, Any]

    @property
    def lasting_keys(self) -> dict[str, Any]:
        """Return those that stay with the session (User Guide, "Available keys for AWS web identity federation")."""
        url = self.provider.url.lower()
        kept = {f"{url}:{name}" for name in ("aud", "sub", "amr", "id")}
        return {name: value for name, value in self.keys.items() if name in kept or name == "aws:federatedprovider"}


def issuer_of(token: str) -> str:
    """Return who claims to have issued the token, without the `https://`; nothing of it is proved yet."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, RecursionError):
        raise InvalidIdentityToken(NOT_A_TOKEN) from None
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer:
        raise InvalidIdentityToken("Missing a required claim: iss")
    return issuer.removeprefix("https://")


def verify(provider: OIDCProvider, token: str) -> WebIdentity:
    """Return whom the token names; raise when the provider did not sign it, or not for one of its clients."""
    header = _header(token)
    claims = _proved(token, _key(provider, header), header["alg"])
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise InvalidIdentityToken("Missing a required claim: sub")
    audiences = text_tuple(claims["aud"])
    authorized_party = claims.get("azp")
    audience = authorized_party if isinstance(authorized_party, str) and authorized_party else _only(audiences)
    if audience not in provider.client_ids:
        raise InvalidIdentityToken("Incorrect token audience")
    return WebIdentity(
        provider=provider,
        subject=claims["sub"],
        audience=audience,
        claims=Claims.of_token(claims),
        keys=_keys(provider, claims, audience, audiences),
    )


def _header(token: str) -> dict[str, Any]:
    try:
        header: dict[str, Any] = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, RecursionError):
        raise InvalidIdentityToken(NOT_A_TOKEN) from None
    if header.get("alg") not in ALGORITHMS:
        raise InvalidIdentityToken(f"The ID Token must be signed with one of {', '.join(ALGORITHMS)}.")
    return header


def _proved(token: str, key: jwt.PyJWK, algorithm: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED, "verify_aud": False},
        )
    except jwt.ExpiredSignatureError:
        raise ExpiredTokenException(EXPIRED) from None
    except jwt.MissingRequiredClaimError as error:
        raise InvalidIdentityToken(f"Missing a required claim: {error.claim}") from None
    except jwt.ImmatureSignatureError:
        raise InvalidIdentityToken("Token is not yet valid") from None
    except jwt.InvalidTokenError:
        raise InvalidIdentityToken("The ID Token's signature or claims cannot be verified.") from None
    if int(claims["exp"]) <= timezone.now().timestamp():
        # The leeway is for tokens from the future only.
        raise ExpiredTokenException(EXPIRED)
    return claims


def _only(audiences: Sequence[str]) -> str:
    """Return the audience of a token that names no authorized party; of several none is the one it was made for."""
    return audiences[0] if len(audiences) == 1 else ""


def _keys(
    provider: OIDCProvider, claims: Mapping[str, Any], audience: str, audiences: tuple[str, ...]
) -> dict[str, Any]:
    """Return the condition keys, named after the provider, and the provider itself."""
    url = provider.url.lower()
    keys: dict[str, Any] = {
        "aws:federatedprovider": provider.arn,
        f"{url}:aud": audience,
        f"{url}:sub": claims["sub"],
    }
    if claims.get("azp"):
        keys[f"{url}:oaud"] = audiences[0] if len(audiences) == 1 else audiences
    if claims.get("amr"):
        keys[f"{url}:amr"] = text_tuple(claims["amr"])
    if isinstance(claims.get("email"), str):
        keys[f"{url}:email"] = claims["email"]
    return keys


def _key(provider: OIDCProvider, header: Mapping[str, Any]) -> jwt.PyJWK:
    """Return the provider's key that the token names; keys that appeared since are looked for once in a while."""
    found = _matching(_published(provider), header)
    if found is None and cache.add(f"{_slot(provider)}:search", True, SEARCH_PAUSE_SECONDS):
        cache.delete(_slot(provider))
        found = _matching(_published(provider), header)
    if found is None:
        raise InvalidIdentityToken(NO_KEY)
    return found


def _matching(keys: Keys, header: Mapping[str, Any]) -> jwt.PyJWK | None:
    algorithm = header["alg"]
    fitting = [
        key
        for key in keys
        if key.get("kty") == ALGORITHMS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    ]
    if "kid" in header:
        fitting = [key for key in fitting if key.get("kid") == header["kid"]]
    if len(fitting) != 1:
        return None
    try:
        return jwt.PyJWK(fitting[0], algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def _published(provider: OIDCProvider) -> Keys:
    """Return the keys that the provider publishes, or why there are none; both are remembered for a while."""
    slot = _slot(provider)
    known = cache.get(slot)
    if known is None:
        known = _fetched(provider)
        cache.set(slot, known, FAILURE_HOLDS_SECONDS if isinstance(known, str) else KEYS_HOLD_SECONDS)
    match known:
        case "untrusted":
            raise InvalidIdentityToken(WRONG_HOST)
        case "unreachable":
            raise IDPCommunicationError("The identity provider could not be reached, or did not answer as it should.")
    keys: Keys = known
    return keys


def _fetched(provider: OIDCProvider) -> Keys | str:
    try:
        described = fetching.fetch_json(
            f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", provider.thumbprints
        )
        if described.get("issuer") != provider.issuer:
            return "unreachable"
        published = fetching.fetch_json(str(described.get("jwks_uri", "")), provider.thumbprints)
    except Untrusted:
        return "untrusted"
    except Unreachable:
        return "unreachable"
    keys = published.get("keys")
    return [key for key in keys[:KEYS_AT_MOST] if isinstance(key, dict)] if isinstance(keys, list) else "unreachable"


def _slot(provider: OIDCProvider) -> str:
    pinned = ",".join(sorted(provider.thumbprints))
    return "provider-keys:" + hashlib.sha256(f"{provider.issuer} {pinned}".encode()).hexdigest()
