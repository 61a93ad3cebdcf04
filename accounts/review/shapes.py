"""A review as its operation shows it."""

from typing import Any

from accounts.models import Role
from accounts.review.comparison import Comparison, Proof
from accounts.review.replay import DAYS, Call, Replay
from accounts.review.selectors import Affected
from accounts.review.services import MOST_COUNTED, Review
from policies.catalog import AccessLevel, Catalog

Shape = dict[str, Any]

# So many differences and calls are shown; all are counted.
MOST_SHOWN = 50


def review_shape(review: Review, catalog: Catalog) -> Shape:
    return {
        "Principals": [_principal(one) for one in review.people],
        "PrincipalsLeftOut": review.left_out,
        "IsLeftOutCounted": review.left_out < MOST_COUNTED,
        "TouchedActions": review.touched,
        "ComparedActions": review.compared,
        "Comparisons": [_comparison(one, catalog) for one in review.comparisons],
        "Replay": _replay(review.replay),
    }


def _principal(one: Affected) -> Shape:
    kind = "role" if isinstance(one.identity, Role) else "user"
    return {"Name": one.identity.name, "Arn": one.identity.arn, "Type": kind, "Via": one.via}


def _comparison(comparison: Comparison, catalog: Catalog) -> Shape:
    return {
        "Principals": [_principal(one) for one in comparison.people],
        "Gained": _proofs(comparison.gained, catalog),
        "GainedCount": len(comparison.gained),
        "Lost": _proofs(comparison.lost, catalog),
        "LostCount": len(comparison.lost),
    }


def _proofs(proofs: tuple[Proof, ...], catalog: Catalog) -> list[Shape]:
    """Return the proofs, those first that weigh most: whole actions, and such that change something."""
    weighed = sorted(proofs, key=lambda proof: (not proof.is_whole, _weight(proof.action, catalog)))
    return [_proof(proof, catalog) for proof in weighed[:MOST_SHOWN]]


def _weight(action: str, catalog: Catalog) -> int:
    found = catalog.action(action)
    return WEIGHTS.index(found.access_level) if found else len(WEIGHTS)


WEIGHTS = (
    AccessLevel.PERMISSIONS_MANAGEMENT,
    AccessLevel.WRITE,
    AccessLevel.TAGGING,
    AccessLevel.READ,
    AccessLevel.LIST,
)


def _proof(proof: Proof, catalog: Catalog) -> Shape:
    found = catalog.action(proof.action)
    return {
        "Action": proof.action,
        "AccessLevel": found.access_level.value if found else "",
        "IsWhole": proof.is_whole,
        "Resource": proof.request.resource,
        "Context": [
            {"Key": _spelled(key, catalog), "Value": value if isinstance(value, str) else ", ".join(value)}
            for key, value in proof.keys
        ],
    }


def _spelled(key: str, catalog: Catalog) -> str:
    """Return a condition key, which the engine knows in lower case, as AWS spells it."""
    found = catalog.condition_key(key)
    if found is None:
        return key
    start = found.name.partition("${")[0]
    return start + key[len(start) :]


def _replay(replay: Replay) -> Shape:
    return {
        "Days": DAYS,
        "Calls": replay.calls,
        "Unclear": replay.unclear,
        "IsCut": replay.is_cut,
        "NowDenied": _calls(replay.now_denied),
        "NowDeniedCount": sum(call.count for call in replay.now_denied),
        "NowAllowed": _calls(replay.now_allowed),
        "NowAllowedCount": sum(call.count for call in replay.now_allowed),
    }


def _calls(calls: tuple[Call, ...]) -> list[Shape]:
    often = sorted(calls, key=lambda call: -call.count)
    return [
        {
            **_principal(call.one),
            "Action": call.action,
            "Resource": call.resource,
            "SourceIp": call.source_ip,
            "Count": call.count,
            "Latest": call.latest,
        }
        for call in often[:MOST_SHOWN]
    ]
