"""Session policies and tags: what may be passed to a session, and how much of the room for it they take.

Source: STS API Reference, AssumeRole: 2,048 characters of policies in plain text, ten managed policies, fifty tags; and
a packed binary format whose size is told in percent.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iamconsole.caller import Session
from iamconsole.errors import InvalidParameterValue, NoSuchEntity, PackedPolicyTooLarge, ValidationError
from iamconsole.tags import DUPLICATE, RESERVED, RESERVED_PREFIX
from policies import language
from policies.documents.services import check_document
from policies.language import PolicyKind
from policies.models import Policy

POLICY_SIZE = 2048
POLICY_ARNS = 10
# Our own measure: AWS tells neither its format nor its limit.
PACKED_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Passed:
    """What a request passes to the session it asks for."""

    policies: tuple[str, ...]
    policy_arns: tuple[str, ...]
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tags: tuple[str, ...] = ()

    @property
    def packed_size(self) -> int | None:
        """Return how many percent of the room are taken, or None when nothing was passed."""
        content = [*self.policies, *self.policy_arns, *self.tags]
        if not content:
            return None
        return -(-100 * len(zlib.compress(json.dumps(content).encode(), 9)) // PACKED_LIMIT)

    def fields(self) -> dict[str, Any]:
        """Return the fields of a token."""
        return {
            "policies": self.policies,
            "policy_arns": self.policy_arns,
            "tags": self.tags,
            "transitive_tags": self.transitive_tags,
        }


def passed(
    account_id: str,
    policy: str | None,
    policy_arns: Iterable[Mapping[str, str]] | None,
    tags: Iterable[Mapping[str, str]] | None = None,
    transitive: Sequence[str] | None = None,
    inherited_from: Session | None = None,
    inherited_tags: Mapping[str, str] | None = None,
) -> Passed:
    """Return what is passed, checked; transitive tags of the calling session are passed on with it."""
    arns = tuple(entry["arn"] for entry in policy_arns or () if entry.get("arn"))
    if policy is not None:
        check_document(policy, PolicyKind.SESSION)
    if language.size_of(policy or "") + sum(map(len, arns)) > POLICY_SIZE:
        raise PackedPolicyTooLarge(f"The session policies are longer than {POLICY_SIZE} characters.")
    if len(arns) > POLICY_ARNS:
        raise ValidationError(f"At most {POLICY_ARNS} managed session policies can be passed.")
    for arn in arns:
        if Policy.objects.by_arn(arn, account_id) is None:
            raise NoSuchEntity(f"Policy {arn} does not exist or is not attachable.")
    own = tuple((tag["Key"], tag["Value"]) for tag in tags or ())
    handed_on, keys = _inherited(own, inherited_from, inherited_tags or {})
    found = Passed((policy,) if policy else (), arns, own + handed_on, _transitive(own, transitive or ()) + keys)
    if (found.packed_size or 0) > 100:
        raise PackedPolicyTooLarge(f"Packed size of session tags consumes {found.packed_size}% of allotted space.")
    return found


def _transitive(own: tuple[tuple[str, str], ...], keys: Sequence[str]) -> tuple[str, ...]:
    folded = [key.lower() for key, _ in own]
    if len(set(folded)) < len(folded):
        raise InvalidParameterValue(DUPLICATE)
    if any(key.startswith(RESERVED_PREFIX) for key in folded):
        raise InvalidParameterValue(RESERVED)
    if any(key.lower() not in folded for key in keys):
        raise InvalidParameterValue("The specified transitive tag key must be included in the requested tags.")
    return tuple(keys)


def _inherited(
    own: tuple[tuple[str, str], ...], session: Session | None, tags: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    keys = session.transitive_tags if session else ()
    folded = {key.lower() for key in keys}
    if any(key.lower() in folded for key, _ in own):
        raise InvalidParameterValue(
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from"
            " the calling session."
        )
    return tuple((key, value) for key, value in tags.items() if key.lower() in folded), keys
