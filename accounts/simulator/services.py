"""Simulations of what an identity may do: its own policies, less those left out, and those of the request."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from accounts.simulator import selectors
from policies.engine import Source
from policies.models import AWS
from policies.simulator import services as simulator
from policies.simulator.evaluation import Simulation
from policies.simulator.services import Policies, Scenario

Exclusion = Mapping[str, Any]


def simulation_of(
    account_id: str, arn: str, scenario: Scenario, added: Policies, exclusions: Iterable[Exclusion] = ()
) -> Simulation:
    """Return the simulation of the identity `arn`; a boundary among `added` takes the place of its own."""
    _, identity = selectors.find_identity(account_id, arn)
    left_out = tuple(exclusions)
    own = _kept(selectors.policies_on(identity), left_out)
    boundary = added.boundary or _kept_boundary(selectors.boundary_on(identity), left_out)
    # "If you do not specify this parameter, it defaults to the ARN of the user that you provide in PolicySourceArn."
    asking = replace(scenario, caller_arn=scenario.caller_arn or arn)
    return simulator.simulation_of(account_id, asking, Policies([*own, *added.identity], boundary))


def context_keys(account_id: str, arn: str, added: Iterable[Source]) -> list[str]:
    """Return the keys that the policies of the identity `arn`, its boundary and those of the request use."""
    _, identity = selectors.find_identity(account_id, arn)
    own = [*selectors.policies_on(identity), *selectors.boundary_on(identity)]
    return simulator.context_keys([*own, *added])


def _kept(sources: Iterable[Source], exclusions: Iterable[Exclusion]) -> list[Source]:
    left_out = [_names(exclusion) for exclusion in exclusions]
    return [source for source in sources if not any(names & _labels(source) for names in left_out)]


def _kept_boundary(sources: Iterable[Source], exclusions: Iterable[Exclusion]) -> list[Source]:
    without = any(exclusion.get("PolicyType") == "permission-boundary" for exclusion in exclusions)
    return [] if without else list(sources)


def _names(exclusion: Exclusion) -> set[str]:
    """Return by which label of a policy an entry of PolicyExclusionList leaves it out."""
    inline = exclusion.get("InlinePolicyIdentifier")
    if inline:
        return {f"{inline['AttachmentType']}/{inline['AttachmentName']}/{inline['PolicyName']}"}
    return {str(exclusion.get("PolicyArn") or exclusion.get("PolicyType") or "")}


def _labels(source: Source) -> set[str]:
    if not source.id.startswith("arn:"):
        return {source.id, "inline"}
    return {source.id, "aws-managed" if f"::{AWS}:" in source.id else "user-managed"}
