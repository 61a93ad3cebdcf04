"""What SimulateCustomPolicy refuses, and its pages."""

from typing import Any

import pytest

from policies.simulator import services
from tests.cast import ACCOUNT, Person
from tests.policies.simulator.simulating import (
    BUCKET,
    CALLER,
    OBJECT,
    READ,
    policy,
    refusal,
    resource_policy,
    simulate,
    statement,
)


@pytest.mark.parametrize(
    ("caller", "message"),
    [
        (None, "Invalid caller - Caller cannot be null or empty."),
        (f"arn:aws:iam::{ACCOUNT}:role/deploy", "Invalid caller - Caller must be an IAM user in this context."),
        (f"arn:aws:iam::{ACCOUNT}:group/team", "Invalid caller - Caller must be an IAM user in this context."),
        (
            f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/x",
            (
                f"Invalid Entity Arn: arn:aws:sts::{ACCOUNT}:assumed-role/deploy/x does not clearly define entity type"
                " and name."
            ),
        ),
        ("carol", "Invalid Entity Arn: carol does not clearly define entity type and name."),
    ],
)
def test_a_resource_policy_needs_a_user_as_caller(root: Person, caller: str | None, message: str) -> None:
    more = {"CallerArn": caller} if caller else {}

    answer = refusal(root, [], "s3:GetObject", ResourceArns=[OBJECT], ResourcePolicy=resource_policy(CALLER), **more)

    assert answer == ("InvalidInput", message)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"ResourceArns": ["reports"]}, "ResourceNames are not in a valid ARN format: reports."),
        ({"ResourceArns": ["*", BUCKET]}, "ResourceNames are not in a valid ARN format: *."),
        ({"ResourceOwner": "123456789012"}, "'123456789012' is not a valid as a Resource Owner."),
        ({"ResourceHandlingOption": "EC2-Moon"}, "Invalid input resource handling options: EC2-Moon."),
        (
            {
                "ResourceHandlingOption": "EC2-VPC-EBS",
                "ResourceArns": [f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*", "arn:aws:ec2:eu-west-1::image/ami-1"],
            },
            "The scenario EC2-VPC-EBS also needs these resources: security-group, network-interface, volume.",
        ),
        (
            {"ResourcePolicy": resource_policy("*"), "CallerArn": CALLER},
            "Invalid Entity Arn: * does not clearly define entity type and name.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(root: Person, more: dict[str, Any], message: str) -> None:
    assert refusal(root, [READ], "s3:GetObject", **more) == ("InvalidInput", message)


@pytest.mark.parametrize("action", ["s3:Get*", "GetObject", "s3:", "s3:Get Object"])
def test_only_names_of_actions_are_simulated(root: Person, action: str) -> None:
    code, message = refusal(root, [READ], action)

    assert code == "InvalidInput"
    assert message.startswith(f"Invalid Input Actions: {action}")


def test_no_action_is_refused(root: Person) -> None:
    assert refusal(root, [READ]) == ("InvalidInput", "ActionNames is required.")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"Version":"2012-10-17","Statement":[]}', READ.replace("Allow", "Permit"), "[" * 60_000]
)
def test_what_is_no_policy_is_refused(root: Person, text: str) -> None:
    code, message = refusal(root, [READ, text], "s3:GetObject")

    assert code == "MalformedPolicyDocument"
    assert message.startswith("PolicyInputList.2: ")


def test_a_user_needs_the_permission(bob: Person) -> None:
    code, message = refusal(bob, [READ], "s3:GetObject")

    assert code == "AccessDenied"
    assert "is not authorized to perform: iam:SimulateCustomPolicy" in message


def test_it_pages_over_the_actions_in_their_order(root: Person) -> None:
    actions = [f"s3:Get{number}" for number in range(7, 0, -1)]
    pages = root.client().get_paginator("simulate_custom_policy")

    found = list(pages.paginate(PolicyInputList=[READ], ActionNames=actions, PaginationConfig={"PageSize": 3}))

    assert [len(page["EvaluationResults"]) for page in found] == [3, 3, 1]
    assert [one["EvalActionName"] for page in found for one in page["EvaluationResults"]] == actions


def test_a_large_simulation_is_cut_into_pages(root: Person) -> None:
    many = policy(*[statement("Allow", "s3:GetObject", f"{BUCKET}/{number}") for number in range(1200)])
    resources = [f"{BUCKET}/{number}" for number in range(100)]

    page = simulate(root, [many], "s3:GetObject", "s3:PutObject", "s3:ListBucket", ResourceArns=resources)

    assert page["IsTruncated"]
    assert [one["EvalActionName"] for one in page["EvaluationResults"]] == ["s3:GetObject", "s3:PutObject"]


def test_a_simulation_beyond_all_bounds_is_refused(root: Person) -> None:
    many = policy(*[statement("Allow", "*") for _ in range(1500)])
    resources = [f"{BUCKET}/{number}" for number in range(200)]

    code, message = refusal(root, [many], "s3:GetObject", ResourceArns=resources)

    assert code == "InvalidInput"
    assert "200 resources and 1500 statements" in message


def test_an_answer_ends_before_it_grows_too_long(root: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MATCHES_PER_PAGE", 5)
    many = policy(*[statement("Allow", "s3:*") for _ in range(3)])

    page = simulate(root, [many], "s3:GetObject", "s3:PutObject")
    code, message = refusal(root, [many], "s3:GetObject", ResourceArns=[OBJECT, BUCKET])

    assert [one["EvalActionName"] for one in page["EvaluationResults"]] == ["s3:GetObject"]
    assert page["IsTruncated"]
    assert (code, message[:28]) == ("InvalidInput", "The simulation is too large:")
