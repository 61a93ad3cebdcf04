"""Tags: up to fifty named texts on a thing, kept in the order they were given.

Keys of users and roles are the same in either case, those of everything else are not; so AWS's recorded answers show.
Source: IAM User Guide, "Tags for IAM resources" and "Rules for tagging".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from iamconsole import arns
from iamconsole.errors import InvalidInput, ValidationError
from iamconsole.quotas import Quota

TAGS_PER_RESOURCE = Quota("TagsPerResource", 50)
RESERVED_PREFIX = "aws:"
DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
RESERVED = "Tag keys beginning with aws: are reserved for system use."

Tag = Mapping[str, str]
Stored = list[list[str]]


def stored(tags: Iterable[Tag] | None, *, ignore_case: bool) -> Stored:
    """Return the tags of a request as rows keep them: pairs of key and value."""
    return _joined([], tags or (), ignore_case=ignore_case)


def refuse_alike(tags: Iterable[Tag] | None) -> None:
    """Raise InvalidInput where keys of one request differ in case alone."""
    keys = [tag["Key"].lower() for tag in tags or ()]
    if len(set(keys)) < len(keys):
        raise InvalidInput(DUPLICATE)


def merged(present: Stored, tags: Iterable[Tag], *, ignore_case: bool) -> Stored:
    """Return `present` with `tags`, of which there must be some, added or, where the key is there already, replaced."""
    added = list(tags)
    if not added:
        raise InvalidInput("The provided tag map must not be null/empty.")
    return _joined(present, added, ignore_case=ignore_case)


def _joined(present: Stored, tags: Iterable[Tag], *, ignore_case: bool) -> Stored:
    added = [[tag["Key"], tag["Value"]] for tag in tags]
    if any(not key.strip() for key, _ in added):
        raise ValidationError("A tag key must not consist of white space alone.")
    keys = [_folded(key, ignore_case=ignore_case) for key, _ in added]
    if len(set(keys)) < len(keys):
        raise InvalidInput(DUPLICATE)
    if any(key.lower().startswith(RESERVED_PREFIX) for key, _ in added):
        raise InvalidInput(RESERVED)
    kept = [tag for tag in present if _folded(tag[0], ignore_case=ignore_case) not in keys]
    TAGS_PER_RESOURCE.check(len(kept) + len(added))
    return kept + added


def without(present: Stored, keys: Sequence[str], *, ignore_case: bool) -> Stored:
    """Return `present` less the tags named by `keys`; what is not there is no error.

    Naming none is an error of everything but users and roles.
    """
    if not keys and not ignore_case:
        raise InvalidInput("The provided tag keys must not be null/empty.")
    gone = {_folded(key, ignore_case=ignore_case) for key in keys}
    return [tag for tag in present if _folded(tag[0], ignore_case=ignore_case) not in gone]


def shape(present: Stored) -> list[dict[str, str]]:
    """Return tags as AWS shows them."""
    return [{"Key": key, "Value": value} for key, value in present]


def request_context(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the condition keys that tags in a request give: `aws:RequestTag/...` and `aws:TagKeys`."""
    tags = parameters.get("Tags") or []
    context: dict[str, Any] = {f"aws:requesttag/{tag['Key'].lower()}": tag["Value"] for tag in tags}
    keys = [tag["Key"] for tag in tags] or parameters.get("TagKeys")
    return context | ({"aws:tagkeys": tuple(keys)} if keys else {})


def resource_context(arn: str, present: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the condition keys that the tags of a thing give to who acts on it.

    Users and roles have them under IAM's own name too (Service Authorization Reference, IAM, "Resource types").
    """
    parts = arns.parse(arn)
    prefixes = ("aws", "iam") if parts and parts.resource.startswith(("user/", "role/")) else ("aws",)
    return {f"{prefix}:resourcetag/{key.lower()}": value for key, value in present for prefix in prefixes}


def _folded(key: str, *, ignore_case: bool) -> str:
    return key.lower() if ignore_case else key
