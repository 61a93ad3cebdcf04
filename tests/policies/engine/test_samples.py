"""Requests made from the words of what differs between two policies."""

import json
from typing import Any

import pytest

from policies.engine.samples import difference, sample_contexts, sample_resources
from policies.language import PolicyKind

CONTEXT = {"aws:principalaccount": "111122223333", "aws:username": "alice"}


def policy(**elements: Any) -> str:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def statements(**elements: Any) -> Any:
    return difference("", policy(**elements), PolicyKind.IDENTITY).statements


def test_statements_that_mean_the_same_do_not_differ() -> None:
    before = policy(Sid="One", Action=["s3:GetObject"])
    after = json.dumps({"Version": "2012-10-17", "Statement": json.loads(policy())["Statement"][0]})

    assert difference(before, after, PolicyKind.IDENTITY).statements == ()


def test_both_editions_of_a_changed_statement_speak_of_its_actions() -> None:
    differs = difference(policy(Action="s3:Get*"), policy(Action="s3:PutObject"), PolicyKind.IDENTITY)

    assert len(differs.statements) == 2
    assert [bool(differs.about(action)) for action in ("s3:GetObject", "S3:putobject", "s3:ListBucket")] == [
        True,
        True,
        False,
    ]


def test_a_statement_given_twice_differs_when_one_goes() -> None:
    once, twice = json.loads(policy()), json.loads(policy())
    twice["Statement"] *= 2

    assert len(difference(json.dumps(twice), json.dumps(once), PolicyKind.IDENTITY).statements) == 1


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/example"),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::111122223333:user/alice"),
        ("arn:aws:ec2:*:*:instance/i-?", "arn:aws:ec2:us-east-1:111122223333:instance/i-x"),
        ("arn:aws:s3:::${aws:PrincipalTag/team}/*", "arn:aws:s3:::example/example"),
    ],
)
def test_a_pattern_becomes_one_resource_that_it_names(pattern: str, named: str) -> None:
    assert sample_resources(statements(Resource=pattern), ["*"], CONTEXT) == (named, "*")


@pytest.mark.parametrize(
    ("operator", "values", "passing"),
    [
        ("StringEquals", ["a", "b"], "a"),
        ("StringLike", ["a*"], "aexample"),
        ("StringNotEquals", ["a"], "another"),
        ("Bool", ["true"], "true"),
        ("IpAddress", ["192.0.2.0/24"], "192.0.2.0"),
        ("NotIpAddress", ["192.0.2.0/24"], "198.51.100.77"),
        ("NumericLessThan", ["10"], "9"),
        ("NumericGreaterThanEquals", ["10"], "11"),
        ("NumericEquals", ["many"], "many"),
        ("ForAnyValue:StringEquals", ["a"], ("a",)),
    ],
)
def test_a_condition_gets_a_value_that_it_accepts(operator: str, values: list[str], passing: Any) -> None:
    found = statements(Condition={operator: {"Some:Key": values}})

    plain, holding = sample_contexts(found, CONTEXT)

    assert plain == CONTEXT
    assert holding["some:key"] == passing


def test_keys_that_must_be_missing_stay_missing() -> None:
    found = statements(Condition={"Null": {"some:key": "true"}, "StringEquals": {"other:key": []}})

    assert sample_contexts(found, CONTEXT) == (CONTEXT, CONTEXT)
