"""Quotas: how many of a thing there may be, or how large one may grow.

A quota is a value that stands with the rule it limits; the rule asks it, an operation names those it asks, and
`docs/operations.md` and GetAccountSummary show them.
Source: IAM User Guide, "IAM and AWS STS quotas".
"""

import re
from dataclasses import dataclass

from iamconsole.errors import LimitExceeded


@dataclass(frozen=True, slots=True)
class Quota:
    """`text` is what AWS answers when it would be exceeded, `{of}` in it whose it is."""

    name: str
    limit: int
    text: str = "Cannot exceed quota for {name}: {limit}"

    def __str__(self) -> str:
        return f"{self.name} {self.limit:,}"

    def check_room(self, present: int) -> None:
        """Raise LimitExceeded when there are `present` already, so that one more would be too many."""
        self.check(present + 1)

    def check(self, wanted: int, *, of: str = "") -> None:
        """Raise LimitExceeded when `wanted`, a number or a size, is more than there may be."""
        if wanted > self.limit:
            raise LimitExceeded(self.text.format(name=self.name, limit=self.limit, of=of))

    def is_meant_by(self, message: str) -> bool:
        """Whether `message` is what this quota answers, whatever its limit was then."""
        pattern = re.escape(self.text.format(name=self.name, limit="\0", of="\1"))
        return re.fullmatch(pattern.replace("\0", r"\d+").replace("\1", ".+"), message) is not None
