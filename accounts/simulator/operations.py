"""The IAM operations that simulate what a user, group or role may do."""

from typing import Any

from accounts import resources
from accounts.simulator import services
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from policies.language import PolicyKind
from policies.services.selectors import catalog_of
from policies.simulator import inputs, shapes
from policies.simulator import services as simulator
from policies.simulator.services import Policies, Scenario

Texts = list[str]
Entries = list[dict[str, Any]]


@operation("iam", "SimulatePrincipalPolicy", resource=resources.policy_source)
def simulate_principal_policy(
    caller: Caller,
    policy_source_arn: str,
    action_names: Texts,
    policy_input_list: Texts | None = None,
    permissions_boundary_policy_input_list: Texts | None = None,
    policy_exclusion_list: Entries | None = None,
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
    )
    added = Policies(
        identity=inputs.policy_sources(policy_input_list or (), "PolicyInputList", PolicyKind.IDENTITY),
        boundary=inputs.boundary_sources(permissions_boundary_policy_input_list or ()),
    )
    exclusions = policy_exclusion_list or ()
    simulation = services.simulation_of(caller.account_id, policy_source_arn, scenario, added, exclusions)
    results, more = simulator.run_page(simulation, scenario, marker, max_items)
    catalog = catalog_of(caller.account_id)
    return {"EvaluationResults": [shapes.result_shape(result, catalog) for result in results], **more}


@operation("iam", "GetContextKeysForPrincipalPolicy", resource=resources.policy_source)
def get_context_keys_for_principal_policy(
    caller: Caller, policy_source_arn: str, policy_input_list: Texts | None = None
) -> dict[str, Any]:
    added = inputs.policy_sources(policy_input_list or (), "PolicyInputList", PolicyKind.IDENTITY)
    return {"ContextKeyNames": services.context_keys(caller.account_id, policy_source_arn, added)}
