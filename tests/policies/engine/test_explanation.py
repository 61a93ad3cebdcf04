"""Why a decision came out as it did."""

from typing import Any

import pytest

from policies.engine import Layer, Outcome, explain
from tests.policies.engine.reading import CAST, HOME, allowing, asking, denying, policies_of

HOME_ONLY = allowing("s3:*", "arn:aws:s3:::home/${aws:username}/*", Condition={"Bool": {"aws:SecureTransport": "true"}})
TWO = {"StringEquals": {"aws:username": "alice", "aws:userid": "x"}}


def test_it_names_every_statement_that_matched() -> None:
    policies = policies_of({"identity": [allowing("s3:*"), denying("s3:Get*")], "scps": [[allowing()]]})

    explanation = explain(asking(), policies)

    assert explanation.decision.outcome is Outcome.EXPLICIT_DENY
    assert [(one.layer, one.source.id, one.outcome) for one in explanation.matched if one.source] == [
        (Layer.SCP, "scps/0", Outcome.ALLOWED),
        (Layer.IDENTITY, "identity/1", Outcome.EXPLICIT_DENY),
        (Layer.IDENTITY, "identity/0", Outcome.ALLOWED),
    ]
    assert explanation.missing == "Statement[0] of identity-1 denies it; no Allow can change that."


def test_it_says_for_each_statement_what_did_not_fit() -> None:
    explanation = explain(asking(context={"aws:username": "alice"}), policies_of({"identity": [HOME_ONLY]}))

    (policy,) = explanation.traces
    (statement,) = policy.statements
    assert not statement.matched
    assert [(one.element, one.path, one.missing_keys) for one in statement.mismatches] == [
        ("Resource", "Statement[0].Resource", ()),
        ("Condition", "Statement[0].Condition.Bool.aws:SecureTransport", ("aws:SecureTransport",)),
    ]
    assert statement.mismatches[0].reason == "Resource does not cover arn:aws:s3:::b/k."
    assert statement.mismatches[1].reason == 'Bool aws:SecureTransport wants "true"; it is absent.'


@pytest.mark.parametrize(
    ("elements", "element"),
    [
        ({"Action": "ec2:*", "Resource": "*"}, "Action"),
        ({"NotAction": "s3:*", "Resource": "*"}, "NotAction"),
        ({"Action": "*", "Resource": "arn:aws:s3:::other"}, "Resource"),
        ({"Action": "*", "NotResource": "*"}, "NotResource"),
        ({"Action": "*", "Resource": "*", "Condition": {"StringEquals": {"k:x": ["a", "b"]}}}, "Condition"),
    ],
)
def test_each_element_can_be_the_reason(elements: dict[str, Any], element: str) -> None:
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", **elements}}

    explanation = explain(asking(), policies_of({"identity": [document]}))

    (mismatch,) = explanation.traces[0].statements[0].mismatches
    assert mismatch.element == element


@pytest.mark.parametrize(
    ("who", "principal", "reason"),
    [
        ("alice", {"Principal": {"AWS": "999999999999"}}, f"Principal does not cover {CAST['alice']['arn']}."),
        ("oidc", {"Principal": {"AWS": "999999999999"}}, f"Principal does not cover {CAST['oidc']['issuer']}."),
        ("anonymous", {"NotPrincipal": "*"}, "NotPrincipal does not cover an anonymous caller."),
    ],
)
def test_a_principal_can_be_the_reason(who: str, principal: dict[str, Any], reason: str) -> None:
    explanation = explain(asking(who), policies_of({"resource": [allowing(**principal)]}))

    (mismatch,) = explanation.traces[0].statements[0].mismatches
    assert mismatch.reason == reason
    assert not explanation.matched


@pytest.mark.parametrize(
    ("values", "found", "reason"),
    [
        (["a", "b"], "c", 'ForAllValues:StringEquals k:x wants "a" or "b"; it is "c".'),
        ([], ["c", "d"], 'ForAllValues:StringEquals k:x wants nothing; it is "c, d".'),
    ],
)
def test_conditions_say_what_they_want_and_what_there_is(values: list[str], found: Any, reason: str) -> None:
    document = allowing(Condition={"ForAllValues:StringEquals": {"k:x": values}})

    explanation = explain(asking(context={"k:x": found}), policies_of({"identity": [document]}))

    assert explanation.traces[0].statements[0].mismatches[0].reason == reason


def test_missing_keys_are_those_that_conditions_asked_for_in_vain() -> None:
    documents = [
        allowing(Condition={"StringEquals": {"aws:PrincipalTag/team": "${aws:username}"}}),
        allowing("ec2:*", Condition={"StringEquals": {"ec2:Region": "x"}}),
    ]

    explanation = explain(asking(context={}), policies_of({"identity": documents}))

    assert explanation.missing_keys == ("aws:PrincipalTag/team", "aws:username")
    assert explanation.missing == "No identity-based policy allows s3:GetObject on arn:aws:s3:::b/k."


def test_conditions_that_hold_are_no_reason() -> None:
    explanation = explain(
        asking(context={"aws:username": "alice"}), policies_of({"identity": [allowing(Condition=TWO)]})
    )

    (mismatch,) = explanation.traces[0].statements[0].mismatches
    assert mismatch.missing_keys == ("aws:userid",)


def test_nothing_is_missing_when_it_is_allowed() -> None:
    explanation = explain(asking(), policies_of({"identity": [allowing()]}))

    assert explanation.missing == ""
    assert explanation.missing_keys == ()
    assert explanation.traces[0].statements[0].matched


def test_a_statement_with_a_name_is_called_by_it() -> None:
    explanation = explain(asking(), policies_of({"identity": [denying(Sid="NoReading")]}))

    assert explanation.missing.startswith("NoReading of identity-0 denies it")


def test_every_layer_and_level_takes_part() -> None:
    principal = {"AWS": f"arn:aws:iam::{HOME}:user/alice"}
    names = {name: [allowing()] for name in ("identity", "boundary", "session")}
    levels = {"scps": [[allowing()], [allowing()]], "rcps": [[allowing(Principal="*")]]}
    resource = {"resource": [allowing(Principal=principal)], "endpoint": [allowing(Principal="*")]}

    explanation = explain(asking(), policies_of({**names, **levels, **resource}))

    assert [(trace.layer, trace.level) for trace in explanation.traces] == [
        (Layer.RCP, 0),
        (Layer.SCP, 0),
        (Layer.SCP, 1),
        (Layer.ENDPOINT, 0),
        (Layer.RESOURCE, 0),
        (Layer.IDENTITY, 0),
        (Layer.BOUNDARY, 0),
        (Layer.SESSION, 0),
    ]
    assert len(explanation.matched) == 8
