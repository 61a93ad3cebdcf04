"""Each check has a policy that it reports and a near miss that it does not: cases/*.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.checks import ALL_CHECKS, CHECKS, PolicyType, validate

FOLDER = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    case for path in sorted((FOLDER / "cases").glob("*.json")) for case in json.loads(path.read_text())
]
REFERENCE: list[dict[str, str]] = json.loads((FOLDER / "data" / "validate_policy_checks.json").read_text())

# IAM User Guide of 2026, "IAM policy validation check reference"
YOUNGER = {
    "SECURITY_WARNING DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
    "SECURITY_WARNING S3_PREFIX_IN_NEGATIVE_CONTEXT",
    "SUGGESTION EQUIVALENT_TO_NULL_FALSE",
    "SUGGESTION EQUIVALENT_TO_NULL_TRUE",
}


def name_of(case: dict[str, Any]) -> str:
    return f"{case['type']} {case['code']}"


def reported(policy: Any, policy_type: str, resource_type: str | None) -> set[str]:
    text = policy if isinstance(policy, str) else json.dumps(policy, indent=1)
    findings = validate(text, PolicyType(policy_type), resource_type, checks=ALL_CHECKS)
    return {f"{finding.type} {finding.code}" for finding in findings}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_check_reports_its_policy(case: dict[str, Any]) -> None:
    assert name_of(case) in reported(case["triggers"], case["policy_type"], case["resource_type"])


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_check_does_not_report_a_near_miss(case: dict[str, Any]) -> None:
    resource_type = case.get("near_miss_resource_type", case["resource_type"])

    assert name_of(case) not in reported(case["near_miss"], case["policy_type"], resource_type)


def test_every_check_is_declared_once_and_has_a_case() -> None:
    declared = [f"{check.type} {check.code}" for check in ALL_CHECKS]

    assert sorted(declared) == sorted(map(name_of, CASES))


def test_the_checks_are_those_of_the_reference_and_four_younger_ones() -> None:
    wanted = {f"{check['findingType']} {check['issueCode']}" for check in REFERENCE}

    assert {name_of(case) for case in CASES} == wanted | YOUNGER


def test_withdrawn_checks_are_run_only_on_demand() -> None:
    withdrawn = {check["issueCode"] for check in REFERENCE if check["status"] == "withdrawn"}

    left_out = {check.code for check in ALL_CHECKS if check not in CHECKS}

    # the warning of this code has become an error of the same code
    assert left_out == withdrawn | {"TYPE_MISMATCH_IP_RANGE"}


def test_every_check_says_what_it_means() -> None:
    texts = {check.code: check.learn_more for check in ALL_CHECKS}

    assert all(40 < len(text) < 400 and text.endswith((".", "`.")) for text in texts.values())
