"""Better keys for policies on resources."""

from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, shown, statements, suggestion
from policies.checks.security.principals import SOURCE_KEYS

# keys with which authors try to say on whose behalf a service acts
WEAKER_KEYS = ("aws:Referer", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:UserAgent")
# keys about the resource itself, whose policy is always about that one
RESOURCE_KEYS = (
    "s3:ResourceAccount",
    "s3:DataAccessPointAccount",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
)


@suggestion("RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", each=statements)
def recommended_condition_key_for_service_principal(statement: Statement) -> Problems:
    """This key does not tell on whose behalf a service acts. Compare aws:SourceArn, aws:SourceAccount,
    aws:SourceOrgID or aws:SourceOrgPaths instead."""
    kinds = {principal.kind for principal in statement.principals}
    if kinds != {"Service"} or not statement.allows or statement.has_condition(*SOURCE_KEYS):
        return
    for condition in statement.conditions:
        if condition.is_key(*WEAKER_KEYS):
            yield at(condition.node, f"Compare aws:SourceArn or aws:SourceAccount instead of {condition.name}.")


@suggestion("IRRELEVANT_CONDITION_KEY_IN_POLICY", each=conditions)
def irrelevant_condition_key_in_policy(condition: Condition) -> Problems:
    """The policy of a resource is only about that resource, whose account and organization are known. Use
    this key in the policies of identities."""
    if condition.policy.is_resource and not condition.policy.is_trust and condition.is_key(*RESOURCE_KEYS):
        yield at(condition.node, f"{shown(condition.name)} is always the same for this resource.")
