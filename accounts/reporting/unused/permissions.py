"""The row of an identity itself: what it may do, what it did, and what would have been enough."""

from collections.abc import Iterator

from accounts.access.shelf import Identity
from accounts.models import User
from accounts.reporting.model import Batch, Finding, amount, bounded
from accounts.reporting.powers import Powers, kind_of, label_of, powers_of
from accounts.reporting.unused.proof import told
from accounts.reporting.unused.scene import Scene, is_new
from policies.reduction import Proof, companions, join_sources, reduce_sources

# What one row says of actions and services.
NAMED = 40
MOST_FOR_SHARE = 45
ADMINISTRATOR = 30
# In percent of what is granted.
SHARES = (25, 50, 75, 100)


def permissions_of(scene: Scene, identity: Identity, proof: Proof | None) -> Finding:
    """Return the row of the identity itself: what it may do, what it did, and what would have been enough."""
    batch, used = scene.batch, scene.used_by(identity)
    powers = powers_of(identity, scene.shelf, scene.universe)
    granted = len(powers.reach)
    unused = len(powers.reach.without(used))
    services = powers.reach.by_service()
    used_services = {action.partition(":")[0] for action in used} & services.keys()
    proposal = _proposal(scene, identity, used) if proof is None or proof.holds else {}
    return Finding(
        key=f"permissions/{kind_of(identity)}/{identity.unique_id}",
        risk=_risk(batch, identity, powers, unused),
        subject=identity.arn,
        title=f"Permissions of {kind_of(identity)} {label_of(identity)}",
        reason=_reason(batch, identity, powers, granted, unused),
        facts={
            "name": label_of(identity),
            "kind": kind_of(identity),
            "granted": granted,
            "used": granted - unused,
            "unused": unused,
            "services": len(services),
            "services_used": len(used_services),
            "unused_services": sorted(services.keys() - used_services)[:NAMED],
            "used_actions": sorted(used)[:NAMED],
            "access": powers.told,
            "proof": told(proof),
            **proposal,
        },
        owner=identity.unique_id if isinstance(identity, User) else "",
        marks=tuple(_marks(identity, granted, unused, proof)),
    )


def _risk(batch: Batch, identity: Identity, powers: Powers, unused: int) -> int:
    if not unused or is_new(batch, identity.created):
        return 0
    share = MOST_FOR_SHARE * unused // len(powers.reach)
    return bounded(share + (ADMINISTRATOR if powers.is_administrator else 0))


def _reason(batch: Batch, identity: Identity, powers: Powers, granted: int, unused: int) -> str:
    if not granted:
        return "It may do nothing."
    days = batch.thresholds.tracking_days
    words = f"{granted - unused:,} of {amount(granted, 'action')} used in {days} days."
    if powers.ways:
        words += f" It can make itself an administrator by {', '.join(powers.ways[:3])}."
    if is_new(batch, identity.created):
        words += " It is younger than the tracking period, so nothing is proposed in earnest yet."
    return words


def _marks(identity: Identity, granted: int, unused: int, proof: Proof | None) -> Iterator[str]:
    yield from ("identities", f"{kind_of(identity)}s")
    if unused:
        yield "with_unused"
    if proof is not None:
        yield "proved" if proof.holds else "unproved"
    share = 100 * unused // granted if granted else 0
    yield "share_none" if not unused else f"share_{next(most for most in SHARES if share <= most)}"


def _proposal(scene: Scene, identity: Identity, used: frozenset[str]) -> dict[str, str]:
    """Return all policies of the identity as one, as they are and as they would be enough."""
    sources = [held.source for held in scene.shelf.all_held(identity)]
    proposal = join_sources(reduce_sources(sources, companions(used, scene.catalog)))
    present = join_sources(sources)
    return {"present": present, "proposal": proposal} if proposal and proposal != present else {}
