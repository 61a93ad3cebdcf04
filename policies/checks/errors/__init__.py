"""What AWS would refuse, or what can never work as written."""

from policies.checks.errors import (
    actions,
    arns,
    control_policies,
    elements,
    operators,
    permissive,
    principals,
    resource_policies,
    syntax,
    trust,
    values,
    variables,
    withdrawn,
)

__all__ = [
    "actions",
    "arns",
    "control_policies",
    "elements",
    "operators",
    "permissive",
    "principals",
    "resource_policies",
    "syntax",
    "trust",
    "values",
    "variables",
    "withdrawn",
]
