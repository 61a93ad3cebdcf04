"""Which policies give an identity a service, through boto3."""

import json
from typing import Any

from tests.cast import ACCOUNT, Person
from tests.refused import code

BUCKETS = {"Effect": "Allow", "Action": ["s3:Get*", "sqs:SendMessage"], "Resource": "*"}
ALL_BUT_IAM = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
NO_BUCKETS = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def granting(person: Person, resource: str, *namespaces: str) -> dict[str, list[dict[str, str]]]:
    answer = person.client().list_policies_granting_service_access(
        Arn=f"arn:aws:iam::{ACCOUNT}:{resource}", ServiceNamespaces=list(namespaces)
    )
    return {one["ServiceNamespace"]: one["Policies"] for one in answer["PoliciesGrantingServiceAccess"]}


def test_it_finds_inline_and_managed_policies_of_user_and_groups(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=document(BUCKETS))
    client.create_group(GroupName="team")
    client.add_user_to_group(GroupName="team", UserName="bob")
    policy = client.create_policy(PolicyName="rest", PolicyDocument=document(ALL_BUT_IAM))["Policy"]["Arn"]
    client.attach_group_policy(GroupName="team", PolicyArn=policy)

    found = granting(alice, "user/bob", "s3", "iam", "ec2")

    managed = {"PolicyName": "rest", "PolicyType": "MANAGED", "PolicyArn": policy}
    inline = {"PolicyName": "own", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "bob"}
    assert found == {"s3": [inline, managed], "iam": [], "ec2": [managed]}


def test_a_group_has_its_own_policies_only(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=document(BUCKETS))
    client.create_group(GroupName="team")
    client.add_user_to_group(GroupName="team", UserName="bob")

    assert granting(alice, "group/team", "s3") == {"s3": []}


def test_a_policy_that_only_denies_grants_nothing(alice: Person, bob: Person) -> None:
    alice.client().put_user_policy(UserName="bob", PolicyName="no", PolicyDocument=document(BUCKETS, NO_BUCKETS))

    found = granting(alice, "user/bob", "s3", "sqs")

    assert (found["s3"], len(found["sqs"])) == ([], 1)


def test_a_service_that_is_unknown_is_granted_by_none(alice: Person) -> None:
    assert granting(alice, "user/alice", "nosuch") == {"nosuch": []}


def test_an_identity_that_is_not_there_is_refused(alice: Person) -> None:
    call = alice.client().list_policies_granting_service_access
    arn = f"arn:aws:iam::{ACCOUNT}"

    assert code(call, Arn=f"{arn}:role/none", ServiceNamespaces=["s3"]) == "NoSuchEntity"
    assert code(call, Arn=f"{arn}:user/path/alice", ServiceNamespaces=["s3"]) == "NoSuchEntity"
    assert code(call, Arn="arn:aws:iam::210987654321:user/alice", ServiceNamespaces=["s3"]) == "AccessDenied"
    assert code(call, Arn=f"{arn}:policy/any", ServiceNamespaces=["s3"]) == "InvalidInput"


def test_it_needs_permission(bob: Person) -> None:
    call = bob.client().list_policies_granting_service_access

    assert code(call, Arn=f"arn:aws:iam::{ACCOUNT}:user/bob", ServiceNamespaces=["s3"]) == "AccessDenied"
