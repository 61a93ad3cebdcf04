"""Rules that take more than one example to pin down."""

from typing import Any

import pytest

from policies.checks import TRUST_POLICY, PolicyType, validate
from policies.checks.addresses import is_private, parse_range
from policies.checks.variable_parts import variables_of
from tests.policies.checks.texts import ALLOW, text_of

GITHUB_SUBJECT = "token.actions.githubusercontent.com:sub"


def codes(
    statement: dict[str, Any],
    policy_type: PolicyType = PolicyType.IDENTITY,
    resource_type: str | None = None,
) -> set[str]:
    return {finding.code for finding in validate(text_of({**ALLOW, **statement}), policy_type, resource_type)}


@pytest.mark.parametrize(
    ("key", "value", "is_open"),
    [
        ("aws:userid", "AROAEXAMPLEID:*", False),
        ("aws:userid", "AROA*", True),
        ("aws:userid", "*:session", False),
        ("aws:userid", "*", True),
        ("aws:userid", "AROA*:session", True),
        (GITHUB_SUBJECT, "repo:acme/app:*", False),
        (GITHUB_SUBJECT, "repo:*@319896805/*@1342943014:ref:refs/heads/stack", True),
        (GITHUB_SUBJECT, "repo:acme@*/apps@*:ref:refs/heads/main", False),
        (GITHUB_SUBJECT, "repo:acme@*/app@*:ref:refs/heads/main", True),
        ("aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*", False),
        ("aws:PrincipalOrgPaths", "o-*", True),
        ("aws:SourceVpce", "vpce-0a1b2c3d*", True),
        ("aws:username", "*", False),
    ],
)
def test_a_wildcard_needs_fixed_characters_before_it(key: str, value: str, is_open: bool) -> None:
    found = codes({"Condition": {"ForAnyValue:StringLike": {key: value}}})

    assert ("WILDCARD_USAGE_TOO_PERMISSIVE" in found) is is_open


@pytest.mark.parametrize(
    ("key", "value", "is_open"),
    [
        ("aws:userid", "AROAEXAMPLEID:${aws:PrincipalTag/name}", False),
        ("aws:userid", "${aws:PrincipalTag/id}:x", False),
        ("aws:userid", "${aws:PrincipalTag/id}x", True),
        ("aws:SourceAccount", "${aws:ResourceAccount}", False),
        ("aws:SourceVpc", "${aws:Ec2InstanceSourceVpc}", False),
        ("aws:SourceAccount", "${aws:PrincipalTag/account}", True),
        (GITHUB_SUBJECT, "repo:${aws:PrincipalTag/repo}", True),
        (GITHUB_SUBJECT, "repo:acme/${aws:PrincipalTag/repo}", False),
    ],
)
def test_a_variable_needs_fixed_characters_before_it(key: str, value: str, is_open: bool) -> None:
    found = codes({"Condition": {"StringEquals": {key: value}}})

    assert ("VARIABLE_USAGE_TOO_PERMISSIVE" in found) is is_open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1.2.3", True),
        ("172.31.0.0/16", True),
        ("10.0.0.0/7", False),
        ("203.0.113.0/24", False),
        ("fd00::/8", True),
        ("2001:db8::/32", False),
        ("0.0.0.0/0", False),
        ("here", False),
    ],
)
def test_only_ranges_inside_private_ones_are_private(text: str, expected: bool) -> None:
    assert is_private(text) is expected


@pytest.mark.parametrize("text", ["1" * 100, "fe80::1%eth0", "", "10.0.0.0/33", "10.0.0"])
def test_odd_addresses_are_none(text: str) -> None:
    assert parse_range(text) is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("plain", []),
        ("${aws:username}", ["aws:username"]),
        ("${a}-${b, 'c'}", ["a", "b"]),
        ("${*}${?}${$}", []),
        ("${open ${closed}", ["open ", "closed"]),
        ("${", [""]),
    ],
)
def test_variables_are_found(text: str, keys: list[str]) -> None:
    assert [part.key for part in variables_of(text)] == keys


@pytest.mark.parametrize(
    ("resource_type", "action", "is_supported"),
    [
        ("AWS::S3::Bucket", "s3:ListAllMyBuckets", False),
        ("AWS::S3::Bucket", "s3:ListBucket", True),
        ("AWS::S3::Bucket", "*", True),
        ("AWS::S3::Bucket", "s3:NoSuchThing", True),
        ("AWS::S3::AccessPoint", "s3:GetObject", True),
        ("AWS::DynamoDB::Table", "dynamodb:GetItem", True),
        ("AWS::DynamoDB::Table", "s3:GetObject", False),
        (TRUST_POLICY, "*", False),
        (TRUST_POLICY, "sts:*", True),
        (TRUST_POLICY, "sts:GetCallerIdentity", False),
    ],
)
def test_a_resource_policy_speaks_of_its_resource(resource_type: str, action: str, is_supported: bool) -> None:
    found = codes({"Action": action, "Principal": "*"}, PolicyType.RESOURCE, resource_type)

    assert ("UNSUPPORTED_ACTION_IN_POLICY" not in found) is is_supported


@pytest.mark.parametrize(
    ("operator", "value", "is_limited"),
    [
        ("StringEquals", "ecs.amazonaws.com", True),
        ("StringLike", ["ecs.amazonaws.com", "eks.amazonaws.com"], True),
        ("StringLike", "*.amazonaws.com", False),
    ],
)
def test_creating_any_linked_role_is_limited_by_naming_services(
    operator: str, value: str | list[str], is_limited: bool
) -> None:
    condition = {operator: {"iam:AWSServiceName": value}}

    found = codes({"Action": "iam:CreateServiceLinkedRole", "Condition": condition})

    assert ("CREATE_SLR_WITH_STAR_IN_RESOURCE" not in found) is is_limited


def test_an_action_that_is_named_is_not_reported_as_a_wildcard() -> None:
    found = codes({"Action": ["iam:*", "iam:PassRole"]})

    assert "PASS_ROLE_WITH_STAR_IN_RESOURCE" in found
    assert "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE" not in found


@pytest.mark.parametrize("policy_type", [PolicyType.SERVICE_CONTROL, PolicyType.RESOURCE_CONTROL])
def test_policies_that_grant_nothing_pass_no_role(policy_type: PolicyType) -> None:
    assert "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE" not in codes({"Action": "*"}, policy_type)


def test_a_regional_value_is_checked_for_arn_operators_too() -> None:
    assert "INVALID_REGION" in codes({"Condition": {"ArnEquals": {"aws:RequestedRegion": "here"}}})
    assert "INVALID_REGION" not in codes({"Condition": {"Null": {"aws:RequestedRegion": "true"}}})
    assert "INVALID_REGION" not in codes({"Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}})


def test_an_address_of_an_instance_may_be_compared_as_text() -> None:
    condition = {"StringNotEquals": {"aws:Ec2InstanceSourcePrivateIPv4": "${aws:VpcSourceIp}"}}

    assert codes({"Effect": "Deny", "Condition": condition}) == set()


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("nosuch:key", "INVALID_SERVICE"),
        ("s3:nosuch", "INVALID_SERVICE_CONDITION_KEY"),
        ("aws:nosuch", "INVALID_GLOBAL_CONDITION_KEY"),
        ("nosuch", "INVALID_CONDITION_KEY_FORMAT"),
        (":key", "INVALID_CONDITION_KEY_FORMAT"),
        ("s3:", "INVALID_CONDITION_KEY_FORMAT"),
        ("saml:nosuch", "INVALID_SERVICE_CONDITION_KEY"),
        ("aws:ResourceTag", "MISSING_TAG_KEY_IN_CONDITION"),
    ],
)
def test_an_unknown_key_is_one_error(key: str, code: str) -> None:
    assert codes({"Condition": {"StringEquals": {key: "x"}}}) == {code}


@pytest.mark.parametrize(
    ("action", "resource_type", "is_supported"),
    [
        ("sts:AssumeRoleWithWebIdentity", TRUST_POLICY, True),
        ("sts:AssumeRoleWithWebIdentity", None, True),
        ("s3:GetObject", None, False),
        ("s3:GetObject", "AWS::S3::Bucket", False),
    ],
)
def test_only_what_can_be_a_trust_policy_names_providers(
    action: str, resource_type: str | None, is_supported: bool
) -> None:
    statement = {"Action": action, "Principal": {"Federated": "accounts.google.com"}}

    found = codes(statement, PolicyType.RESOURCE, resource_type)

    assert ("FEDERATED_PRINCIPAL_NOT_SUPPORTED" not in found) is is_supported


def test_long_lists_name_a_few_services() -> None:
    actions = [
        f"{service}:*" for service in ["iam", "s3", "sqs", "sns", "sts", "ssm", "ec2", "rds", "ecs", "eks", "kms"]
    ]

    (finding,) = [
        finding
        for finding in validate(
            text_of(
                {**ALLOW, "Action": actions, "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}},
            ),
            PolicyType.IDENTITY,
        )
        if finding.code == "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
    ]

    assert " more." in finding.details
