"""Tell which resource type an ARN, or a pattern of ARNs, can belong to."""

import re
from collections.abc import Iterable

from policies.catalog.globs import overlap
from policies.catalog.model import ResourceType

ARN_PARTS = 6

# AWS's resource names are shorter by far; a longer pattern is not compared character by character
LONGEST_COMPARED = 2048


def split_arn(arn: str) -> tuple[str, ...]:
    """Return the six parts of `arn`, or fewer when colons are missing."""
    return tuple(arn.split(":", ARN_PARTS - 1))


def format_pattern(arn_format: str) -> str:
    """Return `arn_format` as a pattern: each `${Placeholder}` may be any text."""
    return re.sub(r"\$\{[^}]*\}", "*", arn_format)


def fits_format(arn: str, arn_format: str) -> bool:
    """Say whether `arn`, which may hold wildcards, names a resource of that format, part by part."""
    parts, expected = split_arn(arn), split_arn(format_pattern(arn_format))
    if len(parts) != len(expected) or len(arn) > LONGEST_COMPARED:
        return False
    return all(overlap(part, wanted) for part, wanted in zip(parts, expected, strict=True))


def arn_service(kind: ResourceType) -> str:
    """Return the service part of the type's ARNs; it need not be the prefix of the type's service."""
    return split_arn(kind.arn_format)[2]


def closest_types(arn: str, types: Iterable[ResourceType]) -> tuple[ResourceType, ...]:
    """Return those of `types` that fit `arn`, the one with the most fixed characters first.

    `arn:aws:s3:::b/k` fits a bucket (any name) and an object (any name, slash, any key).
    """
    fitting = [kind for kind in types if fits_format(arn, kind.arn_format)]
    return tuple(sorted(fitting, key=_distance))


def _distance(kind: ResourceType) -> tuple[int, bool]:
    """Order by fixed characters; among equals the service that the ARN names owns the type."""
    pattern = format_pattern(kind.arn_format)
    return -len(pattern.replace("*", "")), arn_service(kind) != kind.service
