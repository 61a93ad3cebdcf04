"""The proof that reduced policies are enough: recorded and other calls are put to the old and the new ones."""

import random
from collections.abc import Sequence

from accounts.access.shelf import Identity, principal_of
from accounts.models import Role, User
from accounts.reporting.model import amount
from accounts.reporting.recorded import calls_in, request_of
from accounts.reporting.unused.scene import Scene
from policies.engine import PolicySet, Principal, compile_policies
from policies.reduction import Proof, Proving, companions, reduce_sources, sample_of

SAMPLE = 100


def proofs_of(scene: Scene, identities: Sequence[User | Role]) -> dict[str, Proof]:
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


def told(proof: Proof | None) -> str:
    """Return the proof in a sentence; empty for a group, which makes no calls."""
    if proof is None:
        return ""
    if not proof.holds:
        return "The proof failed, so nothing is proposed."
    return (
        f"Proved: {amount(proof.replayed, 'recorded call')} replayed and {amount(proof.sampled, 'other request')}"
        " compared, without a difference."
    )
