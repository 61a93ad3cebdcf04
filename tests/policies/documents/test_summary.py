"""What a policy says at three levels."""

import json
from typing import Any

import pytest

from policies.catalog import default_catalog
from policies.documents.summary import (
    ALL_RESOURCES,
    FULL_ACCESS,
    MULTIPLE,
    NONE,
    Reading,
    action_resources,
    read_policy,
    service_levels,
    summary,
)
from policies.language import Effect


def reading(*statements: dict[str, Any]) -> Reading:
    return read_policy(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}), default_catalog())


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def test_all_actions_on_all_resources_are_full_access() -> None:
    found = summary(reading(allow("s3:*")))

    (row,) = found.allowed
    assert (row.name, row.access, row.resource, row.condition) == ("Amazon S3", FULL_ACCESS, ALL_RESOURCES, NONE)
    assert found.services - len(found.rest) == 1
    assert not found.grants_nothing


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        (allow("iam:*", "*", Condition={"Bool": {"aws:SecureTransport": "true"}}), "aws:SecureTransport Bool true"),
        (
            allow("iam:*", "*", Condition={"Bool": {"aws:SecureTransport": "true", "aws:ViaAWSService": "false"}}),
            MULTIPLE,
        ),
    ],
)
def test_a_condition_leaves_no_full_access(statement: dict[str, Any], condition: str) -> None:
    (row,) = summary(reading(statement)).allowed

    assert row.access == ""
    assert (row.condition, row.limited) == (condition, ())
    assert row.full == ("List", "Read", "Write", "Permissions management", "Tagging")


def test_levels_are_full_or_limited() -> None:
    (row,) = summary(
        reading(allow(["s3:List*", "s3:GetObject", "s3:PutObjectTagging", "s3:DeleteObjectTagging"]))
    ).allowed

    assert "Read" in row.limited
    assert "Write" not in (*row.full, *row.limited)
    assert set(row.full) | set(row.limited) == {"List", "Read", "Tagging"}


def test_one_resource_is_named_and_several_are_multiple() -> None:
    one = summary(reading(allow("s3:GetObject", "arn:aws:s3:::a/*"))).allowed[0]
    two = summary(reading(allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]))).allowed[0]

    assert (one.resource, two.resource) == ("arn:aws:s3:::a/*", MULTIPLE)


def test_deny_stands_apart_and_alone_grants_nothing() -> None:
    found = summary(reading({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}))

    assert [row.prefix for row in found.denied] == ["s3"]
    assert found.allowed == ()
    assert found.grants_nothing


def test_what_is_denied_again_grants_nothing() -> None:
    assert summary(reading(allow("s3:Get*"), {"Effect": "Deny", "Action": "s3:*", "Resource": "*"})).grants_nothing


def test_an_action_without_a_fitting_resource_grants_nothing() -> None:
    found = reading(allow(["s3:ListAllMyBuckets", "s3:GetObject"], "arn:aws:s3:::a/*"))

    (row,) = summary(found).allowed
    levels = {level.level: level for level in service_levels(found, "s3", Effect.ALLOW)}

    assert (row.full, row.limited) == ((), ("Read",))
    assert "1 of the actions" in row.warning
    assert "No resource" in levels["List"].rows[0].warnings[0]
    assert levels["Read"].rows[0].warnings == ()


def test_a_policy_whose_resources_never_fit_grants_nothing() -> None:
    found = summary(reading(allow("dynamodb:*", "arn:aws:s3:::a")))

    assert found.allowed[0].access == NONE
    assert found.grants_nothing


def test_a_condition_that_never_comes_is_told() -> None:
    never = allow("iam:GetUser", "*", Condition={"StringEquals": {"s3:prefix": "a"}})
    maybe = allow("iam:GetUser", "*", Condition={"StringEqualsIfExists": {"s3:prefix": "a"}})

    told = [service_levels(reading(one), "iam", Effect.ALLOW)[1].rows[0].warnings for one in (never, maybe)]

    assert "s3:prefix never comes with this action" in told[0][0]
    assert told[1] == ()


def test_unknown_actions_stand_by_themselves() -> None:
    assert summary(reading(allow(["s3:GetObjct", "nowhere:*", "s3:GetObject"]))).unknown == ("s3:GetObjct", "nowhere:*")


def test_everything_but_some_actions_names_the_rest() -> None:
    found = summary(reading({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}))

    assert "iam" not in {row.prefix for row in found.allowed}
    assert len(found.allowed) == found.services - 1


def test_a_policy_with_not_resource_has_no_summary() -> None:
    found = summary(reading({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::a"}))

    assert "NotResource" in found.unavailable
    assert found.allowed == ()


def test_levels_count_what_is_named_and_what_is_left() -> None:
    levels = {level.level: level for level in service_levels(reading(allow("iam:List*")), "iam", Effect.ALLOW)}

    assert len(levels["List"].rows) + len(levels["List"].rest) == levels["List"].count
    assert "GetAccountSummary" in levels["List"].rest
    assert levels["Write"].rows == ()
    assert "CreateUser" in levels["Write"].rest
    assert service_levels(reading(allow("iam:List*")), "nowhere", Effect.ALLOW) == ()


def test_resources_of_an_action_tell_region_account_and_statement() -> None:
    table = "arn:aws:dynamodb:eu-west-1:123456789012:table/a"
    deny = {"Sid": "No", "Effect": "Deny", "Action": "dynamodb:GetItem", "Resource": "*"}

    rows = action_resources(reading(allow("dynamodb:GetItem", table), deny), "dynamodb:GetItem")

    assert [(row.effect, row.resource, row.region, row.account, row.sid) for row in rows] == [
        (Effect.DENY, ALL_RESOURCES, "All Regions", "All accounts", "No"),
        (Effect.ALLOW, table, "eu-west-1", "123456789012", ""),
    ]
