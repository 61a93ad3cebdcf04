"""The IAM operations on managed policies."""

from typing import Any

from iamconsole import tags
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page, page_by_position, page_of_values
from policies import resources
from policies.documents import selectors, services, shapes

Tags = list[dict[str, str]]


@operation(
    "iam",
    "CreatePolicy",
    resource=resources.new_policy,
    context=lambda _caller, parameters: tags.request_context(parameters),
    quotas=(services.POLICIES_PER_ACCOUNT, services.POLICY_SIZE, tags.TAGS_PER_RESOURCE),
)
def create_policy(
    caller: Caller,
    policy_name: str,
    policy_document: str,
    path: str = "/",
    description: str = "",
    tags: Tags | None = None,
) -> dict[str, Any]:
    policy = services.create(
        caller.account_id, policy_name, policy_document, path=path, description=description, new_tags=tags
    )
    return {"Policy": shapes.new_policy_shape(policy)}


@operation("iam", "GetPolicy", resource=resources.policy)
def get_policy(caller: Caller, policy_arn: str) -> dict[str, Any]:
    return {"Policy": shapes.whole_policy_shape(services.find(caller.account_id, policy_arn))}


@operation("iam", "ListPolicies", resource=resources.all_policies)
def list_policies(
    caller: Caller,
    scope: str = "All",
    only_attached: bool = False,
    path_prefix: str = "/",
    policy_usage_filter: str = "",
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    policies = selectors.policies(caller.account_id, scope, path_prefix)
    # AWS looks at the usage of attached policies alone.
    if only_attached:
        policies = selectors.in_use(policies, policy_usage_filter)
    rows, more = page(policies, ["account_id", "name_key"], marker, max_items)
    return {"Policies": [shapes.policy_shape(policy) for policy in rows], **more}


@operation("iam", "DeletePolicy", resource=resources.policy)
def delete_policy(caller: Caller, policy_arn: str) -> None:
    services.delete(services.find(caller.account_id, policy_arn))


@operation(
    "iam", "CreatePolicyVersion", resource=resources.policy, quotas=(services.VERSIONS_PER_POLICY, services.POLICY_SIZE)
)
def create_policy_version(
    caller: Caller, policy_arn: str, policy_document: str, set_as_default: bool = False
) -> dict[str, Any]:
    policy = services.find(caller.account_id, policy_arn)
    version = services.add_version(policy, policy_document, as_default=set_as_default)
    return {"PolicyVersion": shapes.version_shape(version)}


@operation("iam", "GetPolicyVersion", resource=resources.policy)
def get_policy_version(caller: Caller, policy_arn: str, version_id: str) -> dict[str, Any]:
    policy = services.find(caller.account_id, policy_arn)
    return {"PolicyVersion": shapes.whole_version_shape(services.version(policy, version_id))}


@operation("iam", "ListPolicyVersions", resource=resources.policy)
def list_policy_versions(
    caller: Caller, policy_arn: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    policy = services.find(caller.account_id, policy_arn)
    rows, more = page_of_values(policy.versions.all(), selectors.newest_first, marker, max_items)
    return {"Versions": [shapes.version_shape(version) for version in rows], **more}


@operation("iam", "SetDefaultPolicyVersion", resource=resources.policy)
def set_default_policy_version(caller: Caller, policy_arn: str, version_id: str) -> None:
    services.set_default_version(services.find(caller.account_id, policy_arn), version_id)


@operation("iam", "DeletePolicyVersion", resource=resources.policy)
def delete_policy_version(caller: Caller, policy_arn: str, version_id: str) -> None:
    services.delete_version(services.find(caller.account_id, policy_arn), version_id)


@operation(
    "iam",
    "TagPolicy",
    resource=resources.policy,
    context=lambda _caller, parameters: tags.request_context(parameters),
    quotas=(tags.TAGS_PER_RESOURCE,),
)
def tag_policy(caller: Caller, policy_arn: str, tags: Tags) -> None:
    services.add_tags(services.find(caller.account_id, policy_arn), tags)


@operation(
    "iam",
    "UntagPolicy",
    resource=resources.policy,
    context=lambda _caller, parameters: tags.request_context(parameters),
)
def untag_policy(caller: Caller, policy_arn: str, tag_keys: list[str]) -> None:
    services.remove_tags(services.find(caller.account_id, policy_arn), tag_keys)


@operation("iam", "ListPolicyTags", resource=resources.policy)
def list_policy_tags(
    caller: Caller, policy_arn: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    policy = services.find(caller.account_id, policy_arn)
    rows, more = page_by_position(tags.shape(sorted(policy.tags)), marker, max_items)
    return {"Tags": rows, **more}
