"""A warning that has become an error; not among the checks that `validate` runs by itself."""

from policies.checks.errors.values import malformed_ranges
from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, conditions, shown, withdrawn_warning


@withdrawn_warning("TYPE_MISMATCH_IP_RANGE", each=conditions)
def type_mismatch_ip_range(condition: Condition) -> Problems:
    """A value that is no address was once only warned of. Today it is an error."""
    for value in malformed_ranges(condition):
        yield at(value, f"{shown(value.text)} is neither an IP address nor a range of them.")
