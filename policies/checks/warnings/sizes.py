"""Warnings about policies that are too long to be stored."""

from policies.checks.policy import Policy
from policies.checks.registry import Problems, at, policies, warning
from policies.language.printer import size_of

MANAGED_POLICY_CHARACTERS = 6144
ROLE_TRUST_POLICY_CHARACTERS = 2048

# Services have different limits; these are of the types that ValidatePolicy knows, and the largest of all.
RESOURCE_POLICY_CHARACTERS = {"AWS::S3::Bucket": 20_480, "AWS::S3::AccessPoint": 20_480, "AWS::DynamoDB::Table": 20_480}
LARGEST_RESOURCE_POLICY_CHARACTERS = 32_768


@warning("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", each=policies)
def policy_size_exceeds_identity_policy_quota(policy: Policy) -> Problems:
    """A managed policy has at most 6,144 characters, an inline policy less; white space is not counted.
    Shorten it, or spread it over several policies."""
    size = size_of(policy.text.text)
    if policy.is_identity and size > MANAGED_POLICY_CHARACTERS:
        yield at(policy.root, f"The policy has {size} of at most {MANAGED_POLICY_CHARACTERS} characters.")


@warning("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", each=policies)
def policy_size_exceeds_resource_policy_quota(policy: Policy) -> Problems:
    """Each service limits the policy of a resource, a bucket's for example to 20 KB. Shorten it; conditions
    on an organization often replace long lists."""
    size = len(policy.text.text.encode(errors="replace"))
    quota = RESOURCE_POLICY_CHARACTERS.get(policy.resource_type or "", LARGEST_RESOURCE_POLICY_CHARACTERS)
    if policy.is_resource and not policy.is_trust and size > quota:
        yield at(policy.root, f"The policy has {size} of at most {quota} bytes.")


@warning("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", each=policies)
def policy_size_exceeds_role_trust_policy_quota(policy: Policy) -> Problems:
    """The trust policy of a role has at most 2,048 characters unless the quota was raised; white space is
    not counted. Shorten it."""
    size = size_of(policy.text.text)
    if policy.is_trust and size > ROLE_TRUST_POLICY_CHARACTERS:
        yield at(policy.root, f"The policy has {size} of at most {ROLE_TRUST_POLICY_CHARACTERS} characters.")
