"""Whom a change of a policy reaches, with their policies as they are and as they would be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from accounts.access.effective import boundary_source, identity_sources
from accounts.attachments import selectors as attachments
from accounts.models import Group, Role, User
from iamconsole.caller import Caller, CallerKind, Face, Origin
from policies.engine import PolicySet, Source, compile_policies
from policies.language import PolicyKind
from policies.models import Policy

# Each takes some queries and a comparison of its own; a page should answer within a few seconds.
MOST_COMPARED = 40
SESSION = "example"
# From where a made-up request would come.
UNKNOWN = Origin(Face.TASK, "")

Identity = User | Role


@dataclass(frozen=True, slots=True)
class Change:
    """One policy gets another text; `source_id` names it among somebody's policies, `before` is "" for a new one."""

    source_id: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody whom the change reaches, and how: `via` is a group, the policy itself or the boundary."""

    identity: Identity
    via: str


@dataclass(frozen=True, slots=True)
class Affected:
    identity: Identity
    via: str
    alike: tuple[str, ...]
    before: PolicySet
    after: PolicySet


def reached_by_policy(policy: Policy, account_id: str) -> Iterator[Reached]:
    """Yield everybody who has the managed policy: directly, by a group, or as a boundary; each once."""
    seen: set[str] = set()
    for reached in _all_reached(policy, account_id):
        if reached.identity.unique_id not in seen:
            seen.add(reached.identity.unique_id)
            yield reached


def reached_by_inline(owner: User | Group | Role) -> Iterator[Reached]:
    """Yield whom an inline policy of `owner` reaches: the owner, or the members of the group."""
    if isinstance(owner, Group):
        yield from _members(owner)
    else:
        yield Reached(owner, "inline policy")


def caller_of(identity: Identity, origin: Origin = UNKNOWN) -> Caller:
    """Return `identity` as it would ask: a user with an access key, a role in a session."""
    is_role = isinstance(identity, Role)
    return Caller(
        kind=CallerKind.ASSUMED_ROLE if is_role else CallerKind.USER,
        account_id=identity.account_id,
        arn=identity.session_arn(SESSION) if isinstance(identity, Role) else identity.arn,
        principal_arn=identity.arn,
        user_id=f"{identity.unique_id}:{SESSION}" if is_role else identity.unique_id,
        user_key=None if is_role else identity.pk,
        user_name="" if is_role else identity.name,
        role_key=identity.pk if is_role else None,
        tags=dict(identity.tags),
        origin=origin,
    )


def affected(reached: Reached, change: Change) -> Affected:
    identity = reached.identity
    own, boundary = identity_sources(identity), boundary_source(identity)
    bounding = [boundary] if boundary else []
    is_there = any(source.id == change.source_id for source in [*own, *bounding])
    added = [] if is_there else [Source(change.source_id, change.name, PolicyKind.IDENTITY, change.after)]
    return Affected(
        identity=identity,
        via=reached.via,
        # Whoever has the same policies is compared once; one's own inline policies are nobody else's.
        alike=(type(identity).__name__, *sorted(f"{one.kind.value} {one.id}" for one in [*own, *bounding])),
        before=_policies(own, bounding),
        after=_policies([*_changed(own, change), *added], list(_changed(bounding, change))),
    )


def _all_reached(policy: Policy, account_id: str) -> Iterator[Reached]:
    for identities in (attachments.users_with(policy, account_id), attachments.roles_with(policy, account_id)):
        for identity in identities.order_by("name_key"):
            yield Reached(identity, "attached")
    for group in attachments.groups_with(policy, account_id).order_by("name_key"):
        yield from _members(group)
    for user in attachments.users_bounded_by(policy, account_id).order_by("name_key"):
        yield Reached(user, "permissions boundary")
    for role in attachments.roles_bounded_by(policy, account_id).order_by("name_key"):
        yield Reached(role, "permissions boundary")


def _members(group: Group) -> Iterator[Reached]:
    for user in User.objects.filter(memberships__group=group).order_by("name_key"):
        yield Reached(user, f"group {group.name}")


def _changed(sources: Iterable[Source], change: Change) -> Iterator[Source]:
    for source in sources:
        yield replace(source, text=change.after) if source.id == change.source_id else source


def _policies(identity: Iterable[Source], boundary: list[Source]) -> PolicySet:
    return PolicySet(identity=compile_policies(identity), boundary=compile_policies(boundary) if boundary else None)
