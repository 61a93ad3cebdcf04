"""IP ranges that could be written better."""

from policies.checks.addresses import has_host_bits, parse_range
from policies.checks.errors.values import split_private
from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, at_all, conditions, shown, suggestion
from policies.language.operators import Family


@suggestion("IMPROVE_IP_RANGE", each=conditions)
def improve_ip_range(condition: Condition) -> Problems:
    """Bits behind the mask of a range are not compared. Write them as zero, so that the range reads as it
    works."""
    if condition.operator and condition.operator.family is Family.IP:
        for value in condition.values:
            network = parse_range(value.text)
            if network and has_host_bits(value.text):
                yield at(value, f"{shown(value.text)} works as {network.network}.")


@suggestion("PRIVATE_IP_ADDRESS_SUBSET", each=conditions)
def private_ip_address_subset(condition: Condition) -> Problems:
    """aws:SourceIp is the public address of the caller, so the private ranges in this list never match.
    Compare those with aws:VpcSourceIp."""
    private, others = split_private(condition, "IpAddress")
    if private and others:
        yield at_all(private, "aws:SourceIp is never private. Use aws:VpcSourceIp for these ranges.")


@suggestion("PRIVATE_NOTIPADDRESS_SUBSET", each=conditions)
def private_notipaddress_subset(condition: Condition) -> Problems:
    """aws:SourceIp is the public address of the caller, so the private ranges in this list change nothing.
    Compare those with aws:VpcSourceIp."""
    private, others = split_private(condition, "NotIpAddress")
    if private and others:
        yield at_all(private, "aws:SourceIp is never private. Use aws:VpcSourceIp for these ranges.")
