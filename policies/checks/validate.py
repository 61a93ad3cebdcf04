"""Run all checks over one policy text."""

from collections.abc import Iterator

from policies.catalog import Catalog, default_catalog
from policies.checks import errors, security, suggestions, warnings
from policies.checks.errors.syntax import no_json
from policies.checks.model import Finding, FindingType, Location, PolicyType
from policies.checks.policy import Policy
from policies.checks.registry import DECLARED, Check, Problem
from policies.checks.tree import JsonProblem, Text

PACKAGES = (errors, security, warnings, suggestions)
ALL_CHECKS = tuple(DECLARED)
CHECKS = tuple(check for check in ALL_CHECKS if not check.is_withdrawn)

_ORDER = list(FindingType)


def validate(
    text: str,
    policy_type: PolicyType,
    resource_type: str | None = None,
    *,
    catalog: Catalog | None = None,
    checks: tuple[Check, ...] = CHECKS,
) -> tuple[Finding, ...]:
    """Return what is wrong with a policy or could be better in it, errors first; never raise for a bad one."""
    try:
        read = Text(text)
    except JsonProblem as problem:
        return (no_json(text, problem),)
    policy = Policy(read, policy_type, resource_type, catalog or default_catalog())
    findings = [finding for check in checks for finding in _findings(check, policy)]
    return tuple(sorted(findings, key=_by_type_and_place))


def _findings(check: Check, policy: Policy) -> Iterator[Finding]:
    for subject in check.each(policy):
        for problem in check.run(subject):
            locations = _locations(problem, policy.text)
            yield Finding(check.type, check.code, problem.details, check.learn_more, locations)


def _locations(problem: Problem, text: Text) -> tuple[Location, ...]:
    return tuple(text.location(node, part) for node, part in problem.places)


def _by_type_and_place(finding: Finding) -> tuple[int, int]:
    return _ORDER.index(finding.type), finding.locations[0].span.start.offset
