"""What somebody can do at all, and who can do one thing."""

from typing import Any

import pytest

from policies.engine import Granted, Holder, decide, granted, who_can
from tests.policies.engine.reading import CAST, OTHER, allowing, asking, denying, policies_of, principal_of

CATALOG = ["s3:GetObject", "s3:PutObject", "ec2:RunInstances", "iam:CreateUser"]
OWN = allowing("s3:*", "arn:aws:s3:::home/${aws:username}/*")
INSIDE = allowing("s3:*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})


def test_it_lists_what_some_request_may_be_allowed() -> None:
    policies = policies_of({"identity": [allowing("s3:*", "arn:aws:s3:::b"), allowing("ec2:*"), denying("s3:Put*")]})

    assert granted(policies, CATALOG) == Granted(
        frozenset({"s3:GetObject", "ec2:RunInstances"}), frozenset({"s3", "ec2"})
    )


def test_a_deny_that_may_not_apply_leaves_the_action_possible() -> None:
    policies = policies_of({"identity": [allowing("s3:*"), denying("s3:*", "arn:aws:s3:::secret")]})

    assert granted(policies, CATALOG).services == {"s3"}


@pytest.mark.parametrize(
    "layer", [{"boundary": [allowing("s3:*")]}, {"session": [allowing("s3:*")]}, {"scps": [[allowing("s3:*")]]}]
)
def test_every_limit_must_allow(layer: dict[str, Any]) -> None:
    assert granted(policies_of({"identity": [allowing()], **layer}), CATALOG).services == {"s3"}


def test_no_identity_policies_grant_nothing() -> None:
    assert granted(policies_of({}), CATALOG).actions == frozenset()


HOLDERS: list[tuple[str, dict[str, Any]]] = [
    ("alice", {"identity": [allowing("s3:*")]}),
    ("alice", {"identity": [allowing("ec2:*")]}),
    ("alice", {"identity": [allowing("s3:*"), denying("s3:Get*")]}),
    ("alice", {"identity": [OWN]}),
    ("alice", {"identity": [allowing("s3:*", "arn:aws:s3:::home/*")]}),
    ("alice", {"identity": [allowing("s3:*"), denying("s3:*", "arn:aws:s3:::home/a*")]}),
    ("alice", {"identity": [INSIDE]}),
    ("alice", {"identity": [allowing(), denying(Condition={"StringEquals": {"aws:username": "alice"}})]}),
    ("alice", {"identity": [allowing(), denying(Condition={"StringEquals": {"aws:username": "bob"}})]}),
    ("alice", {"identity": [denying("s3:*", "arn:aws:s3:::other"), allowing()]}),
    ("alice", {"identity": [allowing()], "boundary": [allowing("ec2:*")]}),
    (
        "alice",
        {"identity": [allowing()], "boundary": [allowing("s3:*")], "session": [allowing()], "scps": [[allowing()]]},
    ),
    ("alice", {"identity": [allowing()], "scps": [[]]}),
    ("alice", {"identity": [allowing()], "endpoint": [allowing("ec2:*", Principal="*")]}),
    ("alice", {"resource": [allowing(Principal="*")]}),
    ("alice", {"resource": [allowing(Principal="*")], "identity": [allowing("ec2:*")]}),
    (
        "alice",
        {"trust": [{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:*"}}], "identity": [allowing()]},
    ),
    ("alice", {}),
    ("session", {"identity": [allowing()]}),
    ("linked", {"identity": [allowing()], "scps": [[allowing("ec2:*")]]}),
    ("root", {}),
    ("federated", {"identity": [allowing()]}),
    ("mallory", {"identity": [allowing()]}),
    ("anonymous", {}),
]


@pytest.mark.parametrize(
    ("action", "resource", "account"),
    [
        ("s3:GetObject", "arn:aws:s3:::home/alice/file", CAST["alice"]["account"]),
        ("s3:GetObject", "arn:aws:s3:::home/bob/file", None),
        ("s3:GetObject", "arn:aws:s3:::home/alice/file", OTHER),
        ("sts:GetCallerIdentity", "*", None),
        ("kms:RetireGrant", "*", None),
    ],
)
def test_who_can_agrees_with_one_decision_after_the_other(action: str, resource: str, account: str | None) -> None:
    context = {"aws:username": "alice", "aws:sourceip": "10.1.2.3"}
    holders = [Holder(principal_of(CAST[who]), policies_of(policies), context) for who, policies in HOLDERS]

    able = list(who_can(action, resource, holders, resource_account=account))

    assert able == [
        holder
        for holder, (who, _) in zip(holders, HOLDERS, strict=True)
        if decide(asking(who, action, resource, context=context, resource_account=account), holder.policies).allowed
    ]
