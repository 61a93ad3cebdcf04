"""Errors of the ARNs in Resource and NotResource."""

from policies.catalog.arns import ARN_PARTS
from policies.catalog.globs import covers, is_pattern
from policies.catalog.regions import REGIONS
from policies.checks.policy import Entry, Policy
from policies.checks.registry import Problems, at, conditions, error, policies, resources, shown
from policies.checks.resource_arns import ResourceArn
from policies.language.names import PARTITIONS

# what AWS gives to all accounts, and the reference lists as if each had an account
OWNED_BY_AWS = (
    "arn:*:ssm:*::document/*",
    "arn:*:ssm:*::automation-definition/*",
    "arn:*:ssm:*::parameter/aws/*",
    "arn:*:resource-explorer-2:*::view/AWSServiceView*",
)


@error("INVALID_ARN_PREFIX", each=resources)
def invalid_arn_prefix(entry: Entry) -> Problems:
    """A resource is `*` or an ARN, and every ARN begins with `arn:`."""
    if entry.text != "*" and not entry.arn:
        yield at(entry.node, f"{shown(entry.text)} does not begin with arn:.")


@error("MISSING_ARN_FIELD", each=resources)
def missing_arn_field(entry: Entry) -> Problems:
    """An ARN has six parts with colons between: arn:partition:service:region:account:resource. A part may
    be empty, its colon may not be left out."""
    arn = entry.arn
    if arn and len(arn.parts) < ARN_PARTS:
        yield at(entry.node, f"{shown(entry.text)} has {len(arn.parts)} of the six parts of an ARN.")


@error("INVALID_PARTITION", each=resources)
def invalid_partition(entry: Entry) -> Problems:
    """The second part of an ARN is a partition of AWS, such as aws, aws-cn or aws-us-gov."""
    arn = _whole(entry)
    if arn and not is_pattern(arn.partition) and arn.partition not in PARTITIONS:
        yield at(entry.node, f"There is no partition {shown(arn.partition)}.")


@error("INVALID_ARN_SERVICE_CASE", each=resources)
def invalid_arn_service_case(entry: Entry) -> Problems:
    """Services are written in lower case in an ARN."""
    arn = _whole(entry)
    if arn and arn.service != arn.service.lower():
        yield at(entry.node, f"Write the service {shown(arn.service)} in lower case.")


@error("INVALID_SERVICE", each=policies)
def invalid_service(policy: Policy) -> Problems:
    """The third part of an ARN, and what stands before the colon of a condition key, is the name of a
    service. Correct it; an unknown service has neither resources nor keys."""
    for entry in resources(policy):
        arn = _whole(entry)
        if arn and not is_pattern(arn.service) and not policy.catalog.is_arn_service(arn.service.lower()):
            yield at(entry.node, f"There is no service {shown(arn.service)}.")
    for condition in conditions(policy):
        prefix, _, name = condition.name.partition(":")
        if prefix and name and not condition.key and not policy.catalog.defines_keys(prefix):
            yield at(condition.node, f"There is no service {shown(prefix)}.")


@error("INVALID_ARN_RESOURCE", each=resources)
def invalid_arn_resource(entry: Entry) -> Problems:
    """The last part of the ARN has none of the forms that the service's resources have. Look at the formats
    of its resource types."""
    arn = _whole(entry)
    if arn and arn.types and not arn.fitting:
        examples = ", ".join(kind.arn_format for kind in arn.types[:3])
        yield at(entry.node, f"No resource of {arn.service} looks like {shown(arn.resource)}, but {examples}.")


@error("INVALID_ARN_REGION", each=resources)
def invalid_arn_region(entry: Entry) -> Problems:
    """The fourth part of an ARN is a Region such as eu-central-1, or empty for global resources."""
    arn = _whole(entry)
    if arn and arn.region and not is_pattern(arn.region) and arn.region not in REGIONS:
        yield at(entry.node, f"There is no Region {shown(arn.region)}.")


@error("ARN_REGION_NOT_ALLOWED", each=resources)
def arn_region_not_allowed(entry: Entry) -> Problems:
    """Resources of this kind are the same in all Regions. Leave the fourth part of the ARN empty."""
    arn = _whole(entry)
    if arn and arn.region and not is_pattern(arn.region) and arn.never_has("region"):
        yield at(entry.node, f"The ARN of such a resource of {arn.service} has no Region.")


@error("MISSING_ARN_REGION", each=resources)
def missing_arn_region(entry: Entry) -> Problems:
    """Resources of this kind live in a Region. Name it in the fourth part of the ARN, or write `*`."""
    arn = _whole(entry)
    if arn and not arn.region and arn.always_has("region"):
        yield at(entry.node, f"The ARN of such a resource of {arn.service} needs a Region.")


@error("INVALID_ARN_ACCOUNT", each=resources)
def invalid_arn_account(entry: Entry) -> Problems:
    """The fifth part of an ARN is an account of 12 digits, or empty where resources have no account."""
    arn = _whole(entry)
    if arn and arn.account and not is_pattern(arn.account) and not _is_account(arn):
        yield at(entry.node, f"{shown(arn.account)} is no account. An account has 12 digits.")


@error("ARN_ACCOUNT_NOT_ALLOWED", each=resources)
def arn_account_not_allowed(entry: Entry) -> Problems:
    """Names of such resources are unique in all of AWS. Leave the fifth part of the ARN empty."""
    arn = _whole(entry)
    if arn and arn.account and not is_pattern(arn.account) and arn.never_has("account"):
        yield at(entry.node, f"The ARN of such a resource of {arn.service} has no account.")


@error("MISSING_ARN_ACCOUNT", each=resources)
def missing_arn_account(entry: Entry) -> Problems:
    """Resources of this kind belong to an account. Name it in the fifth part of the ARN, or write `*`."""
    arn = _whole(entry)
    if arn and not arn.account and arn.always_has("account") and not _is_public(entry):
        yield at(entry.node, f"The ARN of such a resource of {arn.service} needs an account.")


def _is_public(entry: Entry) -> bool:
    return any(covers(pattern, entry.text) for pattern in OWNED_BY_AWS)


def _whole(entry: Entry) -> ResourceArn | None:
    arn = entry.arn
    return arn if arn and len(arn.parts) == ARN_PARTS else None


def _is_account(arn: ResourceArn) -> bool:
    return (len(arn.account) == 12 and arn.account.isdecimal()) or arn.account == "aws"
