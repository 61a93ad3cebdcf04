"""How an action and a resource may be written, with AWS's words for what may not."""

import re
from collections.abc import Iterable

from .errors import Refusal

PARTITIONS = frozenset(["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"])
IAM_PATHS = (
    "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, "
    "saml-provider/, oidc-provider/, report/, access-report/"
)
# AWS's own managed policies name `arn:aws:iam::*:root`, so the sentence that AWS answers with is not the whole rule.
_IAM_PREFIXES = (*IAM_PATHS.split(", "), "root")
_VENDOR = re.compile(r"[A-Za-z0-9.-]+|\*")
# One action a line.
_ALL_WELL = re.compile(r"(?:(?:[A-Za-z0-9.-]+|\*):[^:\n]*\n|\*\n)*+")

Place = tuple[str, str]


def are_actions(actions: Iterable[str]) -> bool:
    """Tell whether all are certainly well formed; most are, and then nobody needs to look at them one by one."""
    return bool(_ALL_WELL.fullmatch("\n".join([*actions, ""])))


def check_action(action: str, path: str) -> None:
    if action == "*":
        return
    vendor, *names = action.split(":")
    if not names:
        message = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        raise Refusal(message, f'"{action}" does not say which service it belongs to.', path)
    if len(names) > 1:
        raise Refusal("Actions/Condition can contain only one colon.", f'"{action}" has {len(names)} colons.', path)
    if not _VENDOR.fullmatch(vendor):
        detail = f'"{vendor}" holds other characters than letters, digits, dots and hyphens.'
        raise Refusal(f"Vendor {vendor} is not valid", detail, path)


def check_resource(resource: str, path: str) -> None:
    if resource == "*":
        return
    if ":" not in resource:
        raise Refusal(f'Resource {resource} must be in ARN format or "*".', "A resource is an ARN or *.", path)
    parts = resource.split(":", 5)
    if not _is_partition(parts[1]):
        normal = ":".join(["arn", *parts[1:], *["*"] * (6 - len(parts))])
        raise Refusal(
            f'Partition "{parts[1]}" is not valid for resource "{normal}".', "Most ARNs begin with arn:aws.", path
        )
    if parts[0] != "arn":
        raise Refusal(f'Resource {resource} must be in ARN format or "*".', "An ARN begins with arn:.", path)
    if len(parts) < 3 or has_wildcard(parts[2]):
        message = "Resource vendor must be fully qualified and cannot contain regexes."
        raise Refusal(message, "The third part of an ARN is the name of one service.", path)
    if len(parts) == 6:
        _check_global(resource, parts, path)


def is_legacy_resource(resource: str) -> bool:
    """Tell whether AWS's older parser refuses an ARN: no service, or a part left empty in a short form."""
    parts = resource.split(":", 5)
    if len(parts) < 3 or not _is_partition(parts[1]):
        return False
    return parts[2] == "" or (len(parts) < 6 and "" in parts)


def has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _is_partition(part: str) -> bool:
    return part in PARTITIONS or has_wildcard(part)


def _check_global(resource: str, parts: list[str], path: str) -> None:
    _, _, service, region, account, name = parts
    if service == "iam" and region and not has_wildcard(region):
        raise Refusal(f"IAM resource {resource} cannot contain region information.", "Leave the region empty.", path)
    # S3's regional resources (access points, jobs, grants) all have an account; buckets and objects have neither.
    if service == "s3" and region and not has_wildcard(region) and not account:
        raise Refusal(f"Resource {resource} can not contain region information.", "Leave the region empty.", path)
    if service == "iam" and name != "*" and not name.startswith(_IAM_PREFIXES):
        message = f'IAM resource path must either be "*" or start with {IAM_PATHS}.'
        raise Refusal(message, f'"{name}" begins with none of these.', path)
