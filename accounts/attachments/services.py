"""The rules of policies on identities: how many managed ones, how much inline text."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Attachment, Group, InlinePolicy, Role, User
from iamconsole.errors import NoSuchEntity, UnmodifiableEntity
from iamconsole.quotas import Quota
from policies import language
from policies.documents import services as policies

Identity = User | Group | Role


@dataclass(frozen=True, slots=True)
class Kind:
    """What AWS allows on one kind of identity: how many managed policies, how many characters of inline ones."""

    name: str
    policies: Quota
    inline_size: Quota


def _inline_size(kind: str, limit: int) -> Quota:
    text = "Maximum policy size of {limit} bytes exceeded for " + kind.lower() + " {of}"
    return Quota(f"{kind}PolicySize", limit, text)


KINDS: dict[type, Kind] = {
    User: Kind("User", Quota("PoliciesPerUser", 10), _inline_size("User", 2048)),
    Group: Kind("Group", Quota("PoliciesPerGroup", 10), _inline_size("Group", 5120)),
    Role: Kind("Role", Quota("PoliciesPerRole", 10), _inline_size("Role", 10_240)),
}


def attach(identity: Identity, policy_arn: str) -> None:
    """Attach the managed policy; being attached already is no error."""
    _refuse_change_of_service_linked(identity)
    policy = policies.find_attachable(identity.account_id, policy_arn)
    attachments = Attachment.objects.filter(**_owner(identity))
    if attachments.filter(policy=policy).exists():
        return
    KINDS[type(identity)].policies.check_room(attachments.count())
    Attachment.objects.create(policy=policy, created=timezone.now(), **_owner(identity))
    policies.count_use(policy, identity.account_id, attachments=1)


def detach(identity: Identity, policy_arn: str) -> None:
    _refuse_change_of_service_linked(identity)
    policy = policies.find(identity.account_id, policy_arn)
    removed, _ = Attachment.objects.filter(policy=policy, **_owner(identity)).delete()
    if not removed:
        raise NoSuchEntity(f"Policy {policy_arn} was not found.")
    policies.count_use(policy, identity.account_id, attachments=-1)


def put_inline(identity: Identity, name: str, document: str) -> None:
    """Write the inline policy called `name`, in either case, over the one that may be there and keeps its name."""
    _refuse_change_of_service_linked(identity)
    policies.check_document(document)
    present = InlinePolicy.objects.filter(name__iexact=name, **_owner(identity)).first()
    others = InlinePolicy.objects.filter(**_owner(identity)).exclude(name__iexact=name)
    size = language.size_of(document) + sum(language.size_of(other.document) for other in others)
    KINDS[type(identity)].inline_size.check(size, of=identity.name)
    policy = present or InlinePolicy(name=name, **_owner(identity))
    policy.document = document
    policy.save()


def find_inline(identity: Identity, name: str) -> InlinePolicy:
    policy = InlinePolicy.objects.filter(name__iexact=name, **_owner(identity)).first()
    if policy is None:
        raise NoSuchEntity(_no_inline(identity, name))
    return policy


def _no_inline(identity: Identity, name: str) -> str:
    kind = KINDS[type(identity)].name.lower()
    # For groups it is worded as in the other operations that ask for a group.
    return f"Policy {name} not found" if kind == "group" else f"The {kind} policy with name {name} cannot be found."


def delete_inline(identity: Identity, name: str) -> None:
    _refuse_change_of_service_linked(identity)
    find_inline(identity, name).delete()


def _owner(identity: Identity) -> dict[str, Any]:
    return {KINDS[type(identity)].name.lower(): identity}


def _refuse_change_of_service_linked(identity: Identity) -> None:
    if isinstance(identity, Role) and identity.is_service_linked:
        raise UnmodifiableEntity(
            f"Cannot perform the operation on the protected role '{identity.name}'"
            " - this role is only modifiable by AWS"
        )
