"""What AWS accepts and refuses: its recorded answers, and one case for each rule of the grammar."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.language import PolicyKind, PolicySyntaxError, read

HERE = Path(__file__).parent
KINDS = {
    "identity": PolicyKind.IDENTITY,
    "boundary": PolicyKind.BOUNDARY,
    "session": PolicyKind.SESSION,
    "resource": PolicyKind.RESOURCE,
    "trust": PolicyKind.TRUST,
    "scp": PolicyKind.SCP,
    "rcp": PolicyKind.RCP,
}
CASES = [
    pytest.param(case, id=f"{file.stem}-{case['row']}-{case['name']}")
    for file in sorted((HERE / "cases").glob("*.json"))
    for case in json.loads(file.read_text())
]


@pytest.mark.parametrize("case", json.loads((HERE / "recorded_refused.json").read_text()))
def test_it_refuses_what_aws_refused_with_the_same_words(case: dict[str, Any]) -> None:
    document = case["document"]

    with pytest.raises(PolicySyntaxError) as refused:
        read(document if isinstance(document, str) else json.dumps(document, indent=2))

    assert refused.value.message == case["error_message"]
    assert refused.value.detail.endswith(".")
    assert refused.value.line >= 1


@pytest.mark.parametrize("document", json.loads((HERE / "recorded_accepted.json").read_text()))
def test_it_accepts_what_aws_accepted(document: dict[str, Any]) -> None:
    statements = document["Statement"]

    read_document = read(json.dumps(document))

    assert len(read_document.statements) == (len(statements) if isinstance(statements, list) else 1)


@pytest.mark.parametrize("case", CASES)
def test_it_follows_the_grammar(case: dict[str, Any]) -> None:
    text = case["text"] if "text" in case else json.dumps(case["document"])
    if case["message"] is None:
        read(text, KINDS[case["kind"]])
        return

    with pytest.raises(PolicySyntaxError) as refused:
        read(text, KINDS[case["kind"]])

    wanted = {name: case[name] for name in ("message", "path", "line", "column") if name in case}
    assert {name: getattr(refused.value, name) for name in wanted} == wanted
