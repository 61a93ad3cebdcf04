"""Errors of policies on a resource whose type is known."""

from policies.catalog.globs import is_pattern, overlap
from policies.checks.model import TRUST_POLICY
from policies.checks.policy import Entry
from policies.checks.registry import Problems, actions, at, error, resources, shown

# For each resource type that ValidatePolicy knows: the patterns of its actions, and the types and the
# ARNs that its policy can name.
S3_TYPES = ("bucket", "object")
ACTIONS = {
    "AWS::S3::Bucket": ("s3:*",),
    "AWS::S3::AccessPoint": ("s3:*",),
    "AWS::S3::MultiRegionAccessPoint": ("s3:*",),
    "AWS::S3ObjectLambda::AccessPoint": ("s3-object-lambda:*",),
    "AWS::DynamoDB::Table": ("dynamodb:*", "dax:*"),
    TRUST_POLICY: ("sts:assumerole*", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"),
}
TYPES = {"AWS::S3::Bucket": S3_TYPES, "AWS::DynamoDB::Table": ("table", "index", "stream")}
ARNS = {
    "AWS::S3::Bucket": ("arn:*:s3:::*",),
    "AWS::S3::AccessPoint": ("arn:*:s3:*:*:accesspoint/*",),
    "AWS::S3::MultiRegionAccessPoint": ("arn:*:s3::*:accesspoint/*",),
    "AWS::S3ObjectLambda::AccessPoint": ("arn:*:s3-object-lambda:*:*:accesspoint/*",),
    "AWS::DynamoDB::Table": ("arn:*:dynamodb:*:*:table/*",),
}


@error("UNSUPPORTED_ACTION_IN_POLICY", each=actions)
def unsupported_action_in_policy(entry: Entry) -> Problems:
    """A policy on a resource can only speak of what is done with such a resource. Move the action to the
    policy of an identity, or of the resource it belongs to."""
    kind = entry.policy.resource_type
    if entry.policy.is_resource and kind in ACTIONS and not _is_supported(entry, kind):
        yield at(entry.node, f"{shown(entry.text)} is not done with a resource of type {kind}.")


@error("UNSUPPORTED_RESOURCE_ARN_IN_POLICY", each=resources)
def unsupported_resource_arn_in_policy(entry: Entry) -> Problems:
    """A policy on a resource can only name that resource and what is in it. Correct the ARN, or attach the
    policy elsewhere."""
    kind = entry.policy.resource_type
    if not entry.policy.is_resource or kind not in ARNS or not entry.arn:
        return
    text = ":".join(entry.arn.parts)
    if len(text) <= 2048 and not any(overlap(text, pattern) for pattern in ARNS[kind]):
        yield at(entry.node, f"{shown(entry.text)} is no resource of type {kind}.")


def _is_supported(entry: Entry, kind: str) -> bool:
    name = entry.text.lower()
    if name == "*":
        return kind != TRUST_POLICY
    if not any(overlap(name, pattern) for pattern in ACTIONS[kind]):
        return False
    if is_pattern(name) or not entry.action or kind not in TYPES:
        return True
    of_action = {resource.name for resource in entry.action.resources}
    return not of_action.isdisjoint(TYPES[kind])
