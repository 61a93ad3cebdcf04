"""Where a finding points: the path, and the span with lines from 1, columns and offsets from 0."""

import json

import pytest

from policies.checks import (
    Finding,
    Index,
    Key,
    Location,
    PathElement,
    PolicyType,
    Position,
    Span,
    Substring,
    Value,
    validate,
)

POLICY = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:GetObjekt"],
      "Resource": "arn:aws:s3:::acme-data/${aws:username",
      "Condition": {"StringEqual": {"aws:username": "alice"}}
    }
  ]
}"""


def finding(text: str, code: str) -> Finding:
    found = [one for one in validate(text, PolicyType.IDENTITY) if one.code == code]
    assert found, code
    return found[0]


def location(text: str, code: str) -> Location:
    return finding(text, code).locations[0]


def marked(text: str, span: Span) -> str:
    return text[span.start.offset : span.end.offset]


@pytest.mark.parametrize(
    ("code", "path", "part"),
    [
        (
            "INVALID_ACTION",
            (Value("Statement"), Index(0), Value("Action"), Index(1)),
            '"s3:GetObjekt"',
        ),
        (
            "INVALID_CONDITION_OPERATOR",
            (Value("Statement"), Index(0), Value("Condition"), Key("StringEqual")),
            '"StringEqual"',
        ),
        (
            "MISSING_BRACE_IN_VARIABLE",
            (Value("Statement"), Index(0), Value("Resource"), Substring(23, 14)),
            "${aws:username",
        ),
    ],
)
def test_a_finding_points_at_what_it_speaks_of(code: str, path: tuple[PathElement, ...], part: str) -> None:
    found = location(POLICY, code)

    assert found.path == path
    assert marked(POLICY, found.span) == part


def test_lines_start_at_one_and_columns_at_zero() -> None:
    span = location(POLICY, "INVALID_ACTION").span

    assert span.start == Position(6, 33, POLICY.index('"s3:GetObjekt"'))
    assert span.end == Position(6, 47, POLICY.index('"s3:GetObjekt"') + 14)


def test_a_single_statement_has_no_index() -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}'

    assert location(text, "INVALID_EFFECT").path == (Value("Statement"), Value("Effect"))


def test_the_whole_policy_has_an_empty_path() -> None:
    found = location('\n{"Version": "2012-10-17"}', "MISSING_STATEMENT")

    assert found == Location((), Span(Position(2, 0, 1), Position(2, 25, 26)))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", Position(1, 0, 0)),
        ("not json", Position(1, 0, 0)),
        ('{\n "Version": \n}', Position(3, 0, 15)),
        ('{"Statement": []} x', Position(1, 18, 18)),
        ('{"Statement":\n NaN}', Position(2, 1, 15)),
        ("[" * 100_000, Position(1, 0, 0)),
    ],
)
def test_broken_json_is_one_finding_with_its_place(text: str, position: Position) -> None:
    (found,) = validate(text, PolicyType.IDENTITY)

    assert found.code == "JSON_SYNTAX_ERROR"
    assert found.locations == (Location((), Span(position, position)),)
    assert found.learn_more


def test_a_repeated_member_is_found_beside_other_faults() -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Effect": "Deny", "Resource": "*"}}'

    codes = [one.code for one in validate(text, PolicyType.IDENTITY)]

    assert codes == ["MISSING_ACTION", "JSON_SYNTAX_ERROR"]
    assert location(text, "JSON_SYNTAX_ERROR").path == (Value("Statement"), Key("Effect"))


def test_an_escape_is_one_character_of_the_string() -> None:
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": 'arn:aws:s3:::"\U0001f600\t/${}${}'},
        }
    )
    spans = [one.locations[0] for one in validate(text, PolicyType.IDENTITY) if one.code == "EMPTY_VARIABLE"]

    assert [marked(text, found.span) for found in spans] == ["${}", "${}"]
    assert [found.path[-1] for found in spans] == [Substring(17, 3), Substring(20, 3)]


@pytest.mark.parametrize("half", ["\\ud800", "\ud800"])
def test_half_a_surrogate_pair_can_be_told(half: str) -> None:
    text = f'{{"Version": "{half}", "Statement": []}}'

    assert validate(text, PolicyType.RESOURCE)
    assert "\N{REPLACEMENT CHARACTER}" in finding(text, "INVALID_VERSION").details.encode().decode()


def test_errors_come_first_and_then_the_order_of_the_text() -> None:
    findings = validate(POLICY.replace('"Version": "2012-10-17",', ""), PolicyType.IDENTITY)

    types = [str(one.type) for one in findings]
    assert types == sorted(types, key=["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"].index)
