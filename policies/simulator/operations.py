"""The IAM operations that simulate policies given as texts."""

from typing import Any

from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import InvalidInput
from policies.language import PolicyKind
from policies.services.selectors import catalog_of
from policies.simulator import inputs, services, shapes
from policies.simulator.services import Policies, Scenario

Texts = list[str]
Entries = list[dict[str, Any]]


@operation("iam", "SimulateCustomPolicy")
def simulate_custom_policy(
    caller: Caller,
    policy_input_list: Texts,
    action_names: Texts,
    permissions_boundary_policy_input_list: Texts | None = None,
    ordered_organization_policy_input_list: Entries | None = None,
    resource_arns: Texts | None = None,
    resource_policy: str | None = None,
    resource_owner: str | None = None,
    caller_arn: str | None = None,
    context_entries: Entries | None = None,
    resource_handling_option: str | None = None,
    max_items: int | None = None,
    marker: str | None = None,
) -> dict[str, Any]:
    scenario = Scenario(
        actions=action_names,
        resource_arns=resource_arns or (),
        resource_policy=resource_policy,
        resource_owner=resource_owner,
        caller_arn=caller_arn,
        context_entries=context_entries or (),
        handling=resource_handling_option,
        control_levels=ordered_organization_policy_input_list or (),
    )
    policies = Policies(
        identity=inputs.policy_sources(policy_input_list, "PolicyInputList", PolicyKind.IDENTITY),
        boundary=inputs.boundary_sources(permissions_boundary_policy_input_list or ()),
    )
    simulation = services.simulation_of(caller.account_id, scenario, policies)
    results, more = services.run_page(simulation, scenario, marker, max_items)
    catalog = catalog_of(caller.account_id)
    return {"EvaluationResults": [shapes.result_shape(result, catalog) for result in results], **more}


@operation("iam", "GetContextKeysForCustomPolicy")
def get_context_keys_for_custom_policy(_caller: Caller, policy_input_list: Texts) -> dict[str, Any]:
    if not policy_input_list:
        raise InvalidInput("PolicyInputList is required.")
    sources = inputs.policy_sources(policy_input_list, "PolicyInputList", PolicyKind.IDENTITY)
    return {"ContextKeyNames": services.context_keys(sources)}
