"""Every recorded or documented situation, through the engine and through the slow interpreter."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import Layer, decide
from tests.policies.engine.interpreter import judge
from tests.policies.engine.reading import policies_of, request_of, with_cast

CASES = [
    pytest.param(case, id=f"{file.stem}-{case['name']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(file.read_text())["cases"]
]


@pytest.mark.parametrize("case", CASES)
def test_it_decides_as_documented(case: dict[str, Any]) -> None:
    decision = decide(request_of(with_cast(case["request"])), policies_of(case["policies"]))

    assert decision.outcome.value == case["expected"]
    if "layer" in case:
        assert decision.layer is Layer[case["layer"]]


@pytest.mark.parametrize("case", [one for one in CASES if "endpoint" not in one.values[0]["policies"]])
def test_the_interpreter_agrees(case: dict[str, Any]) -> None:
    assert judge(with_cast(case["request"]), case["policies"]) == case["expected"]
