"""Errors of the values that conditions compare."""

import re

from policies.catalog.globs import is_pattern
from policies.catalog.regions import REGIONS
from policies.checks.addresses import is_private, parse_range
from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, conditions, error, shown
from policies.checks.tree import Scalar
from policies.checks.variable_parts import variables_of
from policies.language.operators import Family

_VPC = re.compile(r"vpc-([0-9a-z]{8}|[0-9a-z]{17})")
_VPC_ENDPOINT = re.compile(r"vpce-([0-9a-z]{8}|[0-9a-z]{17})")
_KMS_ID = r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
_KMS_KEY = re.compile(rf"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{{12}}:key/{_KMS_ID}")
# keys whose value is a KMS key, by the end of their name
_KMS_KEY_NAMES = ("kms-key-id", "kmskeyid", "kmskey", "kmskeyarn")


@error("INVALID_REGION", each=conditions)
def invalid_region(condition: Condition) -> Problems:
    """The value is compared with the code of a Region, such as eu-central-1. Correct it, or it never
    matches."""
    if condition.is_key("aws:RequestedRegion"):
        for value in _plain(condition):
            if value.text not in REGIONS:
                yield at(value, f"There is no Region {shown(value.text)}.")


@error("INVALID_VPC_FORMAT", each=conditions)
def invalid_vpc_format(condition: Condition) -> Problems:
    """The id of a VPC is vpc- with 8 or 17 digits and small letters behind it."""
    if condition.is_key("aws:SourceVpc"):
        for value in _plain(condition):
            if not _VPC.fullmatch(value.text):
                yield at(value, f"{shown(value.text)} is not the id of a VPC.")


@error("INVALID_VPCE_FORMAT", each=conditions)
def invalid_vpce_format(condition: Condition) -> Problems:
    """The id of a VPC endpoint is vpce- with 8 or 17 digits and small letters behind it."""
    if condition.is_key("aws:SourceVpce"):
        for value in _plain(condition):
            if not _VPC_ENDPOINT.fullmatch(value.text):
                yield at(value, f"{shown(value.text)} is not the id of a VPC endpoint.")


@error("INVALID_KMS_KEY_VALUE", each=conditions)
def invalid_kms_key_value(condition: Condition) -> Problems:
    """The key that a request names is compared by its ARN, which ends in key/ and the id. Write it in full,
    or use wildcards with a Like operator."""
    if condition.name.lower().endswith(_KMS_KEY_NAMES):
        for value in _plain(condition):
            if not _KMS_KEY.fullmatch(value.text):
                yield at(value, f"{shown(value.text)} is not the ARN of a KMS key.")


@error("TYPE_MISMATCH_IP_RANGE", each=conditions)
def type_mismatch_ip_range(condition: Condition) -> Problems:
    """The operator compares addresses. Write an address or a range in CIDR notation, such as
    203.0.113.0/24."""
    for value in malformed_ranges(condition):
        yield at(value, f"{shown(value.text)} is neither an IP address nor a range of them.")


@error("PRIVATE_IP_ADDRESS", each=conditions)
def private_ip_address(condition: Condition) -> Problems:
    """aws:SourceIp is the public address of the caller, so a private range never matches. Use
    aws:VpcSourceIp for addresses inside a VPC."""
    private, _ = split_private(condition, "IpAddress")
    if private and len(private) == len(condition.values):
        yield at(condition.member.value, "aws:SourceIp is never private. Use aws:VpcSourceIp.")


@error("PRIVATE_NOTIPADDRESS", each=conditions)
def private_notipaddress(condition: Condition) -> Problems:
    """aws:SourceIp is the public address of the caller, so it is never in a private range and the condition
    always holds. Use aws:VpcSourceIp for addresses inside a VPC."""
    private, _ = split_private(condition, "NotIpAddress")
    if private and len(private) == len(condition.values):
        yield at(condition.member.value, "aws:SourceIp is never private: the condition always holds.")


def malformed_ranges(condition: Condition) -> list[Scalar]:
    if not condition.operator or condition.operator.family is not Family.IP:
        return []
    return [value for value in condition.values if not variables_of(value.text) and not parse_range(value.text)]


def split_private(condition: Condition, operator: str) -> tuple[list[Scalar], list[Scalar]]:
    """Return the private and the other values of aws:SourceIp under that operator."""
    if not condition.operator or condition.operator.name != operator or not condition.is_key("aws:SourceIp"):
        return [], []
    private = [value for value in condition.values if is_private(value.text)]
    return private, [value for value in condition.values if not is_private(value.text)]


def _plain(condition: Condition) -> list[Scalar]:
    """Return the values that are compared as they are: no wildcards, no variables, not of Null."""
    if not condition.operator or condition.operator.family not in (Family.STRING, Family.ARN):
        return []
    return [value for value in condition.values if not is_pattern(value.text) and "${" not in value.text]
