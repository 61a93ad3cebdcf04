"""What a provider may say about a session beside who it is for: tags, and a source identity that stays.

Source: IAM User Guide, "Pass session tags in AWS STS" (AssumeRoleWithWebIdentity, AssumeRoleWithSAML).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iamconsole.aws.constraints import python_pattern
from iamconsole.errors import InvalidIdentityToken

TAGS_CLAIM = "https://aws.amazon.com/tags"
SOURCE_IDENTITY_CLAIM = "https://aws.amazon.com/source_identity"
SESSION_TAGS = 50
NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
TAG_KEY = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"
TAG_VALUE = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"


@dataclass(frozen=True, slots=True)
class Claims:
    """Session tags as AWS's requests have them, which of them are transitive, and the source identity."""

    tags: tuple[dict[str, str], ...] = ()
    transitive_keys: tuple[str, ...] = ()
    source_identity: str = ""

    @classmethod
    def checked(cls, tags: Mapping[str, str], transitive_keys: tuple[str, ...], source_identity: str) -> "Claims":
        """Return the claims, if a request could have passed them."""
        if len(tags) > SESSION_TAGS:
            raise InvalidIdentityToken(f"At most {SESSION_TAGS} session tags can be passed.")
        for key, value in tags.items():
            if key.lower().startswith("aws:") or not _fits(TAG_KEY, key, 128) or not _fits(TAG_VALUE, value, 256):
                raise InvalidIdentityToken(f"The session tag {key[:128]} is not valid.")
        if source_identity and not NAME.fullmatch(source_identity):
            raise InvalidIdentityToken("The source identity is not valid.")
        pairs = tuple({"Key": key, "Value": value} for key, value in tags.items())
        return cls(pairs, transitive_keys, source_identity)

    @classmethod
    def of_token(cls, claims: Mapping[str, Any]) -> "Claims":
        passed = claims.get(TAGS_CLAIM) or {}
        if not isinstance(passed, Mapping) or not isinstance(passed.get("principal_tags", {}), Mapping):
            raise InvalidIdentityToken(f"The claim {TAGS_CLAIM} is not valid.")
        tags = {str(key): _single(value) for key, value in passed.get("principal_tags", {}).items()}
        source_identity = claims.get(SOURCE_IDENTITY_CLAIM, "")
        return cls.checked(tags, text_tuple(passed.get("transitive_tag_keys") or ()), str(source_identity))


def text_tuple(value: Any) -> tuple[str, ...]:
    """Return a claim that is a text or a list of texts as a tuple."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise InvalidIdentityToken("A claim that must be a text, or a list of texts, is none.")


def check_session_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise InvalidIdentityToken("RoleSessionName is required in AuthnResponse")
    return name


def _single(value: Any) -> str:
    """A tag has one value, though the claim holds it in a list."""
    texts = text_tuple(value)
    if len(texts) != 1:
        raise InvalidIdentityToken("A session tag has exactly one value.")
    return texts[0]


def _fits(pattern: str, text: str, longest: int) -> bool:
    return len(text) <= longest and python_pattern(pattern).fullmatch(text) is not None
