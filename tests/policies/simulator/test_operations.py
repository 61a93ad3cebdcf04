"""SimulateCustomPolicy through boto3: decisions, statements and resources."""

import pytest

from tests.cast import Person
from tests.policies.simulator.simulating import BUCKET, OBJECT, READ, entry, one, policy, simulate, statement


def test_it_tells_which_statement_allows(root: Person) -> None:
    result = one(root, [READ], "s3:getobject")

    assert result == {
        "EvalActionName": "s3:getobject",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 1, "Column": 41},
                "EndPosition": {"Line": 1, "Column": len(READ) - 1},
            }
        ],
        "MissingContextValues": [],
        "OrganizationsDecisionDetail": {"AllowedByOrganizations": True},
        "ResourceSpecificResults": [],
    }


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # the example of `aws iam simulate-custom-policy help`
        (
            (
                '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":'
                '{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
            ),
            (1, 38),
            (1, 167),
        ),
        # AdministratorAccess, as AWS writes it
        (
            (
                '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n'
                '      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}'
            ),
            (3, 17),
            (8, 6),
        ),
        # the sample response of the API reference
        (
            (
                '{\n  "Version":"2012-10-17",\n  "Statement":{\n    "Effect":"Allow",\n    "Action":"dynamodb:*",\n'
                '    "Resource":"*"\n  }\n}'
            ),
            (3, 16),
            (7, 4),
        ),
    ],
)
def test_positions_are_those_that_aws_answers(
    root: Person, text: str, start: tuple[int, int], end: tuple[int, int]
) -> None:
    time = entry("aws:CurrentTime", "date", "2019-04-25T11:00:00Z")

    matched = one(root, [text], "dynamodb:CreateBackup", ContextEntries=[time])["MatchedStatements"][0]

    assert (matched["StartPosition"]["Line"], matched["StartPosition"]["Column"]) == start
    assert (matched["EndPosition"]["Line"], matched["EndPosition"]["Column"]) == end


def test_a_statement_begins_where_the_one_before_ends(root: Person) -> None:
    text = policy(statement("Allow", "s3:Get*"), statement("Allow", "s3:Put*"))

    results = simulate(root, [text], "s3:GetObject", "s3:PutObject")["EvaluationResults"]

    first, second = (result["MatchedStatements"][0] for result in results)
    assert second["StartPosition"] == first["EndPosition"]


def test_a_deny_wins_and_is_the_only_statement_of_its_type(root: Person) -> None:
    text = policy(statement("Allow", "s3:*"), statement("Deny", "s3:Delete*"))

    result = one(root, [READ, text], "s3:DeleteObject")

    assert result["EvalDecision"] == "explicitDeny"
    assert [matched["SourcePolicyId"] for matched in result["MatchedStatements"]] == ["PolicyInputList.2"]


def test_all_statements_that_allow_are_told_in_their_order(root: Person) -> None:
    narrow = policy(statement("Allow", "s3:GetObject", OBJECT), statement("Allow", "s3:*"))

    result = one(root, [READ, narrow], "s3:GetObject", ResourceArns=[OBJECT])

    places = [(one["SourcePolicyId"], one["StartPosition"]["Column"]) for one in result["MatchedStatements"]]
    assert [name for name, _ in places] == ["PolicyInputList.1", "PolicyInputList.2", "PolicyInputList.2"]
    assert places == sorted(places)


def test_it_tells_each_resource_apart(root: Person) -> None:
    text = policy(statement("Allow", "s3:GetObject", OBJECT))
    other = "arn:aws:s3:::other/key"

    result = one(root, [text], "s3:GetObject", ResourceArns=[OBJECT, other])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["EvalResourceName"].startswith("arn:aws:s3:::${BucketName}/")
    assert result["MatchedStatements"] == []
    assert result["EvalDecisionDetails"] == {}
    decisions = {one["EvalResourceName"]: one["EvalResourceDecision"] for one in result["ResourceSpecificResults"]}
    assert decisions == {OBJECT: "allowed", other: "implicitDeny"}


def test_a_single_resource_names_the_result(root: Person) -> None:
    result = one(root, [READ], "s3:GetObject", ResourceArns=[OBJECT])

    assert result["EvalResourceName"] == OBJECT
    assert result["MatchedStatements"] == result["ResourceSpecificResults"][0]["MatchedStatements"] != []


def test_resources_of_an_unknown_action_are_named_by_a_star(root: Person) -> None:
    result = one(root, [READ], "nowhere:Go", ResourceArns=[OBJECT, BUCKET])

    assert result["EvalResourceName"] == "*"
