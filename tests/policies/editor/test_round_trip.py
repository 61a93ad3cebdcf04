"""Every policy AWS manages, and every document IAM was seen to accept, goes through the visual editor unharmed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from policies.catalog import managed_policies
from policies.engine import PolicySet, Principal, PrincipalKind, Request, Source, compile_policies, decide
from policies.language import Document, PolicyKind, Statement, as_json, read
from tests.policies.editor.module import call, in_browser

ACCEPTED = Path(__file__).parents[1] / "language" / "recorded_accepted.json"
ASKING = Principal(PrincipalKind.USER, arn="arn:aws:iam::123456789012:user/alice", account_id="123456789012")


@cache
def documents() -> tuple[str, ...]:
    """Return all texts: of AWS's every other one in a single line, the recorded ones too."""
    own = [policy.document for policy in managed_policies().by_arn.values()]
    one_line = [json.dumps(json.loads(text), separators=(",", ":")) for text in own[::2]]
    recorded = [json.dumps(document) for document in json.loads(ACCEPTED.read_text())]
    return (*own[1::2], *one_line, *recorded)


def texts_in(values: list[dict[str, Any]]) -> list[str]:
    return [value["text"] for value in values]


def as_shown(statement: Statement) -> dict[str, Any]:
    """Return what the visual side must show of a statement, from what the language reads."""
    return {
        "effect": statement.effect.value,
        "sid": statement.sid or "",
        "actions": list(statement.actions or statement.not_actions or ()),
        "resources": list(statement.resources or statement.not_resources or ()),
        "conditions": [(one.operator.text, one.key, list(one.values)) for one in statement.conditions],
    }


def requests_about(document: Document) -> list[Request]:
    """Return requests that each statement's own words suggest, so that every one of them decides something."""
    found = []
    for statement in document:
        actions = statement.actions or statement.not_actions or ("s3:GetObject",)
        resources = statement.resources or statement.not_resources or ("*",)
        context = {one.key.lower(): one.values[0] for one in statement.conditions if one.values}
        for action in {actions[0], actions[-1], "other:Action"}:
            for resource in {resources[0], resources[-1]}:
                asked = action.replace("*", "Anything").replace("?", "x")
                place = "*" if resource == "*" else resource.replace("*", "any").replace("?", "x")
                found += [Request(ASKING, asked, place, None, keys) for keys in ({}, context)]
    return found[:24]


def decisions(text: str, requests: list[Request]) -> list[bool]:
    identity = compile_policies([Source("policy", "policy", PolicyKind.IDENTITY, text)])
    return [decide(request, PolicySet(identity=identity)).allowed for request in requests]


def test_there_are_more_than_a_thousand_policies() -> None:
    assert len(managed_policies().by_arn) > 1000
    assert len(json.loads(ACCEPTED.read_text())) >= 50


def test_the_visual_side_shows_what_the_engine_reads() -> None:
    for text, shown in zip(documents(), call("shown", documents()), strict=True):
        document = read(text)
        assert shown["problem"] is None
        assert [
            {
                "effect": one["effect"],
                "sid": one["sid"],
                "actions": texts_in(one["actions"]["values"]),
                "resources": [value["text"] for value in one["resources"]["values"] if value["text"] != "null"],
                "conditions": [(row["operator"], row["key"], texts_in(row["values"])) for row in one["conditions"]],
            }
            for one in shown["statements"]
        ] == [as_shown(statement) for statement in document], text


def test_touching_and_taking_back_changes_no_meaning_and_no_other_statement() -> None:
    for text, after in zip(documents(), call("touched", documents()), strict=True):
        document = read(text)
        requests = requests_about(document)
        assert after["others"], text
        assert as_json(read(after["text"])) == as_json(document), after["text"]
        assert decisions(after["text"], requests) == decisions(text, requests)


def test_a_policy_written_anew_statement_by_statement_means_the_same() -> None:
    for text, copy in zip(documents(), call("copied", documents()), strict=True):
        document, copied = read(text), read(copy)
        requests = requests_about(document)
        assert as_json(copied)["Statement"] == as_json(document)["Statement"], copy
        assert decisions(copy, requests) == decisions(text, requests)


def test_a_browser_reads_the_same_as_node() -> None:
    few = list(documents()[::100])

    assert in_browser("shown", few) == call("shown", few)
