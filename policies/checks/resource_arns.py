"""The ARN in an entry of Resource, with the resource types that it can be meant for."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from policies.catalog import Catalog, ResourceType
from policies.catalog.arns import format_pattern, split_arn
from policies.catalog.globs import overlap

VARIABLE = re.compile(r"\$\{[^{}]*\}")

# Longer names, and names that begin with a wildcard, are taken to fit: comparing them costs time
# and can hardly prove anything wrong.
LONGEST_COMPARED = 512

PART_NUMBERS = {"region": 3, "account": 4}


@dataclass(frozen=True)
class ResourceArn:
    """`parts` with every variable as `*`; `types` are all types of the service."""

    parts: tuple[str, ...]
    types: tuple[ResourceType, ...]

    @property
    def partition(self) -> str:
        return self.parts[1]

    @property
    def service(self) -> str:
        return self.parts[2]

    @property
    def region(self) -> str:
        return self.parts[3]

    @property
    def account(self) -> str:
        return self.parts[4]

    @property
    def resource(self) -> str:
        return self.parts[5]

    @cached_property
    def fitting(self) -> tuple[ResourceType, ...]:
        """Return the types whose resource part can be that of this ARN."""
        if self.resource.startswith(("*", "?")) or len(self.resource) > LONGEST_COMPARED:
            return self.types
        return tuple(kind for kind in self.types if overlap(self.resource, _part(kind, 5)))

    def never_has(self, part: str) -> bool:
        return bool(self.fitting) and not any(_part(kind, PART_NUMBERS[part]) for kind in self.fitting)

    def always_has(self, part: str) -> bool:
        return bool(self.fitting) and all(_part(kind, PART_NUMBERS[part]) for kind in self.fitting)


def read_arn(text: str, catalog: Catalog) -> ResourceArn | None:
    """Return the ARN that `text` is, or None if it begins otherwise."""
    arn = VARIABLE.sub("*", text)
    return ResourceArn(split_arn(arn), catalog.types_of_arn_service(arn)) if arn.startswith("arn:") else None


def _part(kind: ResourceType, number: int) -> str:
    parts = _format_parts(kind.arn_format)
    return parts[number] if number < len(parts) else "*"


@lru_cache(maxsize=4096)
def _format_parts(arn_format: str) -> tuple[str, ...]:
    return split_arn(format_pattern(arn_format))
