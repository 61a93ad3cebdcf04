"""Context keys of simulations, and GetContextKeysForCustomPolicy."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cast import ACCOUNT, Person
from tests.policies.simulator.simulating import BUCKET, CALLER, READ, entry, one, policy, refusal, statement

CONDITION = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "StringEquals": {"s3:prefix": "${aws:PrincipalTag/team}"}}


def test_what_is_missing_is_told_beside_an_implicit_deny(root: Person) -> None:
    text = policy(statement("Allow", "s3:ListBucket", Condition=CONDITION))

    result = one(root, [text], "s3:ListBucket", ContextEntries=[entry("AWS:SOURCEIP", "ip", "10.1.2.3")])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["s3:prefix", "aws:PrincipalTag/team"]


def test_what_is_missing_for_a_resource_is_told_with_it(root: Person) -> None:
    text = policy(statement("Allow", "s3:ListBucket", Condition=CONDITION))

    result = one(root, [text], "s3:ListBucket", ResourceArns=[BUCKET])

    assert result["MissingContextValues"] == []
    assert "aws:SourceIp" in result["ResourceSpecificResults"][0]["MissingContextValues"]


def test_the_keys_that_are_given_decide(root: Person) -> None:
    text = policy(statement("Allow", "s3:ListBucket", Condition=CONDITION))
    entries = [
        entry("aws:SourceIp", "ip", "10.1.2.3"),
        entry("s3:prefix", "string", "red"),
        entry("aws:principaltag/TEAM", "string", "red"),
    ]

    assert one(root, [text], "s3:ListBucket", ContextEntries=entries)["EvalDecision"] == "allowed"


@pytest.mark.parametrize(
    ("operator", "wanted", "kind", "right", "wrong"),
    [
        ("StringEquals", "a", "string", "a", "b"),
        ("ForAllValues:StringEquals", "a", "stringList", "a", "b"),
        ("NumericLessThan", "10", "numeric", "9.5", "10"),
        ("ForAnyValue:NumericEquals", "10", "numericList", "10", "11"),
        ("Bool", "true", "boolean", "TRUE", "false"),
        ("ForAnyValue:Bool", "true", "booleanList", "true", "false"),
        ("IpAddress", "10.0.0.0/8", "ip", "10.1.1.1", "11.1.1.1"),
        ("ForAnyValue:IpAddress", "2001:db8::/32", "ipList", "2001:db8::1", "2001:db9::1"),
        ("BinaryEquals", "YQ==", "binary", "YQ==", "Yg=="),
        ("ForAnyValue:BinaryEquals", "YQ==", "binaryList", "YQ==", "Yg=="),
        ("DateLessThan", "2026-01-01T00:00:00Z", "date", "2025-12-31", "2026-01-01"),
        ("ForAnyValue:DateEquals", "2026-01-01T00:00:00Z", "dateList", "1767225600", "1767225601"),
    ],
)
def test_every_type_of_key_is_understood(
    root: Person, operator: str, wanted: str, kind: str, right: str, wrong: str
) -> None:
    text = policy(statement("Allow", "s3:GetObject", Condition={operator: {"test:key": wanted}}))

    decisions = [
        one(root, [text], "s3:GetObject", ContextEntries=[entry("test:key", kind, value)])["EvalDecision"]
        for value in (right, wrong)
    ]

    assert decisions == ["allowed", "implicitDeny"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("numeric", "ten"),
        ("numeric", "NaN"),
        ("boolean", "yes"),
        ("ip", "10.0.0.256"),
        ("ip", "10.0.0.0/99"),
        ("binary", "%%%"),
        ("binary", "é"),
        ("date", "yesterday"),
        ("dateList", "2026-13-01"),
    ],
)
def test_a_value_of_another_type_is_refused(root: Person, kind: str, value: str) -> None:
    code, message = refusal(root, [READ], "s3:GetObject", ContextEntries=[entry("test:key", kind, value)])

    assert code == "InvalidInput"
    assert f"{value!r} of context key test:key" in message


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"ContextKeyValues": ["a"], "ContextKeyType": "string"}], "needs a ContextKeyName"),
        ([entry("a:key", "string", "1"), entry("A:KEY", "string", "2")], "Duplicate context key A:KEY"),
        ([entry("a:key", "string", "1", "2")], "use stringList"),
    ],
)
def test_entries_that_contradict_themselves_are_refused(
    root: Person, entries: list[dict[str, Any]], words: str
) -> None:
    code, message = refusal(root, [READ], "s3:GetObject", ContextEntries=entries)

    assert code == "InvalidInput"
    assert words in message


def test_an_entry_without_a_value_counts_as_missing(root: Person) -> None:
    text = policy(statement("Allow", "s3:GetObject", Condition={"Null": {"test:key": "true"}}))

    result = one(root, [text], "s3:GetObject", ContextEntries=[entry("test:key", "string")])

    assert result["EvalDecision"] == "allowed"


def test_the_callers_arn_fills_in_its_name(root: Person) -> None:
    text = policy(statement("Allow", "iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"))

    assert one(root, [text], "iam:GetUser", ResourceArns=[CALLER], CallerArn=CALLER)["EvalDecision"] == "allowed"


def test_it_names_the_keys_and_variables_as_they_are_written(root: Person) -> None:
    text = policy(
        statement("Allow", "s3:ListBucket", "arn:aws:s3:::home/${aws:userName}/${*}", Condition=CONDITION),
        statement("Deny", "s3:*", Condition={"StringLike": {"S3:Prefix": "${aws:PrincipalTag/unit, 'none'}"}}),
    )

    names = root.client().get_context_keys_for_custom_policy(PolicyInputList=[text, READ])["ContextKeyNames"]

    assert names == ["aws:SourceIp", "s3:prefix", "aws:PrincipalTag/team", "aws:userName", "aws:PrincipalTag/unit"]


def test_policies_of_2008_have_no_variables(root: Person) -> None:
    text = READ.replace("2012-10-17", "2008-10-17")

    with pytest.raises(ClientError) as refused:
        root.client().get_context_keys_for_custom_policy(PolicyInputList=[text])

    assert refused.value.response["Error"]["Code"] == "MalformedPolicyDocument"


def test_context_keys_need_a_policy(root: Person) -> None:
    with pytest.raises(ClientError) as refused:
        root.client().get_context_keys_for_custom_policy(PolicyInputList=[])

    assert refused.value.response["Error"]["Code"] == "InvalidInput"
