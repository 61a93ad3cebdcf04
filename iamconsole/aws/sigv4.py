"""Signature Version 4: read the signature of a request, and tell whether a secret made it.

Pure: what is needed comes in, the clock included. Source: IAM User Guide, "Create a signed AWS API request" and
"Troubleshoot Signature Version 4 signing"; the texts are those AWS answers.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote

from iamconsole.aws.wire import WireRequest
from iamconsole.errors import (
    IncompleteSignature,
    MalformedHttpRequestException,
    MissingAuthenticationToken,
    SignatureDoesNotMatch,
)

ALGORITHM = "AWS4-HMAC-SHA256"
# How far a client's clock may be off, in minutes: what AWS's own refusals name, "(... - 15 min.)" from STS.
SKEW_OF_STS = 15
SKEW = 5
LONGEST_PRESIGNED = 7 * 24 * 60 * 60
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key"
    " and signing method. Consult the service documentation for details."
)
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_REGION = re.compile(r"[A-Za-z0-9-]{1,64}")
_UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request says of its own signature; nothing of it is proved yet."""

    access_key_id: str
    day: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    digest: str
    stamp: str
    token: str
    expires: int | None

    @property
    def scope(self) -> str:
        return f"{self.day}/{self.region}/{self.service}/aws4_request"

    @property
    def skew(self) -> int:
        return SKEW_OF_STS if self.service == "sts" else SKEW

    @property
    def signed_at(self) -> datetime:
        return datetime.strptime(self.stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def read(request: WireRequest) -> Signature:
    """Return the signature `request` carries in its Authorization header or its query string."""
    authorization = request.header("authorization")
    if authorization:
        return _from_header(request, authorization)
    if request.is_presigned:
        return _from_query(request)
    if "SignatureVersion=" in request.query or b"SignatureVersion=" in request.body[:4096]:
        raise IncompleteSignature("Signature Version 2 is not supported. Sign the request with AWS4-HMAC-SHA256.")
    raise MissingAuthenticationToken("Request is missing Authentication Token")


def check_time(signature: Signature, now: datetime) -> None:
    """Raise SignatureDoesNotMatch when the request was signed too long ago, or too far ahead."""
    signed_at, minutes = _signed_at(signature), signature.skew
    skew = timedelta(minutes=minutes)
    if signed_at > now + skew:
        raise SignatureDoesNotMatch(
            f"Signature not yet current: {signature.stamp} is still later than"
            f" {_stamp(now + skew)} ({_stamp(now)} + {minutes} min.)"
        )
    if signature.expires is None and signed_at < now - skew:
        raise SignatureDoesNotMatch(
            f"Signature expired: {signature.stamp} is now earlier than {_stamp(now - skew)}"
            f" ({_stamp(now)} - {minutes} min.)"
        )
    if signature.expires is not None and now > signed_at + timedelta(seconds=signature.expires):
        ends = signed_at + timedelta(seconds=signature.expires)
        raise SignatureDoesNotMatch(f"Signature expired: {_stamp(ends)} is now earlier than {_stamp(now)}")


def verify(request: WireRequest, signature: Signature, secret: str) -> None:
    """Raise SignatureDoesNotMatch unless `secret` made the signature of exactly this request."""
    expected = hmac.new(_signing_key(signature, secret), _to_sign(request, signature), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.digest.encode()):
        raise SignatureDoesNotMatch(MISMATCH)


def _from_header(request: WireRequest, authorization: str) -> Signature:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{_shown(algorithm)}'. Use {ALGORITHM}.")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not fields.get(name)]
    stamp = request.header("x-amz-date")
    if missing or not stamp:
        told = [f"Authorization header requires '{name}' parameter." for name in missing]
        if not stamp:
            told.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        raise IncompleteSignature(" ".join(told))
    return _checked(
        credential=fields["Credential"],
        signed_headers=fields["SignedHeaders"],
        digest=fields["Signature"],
        stamp=stamp,
        token=request.header("x-amz-security-token"),
        expires=None,
    )


def _from_query(request: WireRequest) -> Signature:
    try:
        fields = dict(parse_qsl(request.query, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise MalformedHttpRequestException("The query string is not UTF-8.") from None
    if fields["X-Amz-Algorithm"] != ALGORITHM:
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{_shown(fields['X-Amz-Algorithm'])}'.")
    needed = ("X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Date", "X-Amz-Expires")
    missing = [name for name in needed if not fields.get(name)]
    if missing:
        told = " ".join(f"AWS query-string parameters must include '{name}'." for name in missing)
        raise IncompleteSignature(f"{told} Re-examine the query-string parameters.")
    expires = fields["X-Amz-Expires"]
    if not re.fullmatch(r"[0-9]{1,6}", expires) or int(expires) > LONGEST_PRESIGNED:
        raise IncompleteSignature(f"X-Amz-Expires must be a number of seconds up to {LONGEST_PRESIGNED}.")
    return _checked(
        credential=fields["X-Amz-Credential"],
        signed_headers=fields["X-Amz-SignedHeaders"],
        digest=fields["X-Amz-Signature"],
        stamp=fields["X-Amz-Date"],
        token=fields.get("X-Amz-Security-Token", ""),
        expires=int(expires),
    )


def _checked(
    *, credential: str, signed_headers: str, digest: str, stamp: str, token: str, expires: int | None
) -> Signature:
    parts = credential.split("/")
    if len(parts) != 5:
        raise IncompleteSignature(
            f"Credential must have exactly 5 slash-delimited elements, e.g."
            f" keyid/date/region/service/term, got '{_shown(credential)}'"
        )
    key_id, day, region, service, term = parts
    if term != "aws4_request":
        raise SignatureDoesNotMatch(
            f"Credential should be scoped with a valid terminator: 'aws4_request', not '{_shown(term)}'."
        )
    if not _REGION.fullmatch(region):
        raise SignatureDoesNotMatch("Credential should be scoped to a valid region.")
    if not _STAMP.fullmatch(stamp):
        raise IncompleteSignature(f"Date must be in ISO-8601 'basic format'. Got '{_shown(stamp)}'.")
    if day != stamp[:8]:
        raise SignatureDoesNotMatch(
            f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
            f" '{_shown(day)}' != '{stamp[:8]}', from '{stamp}'."
        )
    names = tuple(signed_headers.split(";"))
    if "host" not in names:
        raise SignatureDoesNotMatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    return Signature(key_id, day, region, service, names, digest, stamp, token, expires)


def _signed_at(signature: Signature) -> datetime:
    try:
        return signature.signed_at
    except ValueError:
        raise IncompleteSignature(f"Date must be in ISO-8601 'basic format'. Got '{signature.stamp}'.") from None


def _to_sign(request: WireRequest, signature: Signature) -> bytes:
    # A signed header that is missing counts as empty, which fails like any other difference.
    headers = "".join(f"{name}:{' '.join(request.header(name).split())}\n" for name in signature.signed_headers)
    canonical = "\n".join(
        (
            request.method,
            _canonical_path(request.path),
            _canonical_query(request.query),
            headers,
            ";".join(signature.signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{ALGORITHM}\n{signature.stamp}\n{signature.scope}\n{digest}".encode()


def _canonical_path(path: str) -> str:
    """Return the path with `.` and `..` resolved and encoded once more, as every service but S3 signs it."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    ending = "/" if kept and path.endswith("/") else ""
    return quote("/" + "/".join(kept) + ending, safe="/" + _UNRESERVED)


def _canonical_query(query: str) -> str:
    pairs = []
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        if name != "X-Amz-Signature":
            pairs.append((_recoded(name), _recoded(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _recoded(text: str) -> str:
    return quote(unquote(text, errors="surrogateescape"), safe=_UNRESERVED, errors="surrogateescape")


def _signing_key(signature: Signature, secret: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (signature.day, signature.region, signature.service, "aws4_request"):
        key = hmac.new(key, part.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
    return key


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _shown(text: str) -> str:
    return text[:200]
