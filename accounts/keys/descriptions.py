"""What access keys are for: AWS's console keeps it as a tag of the user, under the key's id, and so does ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import AccessKey
from iamconsole.aws.pipeline import allows, invoke
from iamconsole.caller import Caller


@dataclass(frozen=True, slots=True)
class DescribedKey:
    key: AccessKey
    description: str


def described(caller: Caller, user_name: str, keys: Sequence[AccessKey]) -> list[DescribedKey]:
    """Return the keys of a user with what they are for, as far as `caller` may see it; root's have nothing."""
    asked = {"UserName": user_name}
    known = tags_of(caller, asked) if user_name and allows(caller, "iam", "ListUserTags", asked) else {}
    return [DescribedKey(key, known.get(key.pk, "")) for key in keys]


def tags_of(caller: Caller, asked: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in invoke(caller, "iam", "ListUserTags", asked)["Tags"]}
