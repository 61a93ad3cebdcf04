"""Reads of the policies on identities."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Attachment, Group, InlinePolicy, Membership, Role, User
from policies.models import Policy

Identity = User | Group | Role


def attached_to(identity: Identity, path_prefix: str = "/") -> QuerySet[Policy]:
    """Return the managed policies attached to `identity`, by path."""
    found = Policy.objects.seen_by(identity.account_id).filter(attached_to__in=identity.attachments.all())
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def inline_names(identity: Identity) -> Iterable[str]:
    return identity.inline_policies.values_list("name", flat=True)


def inline_of(identity: Identity) -> QuerySet[InlinePolicy]:
    return identity.inline_policies.order_by("name")


def users_with(policy: Policy, account_id: str) -> QuerySet[User]:
    """Return the users of the account that have `policy` attached."""
    return User.objects.filter(account_id=account_id, attachments__policy=policy)


def groups_with(policy: Policy, account_id: str) -> QuerySet[Group]:
    return Group.objects.filter(account_id=account_id, attachments__policy=policy)


def users_reached_by(policy: Policy, account_id: str) -> QuerySet[User]:
    """Return the users of the account that have `policy` attached, themselves or through a group."""
    own = Attachment.objects.filter(user=OuterRef("pk"), policy=policy)
    of_groups = Membership.objects.filter(user=OuterRef("pk"), group__attachments__policy=policy)
    return User.objects.filter(Exists(own) | Exists(of_groups), account_id=account_id)


def roles_with(policy: Policy, account_id: str) -> QuerySet[Role]:
    return Role.objects.filter(account_id=account_id, attachments__policy=policy)


def users_bounded_by(policy: Policy, account_id: str) -> QuerySet[User]:
    return User.objects.filter(boundary=policy, account_id=account_id)


def roles_bounded_by(policy: Policy, account_id: str) -> QuerySet[Role]:
    return Role.objects.filter(boundary=policy, account_id=account_id)
