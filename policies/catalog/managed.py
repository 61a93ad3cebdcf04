"""The policies that AWS manages: `arn:aws:iam::aws:policy/...`, as data/managed_policies.json.xz has them."""

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

TARGET = Path(__file__).with_name("data") / "managed_policies.json.xz"

ARN_PREFIX = "arn:aws:iam::aws:policy"


@dataclass(frozen=True)
class ManagedPolicy:
    """Dates are ISO 8601 in UTC. Only the default version's document is kept."""

    arn: str
    default_version_id: str
    create_date: str
    update_date: str
    version_dates: Mapping[str, str]
    compact_document: str

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def path(self) -> str:
        return self.arn.removeprefix(ARN_PREFIX).removesuffix(self.name)

    @cached_property
    def document(self) -> str:
        """Return the document as IAM shows it, indented."""
        return json.dumps(json.loads(self.compact_document), indent=4, ensure_ascii=False)


@dataclass(frozen=True)
class ManagedPolicies:
    source: str
    version: str
    license: str
    date: str
    by_arn: Mapping[str, ManagedPolicy]


@cache
def managed_policies(path: Path = TARGET) -> ManagedPolicies:
    """Return all policies that AWS manages, ordered by name; read once, at the first call."""
    content = json.loads(lzma.decompress(path.read_bytes()))
    policies = (ManagedPolicy(*row) for row in content.pop("policies"))
    return ManagedPolicies(**content, by_arn=MappingProxyType({policy.arn: policy for policy in policies}))


def find_managed_policy(arn: str) -> ManagedPolicy | None:
    return managed_policies().by_arn.get(arn)
