"""From text to values: what a document keeps, where its elements stand, how it is printed and counted."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from policies.language import (
    Effect,
    Family,
    PolicyKind,
    PolicySyntaxError,
    Principals,
    Quantifier,
    Version,
    as_json,
    find_operator,
    print_document,
    read,
    size_of,
)

TEXT = """{
  "Version": "2012-10-17",
  "Id": "example",
  "Statement": [
    {"Sid": "One", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"],
     "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": true}}},
    {"Effect": "Deny", "NotAction": "iam:*", "NotResource": ["arn:aws:s3:::b", null]}
  ]
}"""
TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": ["111122223333"], "Service": "ec2.amazonaws.com", "Federated": "accounts.google.com"},
        "Action": "sts:AssumeRole",
    }
}


def test_it_keeps_what_the_document_says() -> None:
    document = read(TEXT)

    first, second = document
    assert (document.kind, document.version, document.id) == (PolicyKind.IDENTITY, Version.CURRENT, "example")
    assert (first.sid, first.effect, first.actions) == ("One", Effect.ALLOW, ("s3:Get*", "s3:List*"))
    assert (first.not_actions, first.resources, first.not_resources) == (None, ("*",), None)
    assert (second.sid, second.effect, second.not_actions) == (None, Effect.DENY, ("iam:*",))
    assert second.not_resources == ("arn:aws:s3:::b",)


def test_a_condition_keeps_operator_key_and_values_as_texts() -> None:
    (condition,) = read(TEXT).statements[0].conditions

    assert (condition.operator.name, condition.key, condition.values) == ("Bool", "aws:SecureTransport", ("true",))
    assert condition.span.start.line == 6


def test_numbers_stay_as_they_were_written() -> None:
    statement = '{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": [1.0, 1e2]}}}'

    document = read(f'{{"Version": "2012-10-17", "Statement": {statement}}}')

    assert document.statements[0].conditions[0].values == ("1.0", "1e2")


def test_principals_are_kept_by_type() -> None:
    document = read(json.dumps(TRUST), PolicyKind.TRUST)

    assert document.version is Version.OLD
    assert not document.has_version
    assert document.statements[0].principals == Principals(
        aws=("111122223333",), service=("ec2.amazonaws.com",), federated=("accounts.google.com",)
    )


def test_a_bare_star_is_anyone() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}

    document = read(json.dumps({"Statement": statement}), PolicyKind.TRUST)

    assert document.statements[0].principals == Principals(anyone=True)


def test_every_element_knows_its_place() -> None:
    first = read(TEXT).statements[0]

    span = first.span_of("Action[1]")

    assert (span.start.line, span.start.column) == (5, TEXT.splitlines()[4].index('"s3:List*"') + 1)
    assert TEXT[span.start.offset : span.end.offset] == '"s3:List*"'
    assert TEXT[first.span.start.offset : first.span.end.offset].startswith('{"Sid": "One"')
    assert TEXT[first.span.start.offset : first.span.end.offset].endswith("}}}")


def test_a_single_statement_has_the_place_of_a_first_one() -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'

    statement = read(text).statements[0]

    assert text[statement.span.start.offset : statement.span.end.offset].startswith('{"Effect"')
    assert statement.span_of("Action").start.column == 70


def test_places_survive_escapes_and_braces_in_strings() -> None:
    text = (
        '{"Version": "2012-10-17", "Id": "a\\"{[,:]}\\u007d", "Statement": {"Effect": "Allow", '
        '"Action": "s3:a", "Resource": "*"}}'
    )

    document = read(text)

    assert document.statements[0].span_of("Action").start.column == text.index('"s3:a"') + 1
    assert document.id == 'a"{[,:]}}'


def test_an_error_about_something_missing_points_at_what_surrounds_it() -> None:
    with pytest.raises(PolicySyntaxError) as refused:
        read('{"Version": "2012-10-17",\n "Statement": [{"Effect": "Allow", "Action": "*"}]}')

    assert (refused.value.line, refused.value.column, refused.value.path) == (2, 16, "Statement[0]")


@pytest.mark.parametrize("case", json.loads((Path(__file__).parent / "sizes.json").read_text()))
def test_sizes_do_not_count_white_space_between_tokens(case: dict[str, Any]) -> None:
    assert size_of(case["text"]) == case["size"]


def test_printing_normalizes_and_says_the_same() -> None:
    document = read(TEXT)

    printed = print_document(document)

    assert json.loads(printed)["Statement"][0]["Action"] == ["s3:Get*", "s3:List*"]
    assert json.loads(printed)["Statement"][1]["NotResource"] == "arn:aws:s3:::b"
    assert as_json(read(printed)) == as_json(document)


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        (PolicyKind.TRUST, {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}),
        (PolicyKind.TRUST, TRUST["Statement"]),
        (
            PolicyKind.RESOURCE,
            {"Effect": "Deny", "NotPrincipal": {"CanonicalUser": "79a5"}, "Action": "s3:*", "Resource": "*"},
        ),
    ],
)
def test_printing_keeps_principals(kind: PolicyKind, statement: dict[str, object]) -> None:
    document = read(json.dumps({"Statement": statement}), kind)

    assert as_json(read(print_document(document), kind)) == as_json(document)
    assert "Version" not in as_json(document)


def test_operators_know_their_parts() -> None:
    operator = find_operator("ForAnyValue:StringNotLikeIfExists")

    assert operator is not None
    assert (operator.name, operator.family, operator.quantifier) == ("StringNotLike", Family.STRING, Quantifier.ANY)
    assert operator.if_exists
    assert operator.is_negated
    assert find_operator("StringLikes") is None


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000 + '"' + '\\"' * 60_000,
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 50_000 + "]" * 50_000,
        '"' + "\\" * 100_000,
    ],
)
def test_deep_nesting_is_refused_with_a_place(text: str) -> None:
    start = time.monotonic()

    with pytest.raises(PolicySyntaxError) as refused:
        read(text)

    assert refused.value.message == "Syntax errors in policy."
    assert refused.value.column >= 1
    assert size_of(text) <= len(text)
    assert time.monotonic() - start < 2


def test_the_innermost_bracket_is_named() -> None:
    with pytest.raises(PolicySyntaxError) as refused:
        read('["]"]' + "[" * 5000 + "]" * 5000)

    assert refused.value.message == "Syntax errors in policy."


def test_brackets_that_close_again_are_not_the_deepest() -> None:
    with pytest.raises(PolicySyntaxError) as refused:
        read("[[], " + "[" * 5000 + "]" * 5001)

    assert refused.value.column == 5005


def test_a_balanced_deep_text_points_at_its_bottom() -> None:
    with pytest.raises(PolicySyntaxError) as refused:
        read("[" * 5000 + "]" * 5000)

    assert (refused.value.column, refused.value.detail) == (5000, "Lists and objects are nested too deeply.")


def test_ten_thousand_statements_are_read() -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}

    document = read(json.dumps({"Version": "2012-10-17", "Statement": [statement] * 10_000}))

    assert document.statements[9_999].path == "Statement[9999]"
    assert document.statements[9_999].span.start.line == 1
