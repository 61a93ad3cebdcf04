"""The statements to start from are policies without an error, and name what they do."""

import json

import pytest

from policies.checks import FindingType, PolicyType, validate
from policies.checks.model import TRUST_POLICY
from policies.editor.starters import IDENTITY, TRUST, Starter
from policies.language import PolicyKind, read, size_of


def document(starter: Starter) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(starter.statements)})


@pytest.mark.parametrize("starter", IDENTITY, ids=lambda starter: starter.name)
def test_a_starter_is_a_policy_without_errors(starter: Starter) -> None:
    text = document(starter)

    assert read(text).statements
    assert size_of(text) < 2048
    found = validate(text, PolicyType.IDENTITY)
    assert [one.details for one in found if one.type in (FindingType.ERROR, FindingType.SECURITY_WARNING)] == []


@pytest.mark.parametrize("starter", TRUST, ids=lambda starter: starter.name)
def test_a_starter_for_trust_is_a_trust_policy(starter: Starter) -> None:
    text = document(starter)

    assert read(text, PolicyKind.TRUST).statements
    found = validate(text, PolicyType.RESOURCE, TRUST_POLICY)
    assert [one.details for one in found if one.type is FindingType.ERROR] == []


def test_names_are_there_once() -> None:
    for starters in (IDENTITY, TRUST):
        assert len({starter.name for starter in starters}) == len(starters)
        assert all(starter.words.endswith(".") for starter in starters)
