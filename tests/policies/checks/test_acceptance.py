"""The labelled policies of data/validate.jsonl, and those that AWS publishes itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.catalog import managed_policies
from policies.checks import Finding, FindingType, PolicyType, validate

LABELLED: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "validate.jsonl").read_text().splitlines()
]

# IAM User Guide, "Access Analyzer policy check reference": AWS managed policies with this finding.
# Those that AWS has changed since are left out.
PUBLISHED = [
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", "AlexaForBusinessFullAccess"),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", "PowerUserAccess"),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", "aws-service-role/AWSOrganizationsServiceTrustPolicy"),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", "AdministratorAccess"),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", "IAMFullAccess"),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "AdministratorAccess-Amplify"),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "service-role/AWSElasticBeanstalkService"),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "AmazonElasticMapReduceFullAccess"),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "AdministratorAccess"),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "IAMFullAccess"),
    ("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "ReadOnlyAccess"),
    ("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "aws-service-role/AWSSupportServiceRolePolicy"),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "AmazonSecurityLakeAdministrator"),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "AWSCodePipeline_FullAccess"),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "AWSCodePipeline_ReadOnlyAccess"),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "root-task/S3UnlockBucketPolicy"),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "root-task/SQSUnlockQueuePolicy"),
]


def findings_of(case: dict[str, Any]) -> tuple[Finding, ...]:
    return validate(case["policy"], PolicyType(case["policy_type"]), case["resource_type"])


@pytest.mark.parametrize("case", LABELLED, ids=lambda case: case["id"])
def test_a_labelled_policy_is_reported_as_labelled(case: dict[str, Any]) -> None:
    found = {(finding.code, str(finding.type)) for finding in findings_of(case)}

    assert {(wanted["code"], wanted["type"]) for wanted in case["expect"]["must"]} <= found
    assert not {unwanted["code"] for unwanted in case["expect"]["must_not"]} & {code for code, _ in found}


@pytest.mark.parametrize("case", [case for case in LABELLED if case["expect"]["none"]], ids=lambda case: case["id"])
def test_a_clean_policy_gets_suggestions_at_most(case: dict[str, Any]) -> None:
    assert {finding.type for finding in findings_of(case)} <= {FindingType.SUGGESTION}


@pytest.mark.parametrize(("code", "name"), PUBLISHED)
def test_a_managed_policy_is_reported_as_aws_does(code: str, name: str) -> None:
    policy = managed_policies().by_arn[f"arn:aws:iam::aws:policy/{name}"]

    assert code in {finding.code for finding in validate(policy.document, PolicyType.IDENTITY)}


def test_only_few_managed_policies_have_security_warnings() -> None:
    texts = [policy.document for policy in list(managed_policies().by_arn.values())[::16]]
    warned = [text for text in texts if has_security_warning(text)]

    assert len(warned) < len(texts) / 25


def has_security_warning(text: str) -> bool:
    return any(finding.type is FindingType.SECURITY_WARNING for finding in validate(text, PolicyType.IDENTITY))
