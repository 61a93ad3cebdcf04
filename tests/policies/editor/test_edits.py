"""Each change of the visual side is an edit of the text: it looks like what is there, and touches nothing else."""

import json
from typing import Any

import pytest

from tests.policies.editor.module import call

SPREAD = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Read",
            "Effect": "Allow",
            "Action": [
                "s3:GetObject",
                "s3:ListBucket"
            ],
            "Resource": "*"
        }
    ]
}"""
SHORT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}'
MIXED = """{
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"},
    {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": {"Bool": {"a:b": "true", "c:d": false}}}
  ]
}"""


def change(text: str, *changes: list[Any]) -> str:
    result: str = call("changed", [[text, changes]])[0][-1]
    return result


@pytest.mark.parametrize(
    ("text", "changes", "old", "new"),
    [
        (SPREAD, [["setText", 0, "Effect", "Deny"]], '"Allow"', '"Deny"'),
        (SPREAD, [["setText", 0, "Sid", ""]], '"Sid": "Read",\n            ', ""),
        (
            SPREAD,
            [["addValues", 0, "Action", ["s3:PutObject"]]],
            '"s3:ListBucket"\n',
            '"s3:ListBucket",\n                "s3:PutObject"\n',
        ),
        (SPREAD, [["removeValues", 0, "Action", [0]]], '"s3:GetObject",\n                ', ""),
        (
            SPREAD,
            [["addValues", 0, "Resource", ["arn:aws:s3:::a"]]],
            '"*"\n        }',
            '[\n                "*",\n                "arn:aws:s3:::a"\n            ]\n        }',
        ),
        (
            SPREAD,
            [["addCondition", 0, "Bool", "aws:SecureTransport", ["true"]]],
            '"Resource": "*"\n',
            (
                '"Resource": "*",\n            "Condition": {\n                "Bool": {\n'
                '                    "aws:SecureTransport": "true"\n                }\n            }\n'
            ),
        ),
        (SPREAD, [["renameElement", 0, "Action", "NotAction"]], '"Action"', '"NotAction"'),
        (SHORT, [["addValues", 0, "Action", ["s3:PutObject"]]], '"s3:Get*"', '["s3:Get*","s3:PutObject"]'),
        (SHORT, [["setText", 0, "Sid", "One"]], '{"Effect"', '{"Sid":"One","Effect"'),
        (
            SHORT,
            [["duplicateStatement", 0]],
            '{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}',
            '[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"},{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]',
        ),
        (MIXED, [["addValues", 0, "Action", ["s3:a", "s3:b"]]], '"s3:PutObject"]', '"s3:PutObject", "s3:a", "s3:b"]'),
        (MIXED, [["removeCondition", 1, "Bool", "a:b"]], '"a:b": "true", ', ""),
        (
            MIXED,
            [["removeCondition", 1, "Bool", "a:b"], ["removeCondition", 1, "Bool", "c:d"]],
            ', "Condition": {"Bool": {"a:b": "true", "c:d": false}}',
            "",
        ),
        (
            MIXED,
            [["addPrincipals", 0, "Principal", "AWS", ["111122223333"]]],
            '"Allow", ',
            '"Allow", "Principal": {"AWS": "111122223333"}, ',
        ),
        (MIXED, [["addValues", 0, "Action", ["s3:GetObject"]]], "", ""),
    ],
)
def test_a_change_touches_only_its_own_place(text: str, changes: list[Any], old: str, new: str) -> None:
    assert change(text, *changes) == text.replace(old, new)


def test_statements_change_places_and_keep_their_spelling() -> None:
    lines = MIXED.split("\n")
    first, second = lines[2].strip().removesuffix(","), lines[3].strip()

    moved = change(MIXED, ["moveStatement", 0, 1])

    assert moved == MIXED.replace(first, "FIRST").replace(second, first).replace("FIRST", second)
    assert change(MIXED, ["moveStatement", 0, 1], ["moveStatement", 1, 0]) == MIXED


def test_an_imported_statement_gets_a_free_sid_and_the_style_of_the_policy() -> None:
    rest = '"Action":["a:B","a:C"],"Resource":"*","Condition":{"NumericEquals":{"x:y":1.50}}'
    source = f'{{"Sid":"Read","Effect":"Deny",{rest}}}'

    text = change(SPREAD, ["addStatement", source])

    assert '        },\n        {\n            "Sid": "Read2",\n            "Effect": "Deny",' in text
    assert '"x:y": 1.50' in text
    assert text.startswith(SPREAD[: SPREAD.rindex("}\n    ]")])


def test_a_statement_is_added_where_none_is() -> None:
    source = '{"Effect":"Allow","Action":"a:B","Resource":"*"}'

    for text in ("{}", '{"Version":"2012-10-17"}', '{"Statement":[]}', '{\n  "Statement": []\n}'):
        assert json.loads(change(text, ["addStatement", source]))["Statement"] == [json.loads(source)]


def test_removing_every_statement_leaves_a_list_to_add_to() -> None:
    assert json.loads(change(SHORT, ["removeStatement", 0]))["Statement"] == []


def test_what_cannot_be_shown_is_named_and_kept() -> None:
    text = (
        '{"Id":"x","Statement":[{"Effect":1,"Action":"a:B","NotAction":"a:C","Extra":{},"Resource":["*",null],'
        '"Condition":{"Odd":"x"}},7]}'
    )

    (shown,) = call("shown", [text])

    assert shown["unseen"] == ["Id"]
    assert shown["statements"][0]["unseen"] == [
        "Effect is not a text.",
        "NotAction beside Action is not shown.",
        "Odd of Condition is not an object.",
        "The element Extra is unknown.",
    ]
    assert shown["statements"][0]["resources"]["values"][1] == {"text": "null", "fixed": True}
    assert shown["statements"][1]["unseen"] == ["This entry is no statement."]
    assert change(text, ["setText", 0, "Sid", "One"]) == text.replace('{"Effect"', '{"Sid":"One","Effect"')


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("{", 1),
        ('{"Statement": [}', 15),
        ('{"a": 1, "a": 2}', 9),
        ('{"Action": "s3:Get\n}', 11),
        ("{} x", 3),
        ("[" * 100, 61),
        ("[]", 0),
        ('{"a": tru}', 6),
        ("{'a': 1}", 1),
    ],
)
def test_a_text_that_is_no_policy_is_told_with_its_place(text: str, offset: int) -> None:
    (shown,) = call("shown", [text])

    assert shown["problem"]["offset"] == offset
    assert shown["problem"]["message"].endswith(".")
    assert shown["statements"] == []


def test_formatting_changes_white_space_only() -> None:
    formatted = change(MIXED, ["format"])

    assert json.loads(formatted) == json.loads(MIXED)
    assert formatted.count("\n") > MIXED.count("\n")
    assert change(formatted, ["format"]) == formatted
