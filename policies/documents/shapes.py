"""Managed policies as AWS shows them."""

from typing import Any

from iamconsole import tags
from policies.models import Policy, PolicyVersion


def policy_shape(policy: Policy) -> dict[str, Any]:
    """What lists show: neither description nor tags."""
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.unique_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": f"v{policy.default_version}",
        "AttachmentCount": policy.attachments,
        "PermissionsBoundaryUsageCount": policy.boundaries,
        "IsAttachable": not policy.is_for_services_only,
        "CreateDate": policy.created,
        "UpdateDate": policy.updated,
    }


def whole_policy_shape(policy: Policy) -> dict[str, Any]:
    return policy_shape(policy) | {
        "Description": policy.description or None,
        "Tags": tags.shape(policy.tags),
    }


def new_policy_shape(policy: Policy) -> dict[str, Any]:
    return policy_shape(policy) | {"Tags": tags.shape(policy.tags) or None}


def version_shape(version: PolicyVersion) -> dict[str, Any]:
    return {"VersionId": version.label, "IsDefaultVersion": version.is_default, "CreateDate": version.created}


def whole_version_shape(version: PolicyVersion) -> dict[str, Any]:
    return version_shape(version) | {"Document": version.document}
