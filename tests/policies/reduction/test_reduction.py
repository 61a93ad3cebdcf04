"""Reduced policies: they allow all that was used, and nothing that the old ones did not."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.catalog import default_catalog, managed_policies
from policies.engine import PolicySet, Principal, PrincipalKind, Request, Source, compile_policies, granted
from policies.language import PolicyKind
from policies.reduction import Difference, Universe, companions, compare, reduce_document, reduce_sources, sample_of

ALICE = Principal(PrincipalKind.USER, "arn:aws:iam::123456789012:user/alice", "123456789012", "AIDAALICE", name="alice")
UNIVERSE = Universe(default_catalog())
ACTIONS = ("iam:GetUser", "iam:CreateUser", "s3:GetObject", "s3:PutObject", "ec2:RunInstances", "sts:AssumeRole")
RESOURCES = (
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:iam::123456789012:user/*",
    "arn:aws:iam::123456789012:user/${aws:username}",
)


def source(*statements: dict[str, object], version: str = "2012-10-17", name: str = "own") -> Source:
    return Source(name, name, PolicyKind.IDENTITY, json.dumps({"Version": version, "Statement": list(statements)}))


def allow(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def statements(text: str) -> list[dict[str, object]]:
    return json.loads(text)["Statement"]


def policies(*sources: Source) -> PolicySet:
    return PolicySet(identity=compile_policies(sources))


def test_a_wildcard_becomes_the_actions_that_were_used() -> None:
    reduction = reduce_document(
        source(allow("s3:*", "arn:aws:s3:::b/*")), {"s3:PutObject", "s3:GetObject", "iam:GetUser"}
    )

    assert statements(reduction.text) == [allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::b/*")]
    assert reduction.is_smaller


def test_what_was_used_whole_stays_as_it_was_written() -> None:
    whole = source(allow(["iam:getuser"]))

    reduction = reduce_document(whole, {"iam:GetUser"})

    assert statements(reduction.text) == [allow("iam:getuser")]
    assert not reduction.is_smaller


def test_not_action_becomes_a_list() -> None:
    reduction = reduce_document(
        source({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), {"iam:GetUser", "s3:GetObject"}
    )

    assert statements(reduction.text) == [allow("s3:GetObject")]


def test_denies_conditions_and_sids_stay() -> None:
    deny = {"Sid": "No", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
    condition = {"Bool": {"aws:SecureTransport": "true"}}

    reduction = reduce_document(source(allow("s3:*", Sid="Yes", Condition=condition), deny), {"s3:GetObject"})

    assert statements(reduction.text) == [
        {"Sid": "Yes", **allow("s3:GetObject"), "Condition": condition},
        deny,
    ]


def test_a_policy_of_which_nothing_was_used_can_go() -> None:
    assert reduce_document(source(allow("s3:*")), {"iam:GetUser"}).text == ""


def test_denies_of_a_policy_that_gives_nothing_still_hold_for_the_others() -> None:
    deny = {"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"}

    reduced = reduce_sources([source(allow("s3:*"), deny, name="a"), source(allow("iam:*"), name="b")], {"iam:GetUser"})

    assert [one.name for one in reduced] == ["a", "b"]
    assert statements(str(reduced[0].text)) == [deny]


def test_permissions_that_are_asked_together_are_kept_together() -> None:
    found = companions({"iam:AddRoleToInstanceProfile", "sts:AssumeRole"}, default_catalog())

    assert {"iam:PassRole", "sts:TagSession"} <= found


def test_the_proof_finds_what_is_lost_and_what_is_gained() -> None:
    old, new = policies(source(allow("s3:GetObject"))), policies(source(allow("s3:PutObject")))
    lost, gained = (
        Request(ALICE, "s3:GetObject", "arn:aws:s3:::b/k"),
        Request(ALICE, "s3:PutObject", "arn:aws:s3:::b/k"),
    )

    proof = compare(old, new, [lost], [gained])

    assert [difference for difference, _ in proof.differences] == [Difference.LOST, Difference.GAINED]
    assert (proof.replayed, proof.allowed_again, proof.sampled, proof.holds) == (1, 1, 1, False)


@st.composite
def a_statement(draw: st.DrawFn) -> dict[str, object]:
    patterns = ("*", "iam:*", "s3:*", "s3:Get*", "*:*User", *ACTIONS)
    key = draw(st.sampled_from(["Action", "Action", "NotAction"]))
    made = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        key: draw(st.lists(st.sampled_from(patterns), min_size=1, max_size=3)),
        "Resource": draw(st.sampled_from(RESOURCES)),
    }
    if draw(st.booleans()):
        made["Condition"] = {"StringEquals": {"aws:RequestedRegion": draw(st.sampled_from(["eu-west-1", "us-east-1"]))}}
    return made


@settings(max_examples=60, deadline=None)
@given(
    written=st.lists(st.lists(a_statement(), min_size=1, max_size=3), min_size=1, max_size=3),
    used=st.sets(st.sampled_from(ACTIONS)),
    seed=st.integers(0, 999),
)
def test_nothing_recorded_is_lost_and_nothing_is_gained(
    written: list[list[dict[str, object]]], used: set[str], seed: int
) -> None:
    sources = [source(*document, name=f"p{number}") for number, document in enumerate(written)]
    old, new = policies(*sources), policies(*reduce_sources(sources, used))
    places = ("arn:aws:s3:::b/k", "arn:aws:iam::123456789012:user/alice", "*")
    contexts = ({"aws:requestedregion": "us-east-1", "aws:username": "alice"}, {})
    calls = [
        Request(ALICE, action, place, ALICE.account_id, context)
        for action in sorted(used)
        for place in places
        for context in contexts
    ]
    others = [Request(ALICE, action, place, ALICE.account_id) for action in ACTIONS for place in places]

    proof = compare(
        old, new, calls, [*others, *sample_of(default_catalog(), UNIVERSE.actions, ALICE, 50, random.Random(seed))]
    )

    assert proof.differences == ()


def test_managed_policies_reduced_to_what_was_recorded_allow_just_that() -> None:
    """Whoever holds a policy of AWS's uses a few of its actions; then old and new are asked by the thousand."""
    choice, catalog = random.Random(7), default_catalog()
    asked = allowed = 0
    for policy in [*managed_policies().by_arn.values()][::4]:
        own = Source(policy.name, policy.name, PolicyKind.IDENTITY, policy.document)
        old = policies(own)
        reachable = [*UNIVERSE.reach([own])]
        used = choice.sample(reachable, min(len(reachable), 4)) if reachable else []
        new = policies(*reduce_sources([own], companions(used, catalog)))
        calls = [*sample_of(catalog, used, ALICE, 8, choice)] if used else []
        near = [*sample_of(catalog, reachable, ALICE, 20, choice)] if reachable else []

        proof = compare(old, new, calls, [*near, *sample_of(catalog, UNIVERSE.actions, ALICE, 10, choice)])

        assert proof.differences == (), policy.name
        asked, allowed = asked + proof.replayed + proof.sampled, allowed + proof.allowed_again

    assert asked > 10_000
    assert allowed > 300


@settings(max_examples=25, deadline=None)
@given(written=st.lists(a_statement(), min_size=1, max_size=4), bounded=st.booleans())
def test_sets_say_what_the_engine_says_of_each_action(written: list[dict[str, object]], bounded: bool) -> None:
    own = source(*written)
    limit = Source("b", "b", PolicyKind.BOUNDARY, source(allow(["s3:*", "iam:Get*"])).text) if bounded else None
    asked = PolicySet(identity=compile_policies([own]), boundary=compile_policies([limit]) if limit else None)

    assert set(UNIVERSE.reach([own], limit)) == granted(asked, UNIVERSE.actions).actions


@pytest.mark.parametrize("name", ["ReadOnlyAccess", "PowerUserAccess", "AdministratorAccess"])
def test_sets_count_the_services_of_known_policies(name: str) -> None:
    document = next(policy.document for policy in managed_policies().by_arn.values() if policy.name == name)
    own = Source(name, name, PolicyKind.IDENTITY, document)

    reach = UNIVERSE.reach([own])

    actions = granted(policies(own), UNIVERSE.actions).actions
    assert len(reach) == len(actions)
    assert sum(reach.by_service().values()) == len(actions)
    assert reach.is_everything is (name == "AdministratorAccess")
    assert "s3:GETOBJECT" in reach
    assert "s3:GetObject" not in reach.without(["s3:GetObject"])
