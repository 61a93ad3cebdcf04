"""The rules of policies on identities: how many managed ones, how much inline text."""

from typing import Any

from django.utils import timezone

from accounts.models import Attachment, Group, InlinePolicy, User
from iamconsole.errors import LimitExceeded, NoSuchEntity
from policies import language
from policies.documents import services as policies

Identity = User | Group
POLICIES_PER_USER = POLICIES_PER_GROUP = 10
INLINE_SIZE_OF_USER = 2048
INLINE_SIZE_OF_GROUP = 5120


def attach(identity: Identity, policy_arn: str) -> None:
    """Attach the managed policy; being attached already is no error."""
    policy = policies.find_attachable(identity.account_id, policy_arn)
    attachments = Attachment.objects.filter(**_owner(identity))
    if attachments.filter(policy=policy).exists():
        return
    if isinstance(identity, User) and attachments.count() >= POLICIES_PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPerUser: {POLICIES_PER_USER}")
    if isinstance(identity, Group) and attachments.count() >= POLICIES_PER_GROUP:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPerGroup: {POLICIES_PER_GROUP}")
    Attachment.objects.create(policy=policy, created=timezone.now(), **_owner(identity))
    policies.count_use(policy, identity.account_id, attachments=1)


def detach(identity: Identity, policy_arn: str) -> None:
    policy = policies.find(identity.account_id, policy_arn)
    removed, _ = Attachment.objects.filter(policy=policy, **_owner(identity)).delete()
    if not removed:
        raise NoSuchEntity(f"Policy {policy_arn} was not found.")
    policies.count_use(policy, identity.account_id, attachments=-1)


def put_inline(identity: Identity, name: str, document: str) -> None:
    """Write the inline policy called `name`, over the one that may be there."""
    policies.check_document(document)
    others = InlinePolicy.objects.filter(**_owner(identity)).exclude(name=name)
    size = language.size_of(document) + sum(language.size_of(other.document) for other in others)
    kind, most = ("user", INLINE_SIZE_OF_USER) if isinstance(identity, User) else ("group", INLINE_SIZE_OF_GROUP)
    if size > most:
        raise LimitExceeded(f"Maximum policy size of {most} bytes exceeded for {kind} {identity.name}")
    InlinePolicy.objects.update_or_create(name=name, defaults={"document": document}, **_owner(identity))


def find_inline(identity: Identity, name: str) -> InlinePolicy:
    policy = InlinePolicy.objects.filter(name=name, **_owner(identity)).first()
    if policy is None:
        kind = "user" if isinstance(identity, User) else "group"
        raise NoSuchEntity(f"The {kind} policy with name {name} cannot be found.")
    return policy


def delete_inline(identity: Identity, name: str) -> None:
    find_inline(identity, name).delete()


def _owner(identity: Identity) -> dict[str, Any]:
    return {"user" if isinstance(identity, User) else "group": identity}
