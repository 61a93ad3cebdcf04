"""How a simulation is put together, paged and kept within bounds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from iamconsole.errors import InvalidInput
from iamconsole.paging import DEFAULT_ITEMS, page_of_values
from policies.engine import PolicySet, Principal, PrincipalKind, Source
from policies.language import PolicyKind, PolicySyntaxError
from policies.simulator import inputs
from policies.simulator.context import context_of
from policies.simulator.errors import PolicyEvaluation
from policies.simulator.evaluation import ActionResult, RequestPolicies, ResourceResult, Simulation
from policies.simulator.keys import keys_of_documents

# A page ends early after this many tests of a statement, so that no request keeps a process busy for long.
TESTS_PER_PAGE = 250_000
# Likewise after this many statements that matched, so that no answer grows without bounds.
MATCHES_PER_PAGE = 10_000


@dataclass(frozen=True)
class Scenario:
    """What both operations take: everything but where the identity's policies come from."""

    actions: Sequence[str]
    resource_arns: Sequence[str] = ()
    resource_policy: str | None = None
    resource_owner: str | None = None
    caller_arn: str | None = None
    context_entries: Sequence[dict[str, Any]] = ()
    handling: str | None = None
    control_levels: Sequence[dict[str, Any]] = ()

    @property
    def resources(self) -> tuple[str, ...]:
        return inputs.resources_of(
            self.resource_arns, has_policy=self.resource_policy is not None, handling=self.handling
        )


@dataclass(frozen=True)
class Policies:
    """The identity's policies and its boundary, those of the request among them."""

    identity: Sequence[Source] = field(default_factory=list)
    boundary: Sequence[Source] = field(default_factory=list)


def simulation_of(account_id: str, scenario: Scenario, policies: Policies) -> Simulation:
    """Return the checked simulation; raise InvalidInput or MalformedPolicyDocument for what is wrong with it."""
    inputs.check_actions(scenario.actions)
    given = context_of(scenario.context_entries)
    caller = inputs.entity(scenario.caller_arn) if scenario.caller_arn else None
    if scenario.resource_policy is not None and caller is None:
        raise InvalidInput("Invalid caller - Caller cannot be null or empty.")
    if scenario.resource_policy is not None and caller is not None and caller.kind != "user":
        raise InvalidInput("Invalid caller - Caller must be an IAM user in this context.")
    principal = caller.principal if caller else Principal(PrincipalKind.USER, account_id=account_id)
    return Simulation(
        principal=principal,
        policies=_policy_set(scenario, policies),
        context={**(caller.keys if caller else {}), **given},
        given=frozenset(given),
        owner=inputs.owner_account(scenario.resource_owner) or principal.account_id,
    )


def run_page(
    simulation: Simulation, scenario: Scenario, marker: str | None, max_items: int | None
) -> tuple[list[ActionResult], dict[str, Any]]:
    """Return the results of one page of actions, and IsTruncated with Marker where more follow."""
    resources = scenario.resources
    tests = len(resources) * max(simulation.statement_count, 1)
    if tests > TESTS_PER_PAGE:
        raise InvalidInput(
            f"The simulation is too large: {len(resources)} resources and {simulation.statement_count} statements."
            " Ask for fewer resources at a time."
        )
    most = min(max_items or DEFAULT_ITEMS, TESTS_PER_PAGE // tests)
    rows, more = _actions_page(scenario, marker, most)
    results: list[ActionResult] = []
    matches = 0
    for _, action in rows:
        result = _run(simulation, action, resources)
        matches += result.match_count
        if results and matches > MATCHES_PER_PAGE:
            _, more = _actions_page(scenario, marker, len(results))
            break
        results.append(result)
    return results, more


def _actions_page(scenario: Scenario, marker: str | None, most: int) -> tuple[list[tuple[int, str]], dict[str, Any]]:
    return page_of_values(enumerate(scenario.actions), lambda row: f"{row[0]:08d}", marker, most)


def _run(simulation: Simulation, action: str, resources: Sequence[str]) -> ActionResult:
    results: list[ResourceResult] = []
    matches = 0
    for resource in resources:
        result = simulation.run_one(action, resource)
        matches += len(result.matched)
        if matches > MATCHES_PER_PAGE:
            raise InvalidInput(f"The simulation is too large: more than {MATCHES_PER_PAGE} statements match {action}.")
        results.append(result)
    return ActionResult(action, tuple(results))


def context_keys(sources: Sequence[Source]) -> list[str]:
    """Return the names of all keys and variables that the policies use."""
    return list(keys_of_documents(RequestPolicies(sources).documents))


def _policy_set(scenario: Scenario, policies: Policies) -> PolicySet:
    resource = scenario.resource_policy
    try:
        return PolicySet(
            identity=RequestPolicies(policies.identity),
            boundary=RequestPolicies(policies.boundary) if policies.boundary else None,
            scps=tuple(_level(number, level) for number, level in enumerate(scenario.control_levels, start=1)),
            resource=None if resource is None else RequestPolicies([_resource_policy(resource)]),
        )
    except PolicySyntaxError as error:
        raise PolicyEvaluation(f"A policy of the identity cannot be read: {error.message}") from error


def _resource_policy(text: str) -> Source:
    name = "ResourcePolicy"
    return Source(name, name, PolicyKind.RESOURCE, inputs.read(text, name, PolicyKind.RESOURCE))


def _level(number: int, level: dict[str, Any]) -> RequestPolicies:
    texts = level.get("ServiceControlPolicyInputList") or []
    if not texts:
        raise InvalidInput(f"Organization policy at index {number} must contain at least one service control policy")
    member = f"OrderedOrganizationPolicyInputList.{number}.ServiceControlPolicyInputList"
    return RequestPolicies(inputs.policy_sources(texts, member, PolicyKind.SCP))
