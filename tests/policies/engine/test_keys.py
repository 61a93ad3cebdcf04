"""Condition keys: each of the tables' keys with its type, and what the principal alone tells."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import is_multi_valued, principal_keys
from tests.policies.engine.reading import CAST, decision_of, principal_of

HERE = Path(__file__).parent
KEYS = json.loads((HERE / "keys.json").read_text())
PRINCIPALS = json.loads((HERE / "principal_keys.json").read_text())
# By type: an operator, a value of the policy, a value of the request that fits and one that does not.
TYPES = {
    "S": ("StringEquals", "a", "a", "b"),
    "A": ("ArnLike", "arn:aws:s3:::a*", "arn:aws:s3:::ab", "arn:aws:s3:::b"),
    "B": ("Bool", "true", "true", "false"),
    "N": ("NumericLessThan", "10", "9", "10"),
    "D": ("DateLessThan", "2030-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "1893456000"),
    "I": ("IpAddress", "10.0.0.0/8", "10.1.2.3", "192.0.2.1"),
}


@pytest.mark.parametrize("key", KEYS, ids=[key["row"] for key in KEYS])
def test_each_key_is_compared_by_its_type(key: dict[str, Any]) -> None:
    operator, wanted, fitting, other = TYPES[key["type"]]
    name = f"ForAnyValue:{operator}" if key["multi_valued"] else operator

    answers = [
        decision_of({name: {key["key"]: wanted}}, {key["key"].lower(): [value] if key["multi_valued"] else value})
        for value in (fitting, other)
    ]

    assert answers == ["allowed", "implicitDeny"]


@pytest.mark.parametrize("key", KEYS, ids=[key["row"] for key in KEYS])
def test_several_values_are_a_matter_of_definition(key: dict[str, Any]) -> None:
    operator, wanted, fitting, _ = TYPES[key["type"]]

    answer = decision_of({operator: {key["key"]: wanted}}, {key["key"].lower(): fitting})

    assert is_multi_valued(key["key"].lower()) is key["multi_valued"]
    assert answer == ("implicitDeny" if key["multi_valued"] else "allowed")


def test_unknown_keys_have_several_values_when_they_are_given_as_a_set() -> None:
    assert decision_of({"StringEquals": {"ec2:x": "a"}}, {"ec2:x": ["a"]}) == "implicitDeny"
    assert decision_of({"ForAnyValue:StringEquals": {"ec2:x": "a"}}, {"ec2:x": ["a"]}) == "allowed"


@pytest.mark.parametrize("row", PRINCIPALS, ids=[row["row"] for row in PRINCIPALS])
def test_principal_keys_follow_the_table(row: dict[str, str | None]) -> None:
    keys = principal_keys(principal_of(CAST[row["principal"] or ""]))

    names = ("aws:username", "aws:userid", "aws:principaltype", "aws:principalarn")
    assert {name: keys.get(name) for name in names} == {name: row[name] for name in names}


def test_services_and_strangers_are_told_apart() -> None:
    service, stranger = (principal_keys(principal_of(CAST[who])) for who in ("ec2", "anonymous"))

    assert service["aws:principalisawsservice"] == "true"
    assert service["aws:principalservicename"] == "ec2.amazonaws.com"
    assert stranger["aws:principalaccount"] == "anonymous"
    assert "aws:principalisawsservice" not in stranger
    assert principal_keys(principal_of(CAST["alice"]))["aws:principalisawsservice"] == "false"


def test_an_external_identity_names_its_provider() -> None:
    assert principal_keys(principal_of(CAST["google"]))["aws:federatedprovider"] == "accounts.google.com"
    assert "aws:federatedprovider" not in principal_keys(principal_of(CAST["saml"]))
