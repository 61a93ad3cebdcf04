"""The unused-permission report: what identities may do and did not, and the policies that would have been enough.

Granted is what the engine finds possible over the account's catalog, within the boundary; used is what the events of
the tracking period show. Every reduced policy is proved before it is proposed: recorded calls are replayed under the
old and the new policies, and a sample of other requests over the catalog is put to both.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access.shelf import Held, Identity, Shelf, principal_of, shelf_of
from accounts.models import AccessKey, Group, Membership, Role, User
from accounts.reporting.model import (
    GROUP,
    POLICY,
    ROLE,
    USER,
    Bar,
    Batch,
    Chart,
    Column,
    Figure,
    Finding,
    Kind,
    Summary,
    Thresholds,
    amount,
    bounded,
    days_between,
)
from accounts.reporting.powers import Powers, kinds_of, label_of, powers_of, universe_of
from accounts.reporting.recorded import Used, calls_in, request_of, used_in
from accounts.reporting.unused_policies import examine_policies
from iamconsole.audit import usage
from iamconsole.audit.usage import Use
from policies.catalog import Catalog
from policies.engine import PolicySet, Principal, compile_policies
from policies.models import Policy
from policies.reduction import (
    Proof,
    Proving,
    Universe,
    companions,
    join_sources,
    reduce_document,
    reduce_sources,
    sample_of,
)
from policies.services.selectors import catalog_of

SAMPLE = 100
# What one row says of actions and services.
NAMED = 40
MOST_FOR_SHARE = 45
UNUSED_ROLE, UNUSED_KEY, UNUSED_PASSWORD, UNUSED_MEMBERSHIP, UNUSED_ATTACHMENT = 45, 45, 40, 35, 35
INLINE, ADMINISTRATOR = 25, 30


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known of a batch before its identities are looked at one by one."""

    batch: Batch
    shelf: Shelf
    universe: Universe
    catalog: Catalog
    used: Used
    members: Mapping[int, Sequence[User]]

    def used_by(self, identity: Identity) -> frozenset[str]:
        """Return the actions that the identity, or a member of the group, used."""
        people = self.members.get(identity.pk, ()) if isinstance(identity, Group) else (identity,)
        return self.used.of(one.unique_id for one in people)


def examine(batch: Batch) -> Iterator[Finding]:
    """Yield what the identities, or the policies, of the batch have and do not need."""
    policies = [one for one in batch.subjects if isinstance(one, Policy)]
    if policies:
        yield from examine_policies(batch, policies)
        return
    users, groups, roles = kinds_of(batch.subjects)
    identities: list[Identity] = [*(user for user in users if not user.is_root), *groups, *roles]
    scene = _scene(batch, identities, groups)
    proofs = _proofs(scene, [one for one in identities if not isinstance(one, Group)])
    keys = _keys(users)
    signed = usage.last_use_of_keys(batch.account_id, {key.pk for of_user in keys.values() for key in of_user})
    for identity in identities:
        yield _permissions(scene, identity, proofs.get(identity.arn))
        yield from _held(scene, identity)
        if isinstance(identity, User):
            yield from _credentials(batch, identity, keys[identity.pk], signed)
            yield from _memberships(scene, identity)
        if isinstance(identity, Role):
            yield from _role(batch, identity)


def _scene(batch: Batch, identities: Sequence[Identity], groups: Sequence[Group]) -> Scene:
    members: dict[int, list[User]] = defaultdict(list)
    for membership in Membership.objects.filter(group__in=groups).select_related("user").iterator(chunk_size=2000):
        members[membership.group_id].append(membership.user)
    ids = {one.unique_id for one in identities} | {user.unique_id for people in members.values() for user in people}
    return Scene(
        batch=batch,
        shelf=shelf_of(batch.account_id, identities),
        universe=universe_of(batch.account_id),
        catalog=catalog_of(batch.account_id),
        used=used_in(batch, ids),
        members=members,
    )


# -- the proof ----------------------------------------------------------------------------------------------------


def _proofs(scene: Scene, identities: Sequence[User | Role]) -> dict[str, Proof]:
    """Return for each identity how its reduced policies stand the replay and the sample; calls come as one stream."""
    proving: dict[str, tuple[Principal, Proving]] = {}
    for identity in identities:
        principal = principal_of(identity)
        proving[identity.unique_id] = principal, Proving(scene.shelf.policies(identity), _reduced(scene, identity))
    for call in calls_in(scene.batch, proving.keys()):
        # A call that came while this runs is not among the actions that were counted.
        if call.action in scene.used.actions.get(call.principal_id, ()):
            principal, one = proving[call.principal_id]
            one.replay(request_of(call, principal))
    for unique_id, (principal, one) in proving.items():
        # The same identity is asked the same questions every time.
        choice = random.Random(unique_id)  # noqa: S311 - a sample, no secret  # nosec B311
        for request in sample_of(scene.catalog, scene.universe.actions, principal, SAMPLE, choice):
            one.sample(request)
    return {identity.arn: proving[identity.unique_id][1].proof for identity in identities}


def _reduced(scene: Scene, identity: Identity) -> PolicySet:
    wanted = companions(scene.used_by(identity), scene.catalog)
    boundary = scene.shelf.boundary(identity)
    return PolicySet(
        identity=compile_policies(reduce_sources(scene.shelf.sources(identity), wanted)),
        boundary=compile_policies([boundary]) if boundary else None,
    )


# -- identities ---------------------------------------------------------------------------------------------------


def _permissions(scene: Scene, identity: Identity, proof: Proof | None) -> Finding:
    """Return the row of the identity itself: what it may do, what it did, and what would have been enough."""
    batch, used = scene.batch, scene.used_by(identity)
    powers = powers_of(identity, scene.shelf, scene.universe)
    granted = len(powers.reach)
    unused = len(powers.reach.without(used))
    services = powers.reach.by_service()
    used_services = {action.partition(":")[0] for action in used} & services.keys()
    proposal = _proposal(scene, identity, used) if proof is None or proof.holds else {}
    return Finding(
        key=f"permissions/{_kind(identity)}/{identity.unique_id}",
        risk=_risk(batch, identity, powers, unused),
        subject=identity.arn,
        title=f"Permissions of {_kind(identity)} {label_of(identity)}",
        reason=_reason(batch, identity, powers, granted, unused),
        facts={
            "name": label_of(identity),
            "kind": _kind(identity),
            "granted": granted,
            "used": granted - unused,
            "unused": unused,
            "services": len(services),
            "services_used": len(used_services),
            "unused_services": sorted(services.keys() - used_services)[:NAMED],
            "used_actions": sorted(used)[:NAMED],
            "access": powers.told,
            "proof": _told(proof),
            **proposal,
        },
        owner=identity.unique_id if isinstance(identity, User) else "",
        marks=tuple(_marks(identity, granted, unused, proof)),
    )


def _risk(batch: Batch, identity: Identity, powers: Powers, unused: int) -> int:
    if not unused or _is_new(batch, identity.created):
        return 0
    share = MOST_FOR_SHARE * unused // len(powers.reach)
    return bounded(share + (ADMINISTRATOR if powers.is_administrator else 0))


def _reason(batch: Batch, identity: Identity, powers: Powers, granted: int, unused: int) -> str:
    if not granted:
        return "It may do nothing."
    days = batch.thresholds.tracking_days
    told = f"{granted - unused:,} of {amount(granted, 'action')} used in {days} days."
    if powers.ways:
        told += f" It can make itself an administrator by {', '.join(powers.ways[:3])}."
    if _is_new(batch, identity.created):
        told += " It is younger than the tracking period, so nothing is proposed in earnest yet."
    return told


def _marks(identity: Identity, granted: int, unused: int, proof: Proof | None) -> Iterator[str]:
    yield from ("identities", f"{_kind(identity)}s")
    if unused:
        yield "with_unused"
    if proof is not None:
        yield "proved" if proof.holds else "unproved"
    share = 100 * unused // granted if granted else 0
    yield "share_none" if not unused else f"share_{next(most for most in SHARES if share <= most)}"


SHARES = (25, 50, 75, 100)


def _proposal(scene: Scene, identity: Identity, used: frozenset[str]) -> dict[str, str]:
    """Return all policies of the identity as one, as they are and as they would be enough."""
    sources = [held.source for held in scene.shelf.all_held(identity)]
    proposal = join_sources(reduce_sources(sources, companions(used, scene.catalog)))
    present = join_sources(sources)
    return {"present": present, "proposal": proposal} if proposal and proposal != present else {}


def _held(scene: Scene, identity: Identity) -> Iterator[Finding]:
    """Yield the policies on the identity of which nothing was used, and inline ones that can be reduced."""
    if _is_new(scene.batch, identity.created):
        return
    used = scene.used_by(identity)
    for held in scene.shelf.own(identity):
        if not _serves(held, used):
            yield _unused_attachment(scene.batch, identity, held)
        elif held.policy is None:
            yield from _inline(scene, identity, held, used)


def _serves(held: Held, used: frozenset[str]) -> bool:
    """Whether something that the policy allows was used, or it denies something, which nobody can see in use."""
    return bool(reduce_sources([held.source], used))


def _unused_attachment(batch: Batch, identity: Identity, held: Held) -> Finding:
    how = "attached" if held.policy else "inline"
    return Finding(
        key=f"attachment/{_kind(identity)}/{identity.unique_id}/{held.source.id}",
        risk=UNUSED_ATTACHMENT,
        subject=identity.arn,
        title=f"Policy {held.name} on {_kind(identity)} {label_of(identity)}",
        reason=f"Nothing that this {how} policy allows was used in {batch.thresholds.tracking_days} days.",
        facts={"name": label_of(identity), "kind": "attachment", "policy": held.name},
        owner=identity.unique_id if isinstance(identity, User) else "",
        marks=("unused_attachments",),
    )


def _inline(scene: Scene, identity: Identity, held: Held, used: frozenset[str]) -> Iterator[Finding]:
    reduction = reduce_document(held.source, companions(used, scene.catalog))
    if not reduction.text or not reduction.is_smaller:
        return
    before = len(scene.universe.reach([held.source]))
    yield Finding(
        key=f"inline/{_kind(identity)}/{identity.unique_id}/{held.name}",
        risk=INLINE,
        subject=identity.arn,
        title=f"Inline policy {held.name} of {_kind(identity)} {label_of(identity)}",
        reason=f"It allows {amount(before, 'action')}; a smaller one allows all that was used.",
        facts={
            "name": label_of(identity),
            "kind": "inline policy",
            "policy": held.name,
            "inline_of": [_kind(identity), label_of(identity)],
            "present": held.source.text,
            "proposal": reduction.text,
        },
        owner=identity.unique_id if isinstance(identity, User) else "",
        marks=("reducible",),
    )


def _memberships(scene: Scene, user: User) -> Iterator[Finding]:
    used = scene.used.of([user.unique_id])
    for membership in scene.shelf.memberships.get(user.pk, ()):
        held = scene.shelf.own(membership.group)
        if _is_new(scene.batch, membership.created) or any(_serves(one, used) for one in held):
            continue
        yield Finding(
            key=f"membership/{user.unique_id}/{membership.group.unique_id}",
            risk=UNUSED_MEMBERSHIP,
            subject=user.arn,
            title=f"Membership of {user.name} in {membership.group.name}",
            reason="The user used nothing that the group allows." if held else "The group allows nothing.",
            facts={"name": user.name, "kind": "membership", "policy": membership.group.name},
            owner=user.unique_id,
            marks=("unused_memberships",),
        )


def _role(batch: Batch, role: Role) -> Iterator[Finding]:
    if role.is_service_linked or _is_new(batch, role.created) or (role.last_used and role.last_used >= batch.since):
        return
    yield Finding(
        key=f"role/{role.unique_id}",
        risk=UNUSED_ROLE,
        subject=role.arn,
        title=f"Role {role.name}",
        reason=_idle(batch, role.last_used, "Nobody has ever taken it on."),
        facts={"name": role.name, "kind": "role"},
        marks=("unused_roles",),
    )


def _credentials(batch: Batch, user: User, keys: Sequence[AccessKey], used: Mapping[str, Use]) -> Iterator[Finding]:
    for key in keys:
        seen = max((one for one in (key.last_used, used[key.pk].time if key.pk in used else None) if one), default=None)
        if _is_new(batch, key.created) or (seen and seen >= batch.since):
            continue
        yield Finding(
            key=f"access-key/{key.pk}",
            risk=UNUSED_KEY,
            subject=user.arn,
            title=f"Access key {key.pk}",
            reason=_idle(batch, seen, "It was never used."),
            facts={"name": user.name, "kind": "access key", "id": key.pk},
            owner=user.unique_id,
            marks=("unused_keys",),
        )
    changed = user.password_changed or user.password_created
    if changed is None or _is_new(batch, changed) or (user.password_used and user.password_used >= batch.since):
        return
    yield Finding(
        key=f"console-password/{user.unique_id}",
        risk=UNUSED_PASSWORD,
        subject=user.arn,
        title=f"Console password of {user.name}",
        reason=_idle(batch, user.password_used, "Nobody has signed in with it."),
        facts={"name": user.name, "kind": "password"},
        owner=user.unique_id,
        marks=("unused_passwords",),
    )


def _keys(users: Iterable[User]) -> dict[int, list[AccessKey]]:
    found: dict[int, list[AccessKey]] = defaultdict(list)
    for key in AccessKey.objects.filter(user__in=list(users), status=AccessKey.Status.ACTIVE).order_by("pk"):
        found[key.user_id].append(key)
    return found


def _idle(batch: Batch, last: datetime | None, never: str) -> str:
    return f"Unused for {amount(days_between(last, batch.now), 'day')}." if last else never


def _is_new(batch: Batch, created: datetime) -> bool:
    """Whether a thing is younger than the tracking period: that it was not used says nothing yet."""
    return created > batch.since


def _kind(identity: Identity) -> str:
    return type(identity).__name__.lower()


def _told(proof: Proof | None) -> str:
    if proof is None:
        return ""
    if not proof.holds:
        return "The proof failed, so nothing is proposed."
    return (
        f"Proved: {amount(proof.replayed, 'recorded call')} replayed and {amount(proof.sampled, 'other request')}"
        " compared, without a difference."
    )


# -- how it is told -----------------------------------------------------------------------------------------------


def _headline(summary: Summary) -> str:
    days = summary.thresholds.tracking_days
    count = amount(summary["with_unused"], "identity", "identities")
    return f"{count} with permissions unused in {days} days in account {summary.account}"


def _figures(_thresholds: Thresholds) -> tuple[Figure, ...]:
    return (
        Figure("with unused permissions", "with_unused", "warning"),
        Figure("policies that can be reduced", "reducible", "warning"),
        Figure("unused roles", "unused_roles", "warning"),
        Figure("unused keys", "unused_keys", "warning"),
        Figure("unused passwords", "unused_passwords", "warning"),
        Figure("unused memberships", "unused_memberships", "warning"),
        Figure("unused attachments", "unused_attachments", "warning"),
        Figure("unused policies", "unused_policies", "warning"),
        Figure("identities in all", "identities"),
    )


def _chart(_thresholds: Thresholds) -> Chart:
    bars = (
        Bar("none", "share_none", "success"),
        Bar("up to 25 %", "share_25", "success"),
        Bar("26 to 50 %", "share_50", "warning"),
        Bar("51 to 75 %", "share_75", "warning"),
        Bar("over 75 %", "share_100", "danger"),
    )
    return Chart("Identities by share of permissions unused", bars, "Unused")


def _columns() -> tuple[Column, ...]:
    hidden: Any = {"shown": False}
    return (
        Column("name", "Name"),
        Column("kind", "What"),
        Column("policy", "Policy or group"),
        Column("granted", "May do"),
        Column("used", "Did"),
        Column("unused", "Unused"),
        Column("services", "Services", **hidden),
        Column("services_used", "Services used", **hidden),
        Column("holders", "Holders", **hidden),
        Column("unused_services", "Unused services", **hidden),
        Column("used_actions", "Used actions", **hidden),
        Column("access", "Access", **hidden),
        Column("proof", "Proof", **hidden),
        Column("proposal", "Reduced policy", **hidden),
    )


UNUSED = Kind(
    name="unused-permissions",
    title="Unused permissions",
    about="What users, groups, roles and policies allow and nobody used in the tracking period, with policies that"
    " would have been enough.",
    subjects=(USER, GROUP, ROLE, POLICY),
    columns=_columns(),
    examine=examine,
    headline=_headline,
    figures=_figures,
    chart=_chart,
    advice="Open a finding to see the reduced policy beside the present one, and put it in its place. Take away what"
    " was not used at all.",
)
