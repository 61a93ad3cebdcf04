"""What is wrong with a policy or could be better in it, as Access Analyzer's ValidatePolicy tells it."""

from policies.checks.model import (
    TRUST_POLICY,
    Finding,
    FindingType,
    Index,
    Key,
    Location,
    PathElement,
    PolicyType,
    Position,
    Span,
    Substring,
    Value,
)
from policies.checks.registry import Check
from policies.checks.validate import ALL_CHECKS, CHECKS, validate

__all__ = [
    "ALL_CHECKS",
    "CHECKS",
    "TRUST_POLICY",
    "Check",
    "Finding",
    "FindingType",
    "Index",
    "Key",
    "Location",
    "PathElement",
    "PolicyType",
    "Position",
    "Span",
    "Substring",
    "Value",
    "validate",
]
