"""What an identity holds: policies of which nothing was used, inline ones that can be reduced, memberships."""

from collections.abc import Iterator

from accounts.access.shelf import Held, Identity
from accounts.models import User
from accounts.reporting.model import Batch, Finding, amount
from accounts.reporting.powers import kind_of, label_of
from accounts.reporting.unused.scene import Scene, is_new
from policies.reduction import companions, reduce_document, reduce_sources

UNUSED_MEMBERSHIP, UNUSED_ATTACHMENT, INLINE = 35, 35, 25


def held_by(scene: Scene, identity: Identity) -> Iterator[Finding]:
    """Yield the policies on the identity of which nothing was used, and inline ones that can be reduced."""
    if is_new(scene.batch, identity.created):
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
        key=f"attachment/{kind_of(identity)}/{identity.unique_id}/{held.source.id}",
        risk=UNUSED_ATTACHMENT,
        subject=identity.arn,
        title=f"Policy {held.name} on {kind_of(identity)} {label_of(identity)}",
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
        key=f"inline/{kind_of(identity)}/{identity.unique_id}/{held.name}",
        risk=INLINE,
        subject=identity.arn,
        title=f"Inline policy {held.name} of {kind_of(identity)} {label_of(identity)}",
        reason=f"It allows {amount(before, 'action')}; a smaller one allows all that was used.",
        facts={
            "name": label_of(identity),
            "kind": "inline policy",
            "policy": held.name,
            "inline_of": [kind_of(identity), label_of(identity)],
            "present": held.source.text,
            "proposal": reduction.text,
        },
        owner=identity.unique_id if isinstance(identity, User) else "",
        marks=("reducible",),
    )


def memberships_of(scene: Scene, user: User) -> Iterator[Finding]:
    used = scene.used.of([user.unique_id])
    for membership in scene.shelf.memberships.get(user.pk, ()):
        held = scene.shelf.own(membership.group)
        if is_new(scene.batch, membership.created) or any(_serves(one, used) for one in held):
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
