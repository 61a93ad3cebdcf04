"""The IAM operations on managed policies, through boto3."""

import json
from dataclasses import replace
from typing import Any

import pytest

from policies.documents import services
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.inprocess import refusal

ARN = f"arn:aws:iam::{ACCOUNT}:policy/p"
NOTHING = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TAGS = [{"Key": "team", "Value": "payments"}]
LIST = {
    "PolicyName",
    "PolicyId",
    "Arn",
    "Path",
    "DefaultVersionId",
    "AttachmentCount",
    "PermissionsBoundaryUsageCount",
    "IsAttachable",
    "CreateDate",
    "UpdateDate",
}


@pytest.fixture
def client(root: Person) -> Any:
    """Root's client, with a policy `p` in the account."""
    made = root.client()
    made.create_policy(PolicyName="p", PolicyDocument=EVERYTHING, Description="all", Tags=TAGS)
    return made


def versions(client: Any) -> list[tuple[str, bool]]:
    return [
        (row["VersionId"], row["IsDefaultVersion"]) for row in client.list_policy_versions(PolicyArn=ARN)["Versions"]
    ]


def test_create_policy(client: Any) -> None:
    policy = client.create_policy(PolicyName="q", Path="/team/", PolicyDocument=EVERYTHING)["Policy"]

    assert policy.keys() == LIST
    assert policy["Arn"] == f"arn:aws:iam::{ACCOUNT}:policy/team/q"
    assert (policy["PolicyId"][:4], policy["DefaultVersionId"], policy["AttachmentCount"]) == ("ANPA", "v1", 0)


@pytest.mark.parametrize("name", ["p", "P"])
def test_a_name_is_given_once_in_either_case(client: Any, name: str) -> None:
    assert refusal(client.create_policy, PolicyName=name, PolicyDocument=EVERYTHING) == (
        409,
        "EntityAlreadyExists",
        f"A policy called {name} already exists. Duplicate names are not allowed.",
    )


def test_policies_have_a_quota(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "POLICIES_PER_ACCOUNT", replace(services.POLICIES_PER_ACCOUNT, limit=1))

    assert refusal(client.create_policy, PolicyName="q", PolicyDocument=EVERYTHING)[:2] == (409, "LimitExceeded")


def test_a_policy_has_a_size(client: Any) -> None:
    resources = [f"arn:aws:s3:::{number:0>60}" for number in range(100)]
    document = json.dumps(
        json.loads(EVERYTHING) | {"Statement": {"Effect": "Allow", "Action": "*", "Resource": resources}}
    )

    too_large = (409, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
    arn = client.list_policies(Scope="Local")["Policies"][0]["Arn"]

    assert refusal(client.create_policy, PolicyName="q", PolicyDocument=document) == too_large
    assert refusal(client.create_policy_version, PolicyArn=arn, PolicyDocument=document) == too_large


def test_white_space_does_not_count(client: Any) -> None:
    document = EVERYTHING.replace(",", "," + " " * 7000, 1)

    assert client.create_policy(PolicyName="q", PolicyDocument=document)["Policy"]["PolicyName"] == "q"


@pytest.mark.parametrize("document", ["{}", "{", "null", "[]", '{"Version":"2012-10-17","Statement":[]}', "x" * 9000])
@pytest.mark.parametrize("operation", ["create_policy", "create_policy_version"])
def test_what_is_no_policy_is_malformed(client: Any, operation: str, document: str) -> None:
    named = {"PolicyName": "q"} if operation == "create_policy" else {"PolicyArn": ARN}

    assert refusal(getattr(client, operation), PolicyDocument=document, **named)[:2] == (400, "MalformedPolicyDocument")


def test_get_policy_shows_everything(client: Any) -> None:
    policy = client.get_policy(PolicyArn=ARN)["Policy"]

    assert policy.keys() == LIST | {"Description", "Tags"}
    assert (policy["Description"], policy["Tags"]) == ("all", TAGS)


def test_list_policies_shows_less(client: Any) -> None:
    assert [policy.keys() for policy in client.list_policies(Scope="Local")["Policies"]] == [LIST]


def test_list_policies_by_path_use_and_page(client: Any, bob: Person) -> None:
    for name in ("a", "B", "c"):
        client.create_policy(PolicyName=name, Path="/x/", PolicyDocument=EVERYTHING)
    client.attach_user_policy(UserName="bob", PolicyArn=ARN)

    first = client.list_policies(Scope="Local", PathPrefix="/x/", MaxItems=2)
    rest = client.list_policies(Scope="Local", PathPrefix="/x/", MaxItems=2, Marker=first["Marker"])

    assert [row["PolicyName"] for row in first["Policies"] + rest["Policies"]] == ["a", "B", "c"]
    assert [row["PolicyName"] for row in client.list_policies(OnlyAttached=True)["Policies"]] == ["p"]


def test_a_boundary_is_another_use(client: Any, bob: Person) -> None:
    client.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=ARN)

    bounding = client.list_policies(OnlyAttached=True, PolicyUsageFilter="PermissionsBoundary")["Policies"]

    assert [(row["AttachmentCount"], row["PermissionsBoundaryUsageCount"]) for row in bounding] == [(0, 1)]
    assert client.list_policies(OnlyAttached=True, PolicyUsageFilter="PermissionsPolicy")["Policies"] == []


def test_the_usage_of_policies_counts_for_attached_ones_alone(client: Any) -> None:
    found = client.list_policies(Scope="Local", PolicyUsageFilter="PermissionsBoundary")["Policies"]

    assert [policy["Arn"] for policy in found] == [ARN]


@pytest.mark.parametrize("operation", ["get_policy", "delete_policy", "list_policy_versions"])
def test_a_policy_of_another_partition_is_no_arn_here(client: Any, operation: str) -> None:
    assert refusal(getattr(client, operation), PolicyArn=ARN.replace("arn:aws:", "arn:aws-cn:")) == (
        400,
        "ValidationError",
        "Invalid ARN partition",
    )


def test_create_policy_version_shows_no_document(client: Any) -> None:
    version = client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)["PolicyVersion"]

    assert version.keys() == {"VersionId", "IsDefaultVersion", "CreateDate"}
    assert versions(client) == [("v2", False), ("v1", True)]


def test_numbers_of_versions_are_never_used_again(client: Any) -> None:
    client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)
    client.delete_policy_version(PolicyArn=ARN, VersionId="v2")

    client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)

    assert versions(client) == [("v3", False), ("v1", True)]


def test_a_policy_has_five_versions_at_most(client: Any) -> None:
    for _ in range(4):
        client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)

    assert refusal(client.create_policy_version, PolicyArn=ARN, PolicyDocument=EVERYTHING) == (
        409,
        "LimitExceeded",
        (
            "A managed policy can have up to 5 versions. Before you create a new version,"
            " you must delete an existing version."
        ),
    )


def test_get_policy_version_shows_the_document(client: Any) -> None:
    version = client.get_policy_version(PolicyArn=ARN, VersionId="v1")["PolicyVersion"]

    assert version["Document"] == json.loads(EVERYTHING)


def test_percent_signs_in_a_document_survive(client: Any) -> None:
    document = EVERYTHING.replace('"Resource":"*"', '"Resource":"arn:aws:s3:::a%3Ab/%/+ü"')
    client.create_policy(PolicyName="q", PolicyDocument=document)

    version = client.get_policy_version(PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/q", VersionId="v1")["PolicyVersion"]

    assert version["Document"] == json.loads(document)


def test_list_policy_versions_comes_in_pages(client: Any) -> None:
    client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)

    first = client.list_policy_versions(PolicyArn=ARN, MaxItems=1)
    rest = client.list_policy_versions(PolicyArn=ARN, Marker=first["Marker"])

    assert [row["VersionId"] for row in first["Versions"] + rest["Versions"]] == ["v2", "v1"]


def test_set_default_policy_version(client: Any) -> None:
    client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)

    client.set_default_policy_version(PolicyArn=ARN, VersionId="v2")

    assert versions(client) == [("v2", True), ("v1", False)]


def test_the_default_version_stays(client: Any) -> None:
    assert refusal(client.delete_policy_version, PolicyArn=ARN, VersionId="v1") == (
        409,
        "DeleteConflict",
        "Cannot delete the default version of a policy.",
    )


@pytest.mark.parametrize("operation", ["get_policy_version", "set_default_policy_version", "delete_policy_version"])
@pytest.mark.parametrize("version", ["v9", "v99999999999", "v1.a"])
def test_a_version_that_is_not_there_is_not_found(client: Any, operation: str, version: str) -> None:
    assert refusal(getattr(client, operation), PolicyArn=ARN, VersionId=version) == (
        404,
        "NoSuchEntity",
        f"Policy {ARN} version {version} does not exist or is not attachable.",
    )


def test_delete_policy(client: Any) -> None:
    client.delete_policy(PolicyArn=ARN)

    assert client.list_policies(Scope="Local")["Policies"] == []


@pytest.mark.parametrize(
    ("operation", "name"),
    [("attach_user_policy", "PolicyArn"), ("put_user_permissions_boundary", "PermissionsBoundary")],
)
def test_a_policy_in_use_stays(client: Any, bob: Person, operation: str, name: str) -> None:
    getattr(client, operation)(UserName="bob", **{name: ARN})

    assert refusal(client.delete_policy, PolicyArn=ARN) == (
        409,
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
    )


def test_a_policy_with_more_versions_stays(client: Any) -> None:
    client.create_policy_version(PolicyArn=ARN, PolicyDocument=EVERYTHING)

    status, code, message = refusal(client.delete_policy, PolicyArn=ARN)

    assert (status, code) == (409, "DeleteConflict")
    assert message.startswith("This policy has more than one version. Before you delete a policy, you must delete")


def test_tags_of_policies_differ_by_case(client: Any) -> None:
    client.tag_policy(PolicyArn=ARN, Tags=[{"Key": "Team", "Value": "core"}])
    client.untag_policy(PolicyArn=ARN, TagKeys=["TEAM"])

    first = client.list_policy_tags(PolicyArn=ARN, MaxItems=1)
    rest = client.list_policy_tags(PolicyArn=ARN, Marker=first["Marker"])

    assert {tag["Key"] for tag in first["Tags"] + rest["Tags"]} == {"team", "Team"}


def test_untag_policy(client: Any) -> None:
    client.untag_policy(PolicyArn=ARN, TagKeys=["team"])

    assert client.list_policy_tags(PolicyArn=ARN)["Tags"] == []


WITH_ARN = [
    ("get_policy", {}),
    ("delete_policy", {}),
    ("create_policy_version", {"PolicyDocument": EVERYTHING}),
    ("get_policy_version", {"VersionId": "v1"}),
    ("list_policy_versions", {}),
    ("set_default_policy_version", {"VersionId": "v1"}),
    ("delete_policy_version", {"VersionId": "v1"}),
    ("tag_policy", {"Tags": TAGS}),
    ("untag_policy", {"TagKeys": ["a"]}),
    ("list_policy_tags", {}),
    ("list_entities_for_policy", {}),
]


@pytest.mark.parametrize(("operation", "parameters"), WITH_ARN)
def test_what_is_not_there_is_not_found(client: Any, operation: str, parameters: dict[str, Any]) -> None:
    assert refusal(getattr(client, operation), PolicyArn=NOTHING, **parameters) == (
        404,
        "NoSuchEntity",
        f"Policy {NOTHING} was not found.",
    )


@pytest.mark.parametrize(("operation", "parameters"), WITH_ARN)
def test_what_is_no_arn_is_told_so(client: Any, operation: str, parameters: dict[str, Any]) -> None:
    assert refusal(getattr(client, operation), PolicyArn="a policy without an ARN", **parameters) == (
        400,
        "ValidationError",
        "Invalid ARN:  Could not be parsed!",
    )


@pytest.mark.parametrize("operation", ["create_policy_version", "tag_policy", "untag_policy", "delete_policy"])
def test_policies_of_aws_stay_as_they_are(client: Any, operation: str) -> None:
    parameters = dict(WITH_ARN)[operation]

    assert refusal(getattr(client, operation), PolicyArn=READ_ONLY, **parameters) == (
        400,
        "InvalidInput",
        f"Policy {READ_ONLY} is managed by AWS and cannot be changed.",
    )
