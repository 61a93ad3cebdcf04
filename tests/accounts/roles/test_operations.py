"""The IAM operations on roles, through boto3."""

import json
from dataclasses import replace
from typing import Any

import pytest

from accounts.roles import services
from tests.cast import ACCOUNT, Person
from tests.refused import code, refused

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    }
)
ARN = f"arn:aws:iam::{ACCOUNT}:role/apps/web"
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def iam(alice: Person) -> Any:
    """alice's client and a role `web`."""
    client = alice.client()
    client.create_role(
        RoleName="web",
        Path="/apps/",
        AssumeRolePolicyDocument=TRUST,
        Description="serves",
        Tags=[{"Key": "team", "Value": "blue"}],
    )
    return client


def _trusting(arn: str) -> str:
    return TRUST.replace('{"Service": "ec2.amazonaws.com"}', json.dumps({"AWS": arn}))


def test_it_creates_a_role(iam: Any) -> None:
    role = iam.create_role(RoleName="db", AssumeRolePolicyDocument=TRUST)["Role"]

    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/db"
    assert role["RoleId"].startswith("AROA")
    assert not {"MaxSessionDuration", "RoleLastUsed", "Tags", "Description"} & role.keys()


def test_it_shows_the_whole_role(iam: Any) -> None:
    iam.put_role_permissions_boundary(RoleName="web", PermissionsBoundary=BOUNDARY)

    role = iam.get_role(RoleName="WEB")["Role"]

    assert (role["Arn"], role["Description"], role["MaxSessionDuration"]) == (ARN, "serves", 3600)
    assert role["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
    assert role["RoleLastUsed"] == {}


def test_a_list_shows_less(iam: Any) -> None:
    iam.create_role(RoleName="db", AssumeRolePolicyDocument=TRUST)

    [role] = iam.list_roles(PathPrefix="/apps/")["Roles"]

    assert role["RoleName"] == "web"
    assert not {"Tags", "PermissionsBoundary", "RoleLastUsed"} & role.keys()


def test_a_page_of_roles_costs_the_same_for_many(iam: Any, alice: Person, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=_trusting(alice.user.arn))

    with django_assert_max_num_queries(12):
        assert len(iam.list_roles()["Roles"]) == 7


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"RoleName": "WEB"}, "EntityAlreadyExists"),
        ({"AssumeRolePolicyDocument": "nonsense"}, "MalformedPolicyDocument"),
        ({"AssumeRolePolicyDocument": _trusting(f"arn:aws:iam::{ACCOUNT}:user/nobody")}, "MalformedPolicyDocument"),
        ({"AssumeRolePolicyDocument": _trusting("1" * 12).replace('"111', '"' + " 1" * 1100)}, "*"),
        ({"PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/none"}, "NoSuchEntity"),
        ({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}, "InvalidInput"),
        ({"RoleName": "a b"}, "ValidationError"),
        ({"Path": "apps"}, "ValidationError"),
    ],
)
def test_what_is_no_role(iam: Any, given: dict[str, Any], error: str) -> None:
    asked = {"RoleName": "db", "AssumeRolePolicyDocument": TRUST} | given

    assert code(iam.create_role, **asked) in ({error} if error != "*" else {"MalformedPolicyDocument", "LimitExceeded"})


def test_an_account_has_so_many_roles(iam: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "ROLES_PER_ACCOUNT", replace(services.ROLES_PER_ACCOUNT, limit=1))

    assert code(iam.create_role, RoleName="db", AssumeRolePolicyDocument=TRUST) == "LimitExceeded"


def test_a_trust_policy_has_room_for_so_much(iam: Any) -> None:
    document = json.dumps(json.loads(TRUST) | {"Id": "x" * 2048})

    too_large = ("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048")

    assert refused(iam.create_role, RoleName="db", AssumeRolePolicyDocument=document) == too_large
    assert refused(iam.update_assume_role_policy, RoleName="web", PolicyDocument=document) == too_large


def test_it_updates_what_is_given(iam: Any) -> None:
    iam.update_role(RoleName="web", MaxSessionDuration=7200)

    role = iam.get_role(RoleName="web")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("serves", 7200)


def test_it_describes_a_role(iam: Any) -> None:
    assert iam.update_role_description(RoleName="web", Description="new")["Role"]["Description"] == "new"


def test_trust_follows_a_user_who_is_renamed(iam: Any, bob: Person) -> None:
    iam.update_assume_role_policy(RoleName="web", PolicyDocument=_trusting(bob.user.arn))
    iam.update_user(UserName="bob", NewUserName="robert")

    statement = iam.get_role(RoleName="web")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:user/robert"}
    assert bob.client("sts").assume_role(RoleArn=ARN, RoleSessionName="robert")


def test_trust_does_not_follow_a_name(iam: Any) -> None:
    first = iam.create_user(UserName="carol")["User"]
    iam.update_assume_role_policy(RoleName="web", PolicyDocument=_trusting(first["Arn"]))
    iam.delete_user(UserName="carol")
    iam.create_user(UserName="carol")
    pair = iam.create_access_key(UserName="carol")["AccessKey"]
    from tests import inprocess

    sts = inprocess.client("sts", pair["AccessKeyId"], pair["SecretAccessKey"])

    assert code(sts.assume_role, RoleArn=ARN, RoleSessionName="carol") == "AccessDenied"
    statement = iam.get_role(RoleName="web")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": first["UserId"]}


def test_it_deletes_a_role_that_holds_nothing(iam: Any) -> None:
    iam.put_role_policy(RoleName="web", PolicyName="p", PolicyDocument=_allow())
    assert code(iam.delete_role, RoleName="web") == "DeleteConflict"
    iam.delete_role_policy(RoleName="web", PolicyName="p")
    iam.attach_role_policy(RoleName="web", PolicyArn=BOUNDARY)
    assert code(iam.delete_role, RoleName="web") == "DeleteConflict"
    iam.detach_role_policy(RoleName="web", PolicyArn=BOUNDARY)

    iam.delete_role(RoleName="web")

    assert refused(iam.get_role, RoleName="web") == ("NoSuchEntity", "Role web not found")


def test_its_boundary_counts(iam: Any) -> None:
    iam.put_role_permissions_boundary(RoleName="web", PermissionsBoundary=BOUNDARY)
    used = iam.get_policy(PolicyArn=BOUNDARY)["Policy"]["PermissionsBoundaryUsageCount"]
    iam.delete_role_permissions_boundary(RoleName="web")

    assert (used, iam.get_policy(PolicyArn=BOUNDARY)["Policy"]["PermissionsBoundaryUsageCount"]) == (1, 0)
    assert code(iam.put_role_permissions_boundary, RoleName="web", PermissionsBoundary=BOUNDARY + "x") == "NoSuchEntity"


def test_tags_ignore_case(iam: Any) -> None:
    iam.tag_role(RoleName="web", Tags=[{"Key": "TEAM", "Value": "red"}, {"Key": "b", "Value": ""}])
    iam.untag_role(RoleName="web", TagKeys=["B"])

    assert iam.list_role_tags(RoleName="web")["Tags"] == [{"Key": "TEAM", "Value": "red"}]


CALLS = [
    ("get_role", {}),
    ("update_role", {}),
    ("update_role_description", {"Description": "d"}),
    ("update_assume_role_policy", {"PolicyDocument": TRUST}),
    ("delete_role", {}),
    ("put_role_permissions_boundary", {"PermissionsBoundary": BOUNDARY}),
    ("delete_role_permissions_boundary", {}),
    ("tag_role", {"Tags": [{"Key": "a", "Value": "b"}]}),
    ("untag_role", {"TagKeys": ["a"]}),
    ("list_role_tags", {}),
]


@pytest.mark.parametrize(("operation", "parameters"), CALLS)
def test_a_role_that_is_not_there_or_not_allowed(
    iam: Any, bob: Person, operation: str, parameters: dict[str, Any]
) -> None:
    assert code(getattr(iam, operation), RoleName="none", **parameters) == "NoSuchEntity"
    assert code(getattr(bob.client(), operation), RoleName="web", **parameters) == "AccessDenied"


def test_making_and_listing_need_a_permission(bob: Person) -> None:
    iam = bob.client()

    assert code(iam.create_role, RoleName="db", AssumeRolePolicyDocument=TRUST) == "AccessDenied"
    assert code(iam.list_roles) == "AccessDenied"


def _allow() -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


def test_a_trust_policy_must_be_one(iam: Any) -> None:
    assert code(iam.update_assume_role_policy, RoleName="web", PolicyDocument="{}") == "MalformedPolicyDocument"


def test_a_new_role_does_not_tell_its_description(iam: Any) -> None:
    role = iam.create_role(RoleName="db", AssumeRolePolicyDocument=TRUST, Description="stores")["Role"]

    assert "Description" not in role
    assert iam.get_role(RoleName="db")["Role"]["Description"] == "stores"


def test_a_duration_that_is_not_given_stays(iam: Any) -> None:
    iam.update_role(RoleName="web", MaxSessionDuration=7200)

    iam.update_role(RoleName="web", Description="serves more")

    assert iam.get_role(RoleName="web")["Role"]["MaxSessionDuration"] == 7200


def test_the_older_form_answers_little(iam: Any) -> None:
    role = iam.update_role_description(RoleName="web", Description="new")["Role"]

    assert role.keys() == {
        "Path",
        "RoleName",
        "RoleId",
        "Arn",
        "CreateDate",
        "AssumeRolePolicyDocument",
        "Description",
    }


def test_the_path_of_service_linked_roles_is_theirs(iam: Any) -> None:
    path = "/aws-service-role/batch.amazonaws.com/"

    assert refused(iam.create_role, RoleName="db", Path=path, AssumeRolePolicyDocument=TRUST) == (
        "InvalidInput",
        "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
    )


def test_a_boundary_that_is_not_there_is_not_taken_away(iam: Any) -> None:
    assert code(iam.delete_role_permissions_boundary, RoleName="web") == "NoSuchEntity"
