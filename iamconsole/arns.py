"""Amazon Resource Names of what iamconsole keeps.

Source: IAM User Guide, "IAM ARNs".
"""

from dataclasses import dataclass

PARTITION = "aws"


@dataclass(frozen=True, slots=True)
class Arn:
    """The six parts of `arn:partition:service:region:account:resource`."""

    partition: str
    service: str
    region: str
    account_id: str
    resource: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account_id}:{self.resource}"


def parse(text: str) -> Arn | None:
    """Return the parts of `text`, or None when it is no ARN."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return None
    return Arn(*parts[1:])


def iam(account_id: str, resource: str) -> str:
    """Return the ARN of an IAM resource, which never has a region."""
    return f"arn:{PARTITION}:iam::{account_id}:{resource}"


def named(account_id: str, kind: str, path: str, name: str) -> str:
    """Return the ARN of a user, group, role, policy ...: its path is part of it."""
    return iam(account_id, f"{kind}{path}{name}")


def root(account_id: str) -> str:
    return iam(account_id, "root")


def sts(account_id: str, resource: str) -> str:
    return f"arn:{PARTITION}:sts::{account_id}:{resource}"
