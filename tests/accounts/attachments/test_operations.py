"""The IAM operations that put policies on users, groups and roles, through boto3; they are alike for all three."""

import json
from typing import Any

import pytest

from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.inprocess import refusal

ARN = f"arn:aws:iam::{ACCOUNT}:policy/p"
NOTHING = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}}'
)
KINDS = ["user", "group", "role"]


@pytest.fixture
def client(root: Person) -> Any:
    made = root.client()
    made.create_user(UserName="it")
    made.create_group(GroupName="it")
    made.create_role(RoleName="it", AssumeRolePolicyDocument=TRUST)
    made.create_policy(PolicyName="p", PolicyDocument=EVERYTHING)
    return made


def on(client: Any, verb: str, kind: str, name: str = "it", **parameters: Any) -> Any:
    """Call AttachUserPolicy and its like."""
    return _operation(client, verb, kind)(**{f"{kind.capitalize()}Name": name}, **parameters)


def _operation(client: Any, verb: str, kind: str) -> Any:
    return getattr(client, verb.format(kind))


def refused(client: Any, verb: str, kind: str, name: str = "it", **parameters: Any) -> tuple[int, str, str]:
    return refusal(_operation(client, verb, kind), **{f"{kind.capitalize()}Name": name}, **parameters)


def attached(client: Any, kind: str) -> list[str]:
    return [row["PolicyArn"] for row in on(client, "list_attached_{}_policies", kind)["AttachedPolicies"]]


@pytest.mark.parametrize("kind", KINDS)
def test_attach_and_detach(client: Any, kind: str) -> None:
    on(client, "attach_{}_policy", kind, PolicyArn=ARN)
    while_attached = attached(client, kind)
    on(client, "detach_{}_policy", kind, PolicyArn=ARN)

    assert (while_attached, attached(client, kind)) == ([ARN], [])


@pytest.mark.parametrize("kind", KINDS)
def test_to_attach_twice_is_no_error(client: Any, kind: str) -> None:
    for _ in range(2):
        on(client, "attach_{}_policy", kind, PolicyArn=ARN)

    assert client.get_policy(PolicyArn=ARN)["Policy"]["AttachmentCount"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_ten_policies_can_be_attached(client: Any, kind: str) -> None:
    arns = [
        client.create_policy(PolicyName=f"p{number}", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
        for number in range(10)
    ]
    for arn in arns:
        on(client, "attach_{}_policy", kind, PolicyArn=arn)

    assert refused(client, "attach_{}_policy", kind, PolicyArn=ARN) == (
        409,
        "LimitExceeded",
        f"Cannot exceed quota for PoliciesPer{kind.capitalize()}: 10",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_attached_policies_come_by_path_and_in_pages(client: Any, kind: str) -> None:
    for name in ("a", "b"):
        arn = client.create_policy(PolicyName=name, Path="/x/", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
        on(client, "attach_{}_policy", kind, PolicyArn=arn)
    on(client, "attach_{}_policy", kind, PolicyArn=ARN)

    first = on(client, "list_attached_{}_policies", kind, PathPrefix="/x/", MaxItems=1)
    rest = on(client, "list_attached_{}_policies", kind, PathPrefix="/x/", Marker=first["Marker"])

    assert [row["PolicyName"] for row in first["AttachedPolicies"] + rest["AttachedPolicies"]] == ["a", "b"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_cannot_be_attached(client: Any, kind: str) -> None:
    assert refused(client, "attach_{}_policy", kind, PolicyArn=NOTHING) == (
        404,
        "NoSuchEntity",
        f"Policy {NOTHING} does not exist or is not attachable.",
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("arn", [ARN, NOTHING])
def test_what_is_not_attached_cannot_be_detached(client: Any, kind: str, arn: str) -> None:
    assert refused(client, "detach_{}_policy", kind, PolicyArn=arn) == (
        404,
        "NoSuchEntity",
        f"Policy {arn} was not found.",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_inline_policy_comes_back_as_it_was_put(client: Any, kind: str) -> None:
    for document in (
        """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""",
        EVERYTHING,
    ):
        on(client, "put_{}_policy", kind, PolicyName="inline", PolicyDocument=document)

    answer = on(client, "get_{}_policy", kind, PolicyName="inline")

    assert (answer[f"{kind.capitalize()}Name"], answer["PolicyName"]) == ("it", "inline")
    assert answer["PolicyDocument"] == json.loads(EVERYTHING)


@pytest.mark.parametrize("kind", KINDS)
def test_inline_policies_come_in_pages(client: Any, kind: str) -> None:
    for name in ("b", "a"):
        on(client, "put_{}_policy", kind, PolicyName=name, PolicyDocument=EVERYTHING)

    first = on(client, "list_{}_policies", kind, MaxItems=1)
    rest = on(client, "list_{}_policies", kind, Marker=first["Marker"])

    assert first["PolicyNames"] + rest["PolicyNames"] == ["a", "b"]


@pytest.mark.parametrize("kind", KINDS)
def test_delete_an_inline_policy(client: Any, kind: str) -> None:
    on(client, "put_{}_policy", kind, PolicyName="inline", PolicyDocument=EVERYTHING)

    on(client, "delete_{}_policy", kind, PolicyName="inline")

    assert on(client, "list_{}_policies", kind)["PolicyNames"] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["get_{}_policy", "delete_{}_policy"])
def test_an_inline_policy_that_is_not_there_is_not_found(client: Any, kind: str, verb: str) -> None:
    missing = "Policy none not found" if kind == "group" else f"The {kind} policy with name none cannot be found."

    assert refused(client, verb, kind, PolicyName="none") == (404, "NoSuchEntity", missing)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_policy_is_malformed(client: Any, kind: str) -> None:
    assert refused(client, "put_{}_policy", kind, PolicyName="inline", PolicyDocument="{")[:2] == (
        400,
        "MalformedPolicyDocument",
    )


@pytest.mark.parametrize(("kind", "size"), [("user", 2048), ("group", 5120), ("role", 10240)])
def test_inline_policies_share_a_size(client: Any, kind: str, size: int) -> None:
    document = EVERYTHING.replace('"Resource":"*"', f'"Resource":"arn:aws:s3:::{"a" * (size // 2)}"')
    on(client, "put_{}_policy", kind, PolicyName="one", PolicyDocument=document)

    assert refused(client, "put_{}_policy", kind, PolicyName="two", PolicyDocument=document) == (
        409,
        "LimitExceeded",
        f"Maximum policy size of {size} bytes exceeded for {kind} it",
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("verb", "parameters"),
    [
        ("attach_{}_policy", {"PolicyArn": ARN}),
        ("detach_{}_policy", {"PolicyArn": ARN}),
        ("list_attached_{}_policies", {}),
        ("put_{}_policy", {"PolicyName": "p", "PolicyDocument": EVERYTHING}),
        ("get_{}_policy", {"PolicyName": "p"}),
        ("list_{}_policies", {}),
        ("delete_{}_policy", {"PolicyName": "p"}),
    ],
)
def test_what_has_no_name_has_no_policies(client: Any, kind: str, verb: str, parameters: dict[str, str]) -> None:
    assert refused(client, verb, kind, "nothing", **parameters) == (
        404,
        "NoSuchEntity",
        f"The {kind} with name nothing cannot be found.",
    )


def test_who_uses_a_policy(client: Any) -> None:
    for kind in KINDS:
        on(client, "attach_{}_policy", kind, PolicyArn=ARN)

    pages = client.get_paginator("list_entities_for_policy").paginate(PolicyArn=ARN, PaginationConfig={"PageSize": 1})
    found = pages.build_full_result()

    names = [found[f"Policy{kind}s"][0][f"{kind}Name"] for kind in ("User", "Group", "Role")]
    assert names == ["it", "it", "it"]


def test_who_uses_a_policy_of_one_kind(client: Any) -> None:
    on(client, "attach_{}_policy", "user", PolicyArn=ARN)
    client.put_role_permissions_boundary(RoleName="it", PermissionsBoundary=ARN)

    users = client.list_entities_for_policy(PolicyArn=ARN, EntityFilter="User")
    bounded = client.list_entities_for_policy(PolicyArn=ARN, PolicyUsageFilter="PermissionsBoundary")

    assert (len(users["PolicyUsers"]), users["PolicyRoles"]) == (1, [])
    assert (bounded["PolicyUsers"], len(bounded["PolicyRoles"])) == ([], 1)


@pytest.mark.parametrize("kind", KINDS)
def test_inline_policies_are_called_the_same_in_either_case(client: Any, kind: str) -> None:
    on(client, "put_{}_policy", kind, PolicyName="Mixed", PolicyDocument=EVERYTHING)
    denied = EVERYTHING.replace("Allow", "Deny")
    on(client, "put_{}_policy", kind, PolicyName="MIXED", PolicyDocument=denied)

    shown = on(client, "get_{}_policy", kind, PolicyName="mixed")

    assert (shown["PolicyName"], shown["PolicyDocument"]["Statement"]["Effect"]) == ("mixed", "Deny")
    assert on(client, "list_{}_policies", kind)["PolicyNames"] == ["Mixed"]
    on(client, "delete_{}_policy", kind, PolicyName="miXED")
    assert on(client, "list_{}_policies", kind)["PolicyNames"] == []
