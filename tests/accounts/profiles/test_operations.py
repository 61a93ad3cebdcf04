"""The IAM operations on instance profiles, through boto3."""

import json
from dataclasses import replace
from typing import Any

import pytest

from accounts.profiles import services
from tests.cast import ACCOUNT, Person
from tests.refused import code, refused

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
)
PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile/machines/web"


@pytest.fixture
def iam(alice: Person) -> Any:
    """alice's client, a profile `web` and a role `server`."""
    client = alice.client()
    client.create_instance_profile(
        InstanceProfileName="web", Path="/machines/", Tags=[{"Key": "team", "Value": "blue"}]
    )
    client.create_role(RoleName="server", AssumeRolePolicyDocument=TRUST)
    return client


def test_it_creates_an_empty_profile(iam: Any) -> None:
    made = iam.create_instance_profile(InstanceProfileName="db")["InstanceProfile"]

    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/db"
    assert made["InstanceProfileId"].startswith("AIPA")
    assert made["Roles"] == []
    assert made["Tags"] == []


def test_a_name_is_taken_in_either_case(iam: Any) -> None:
    assert refused(iam.create_instance_profile, InstanceProfileName="WEB") == (
        "EntityAlreadyExists",
        "Instance Profile WEB already exists.",
    )


def test_an_account_has_so_many_profiles(iam: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PROFILES_PER_ACCOUNT", replace(services.PROFILES_PER_ACCOUNT, limit=1))

    assert code(iam.create_instance_profile, InstanceProfileName="db") == "LimitExceeded"


def test_it_refuses_reserved_tags(iam: Any) -> None:
    tags = [{"Key": "aws:x", "Value": "1"}]

    assert code(iam.create_instance_profile, InstanceProfileName="db", Tags=tags) == "InvalidInput"


def test_it_shows_a_profile_with_tags_and_role(iam: Any) -> None:
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")

    shown = iam.get_instance_profile(InstanceProfileName="WEB")["InstanceProfile"]

    assert shown["Arn"] == PROFILE
    assert shown["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert [role["RoleName"] for role in shown["Roles"]] == ["server"]


def test_it_lists_profiles_below_a_path(iam: Any) -> None:
    iam.create_instance_profile(InstanceProfileName="db")

    listed = iam.list_instance_profiles(PathPrefix="/machines/")["InstanceProfiles"]

    assert [profile["Arn"] for profile in listed] == [PROFILE]
    assert "Tags" not in listed[0]


def test_it_pages_through_profiles(iam: Any) -> None:
    iam.create_instance_profile(InstanceProfileName="db")

    pages = iam.get_paginator("list_instance_profiles").paginate(PaginationConfig={"PageSize": 1})

    assert [page["InstanceProfiles"][0]["InstanceProfileName"] for page in pages] == ["db", "web"]


def test_a_page_of_profiles_costs_the_same_for_many(
    iam: Any, alice: Person, django_assert_max_num_queries: Any
) -> None:
    trust = TRUST.replace('{"Service": "ec2.amazonaws.com"}', json.dumps({"AWS": alice.user.arn}))
    for number in range(5):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=trust)
        iam.create_instance_profile(InstanceProfileName=f"p{number}")
        iam.add_role_to_instance_profile(InstanceProfileName=f"p{number}", RoleName=f"r{number}")

    with django_assert_max_num_queries(12):
        iam.list_instance_profiles()


def test_it_lists_the_profiles_of_a_role(iam: Any) -> None:
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")

    listed = iam.list_instance_profiles_for_role(RoleName="server")

    assert [profile["Arn"] for profile in listed["InstanceProfiles"]] == [PROFILE]
    assert listed["IsTruncated"] is False


def test_a_profile_holds_one_role(iam: Any) -> None:
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=TRUST)

    assert refused(iam.add_role_to_instance_profile, InstanceProfileName="web", RoleName="other") == (
        "LimitExceeded",
        "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    )


def test_adding_a_role_needs_permission_to_pass_it(iam: Any, bob: Person) -> None:
    iam.put_user_policy(UserName="bob", PolicyName="profiles", PolicyDocument=_allow("iam:AddRoleToInstanceProfile"))

    denied, message = refused(bob.client().add_role_to_instance_profile, InstanceProfileName="web", RoleName="server")

    assert denied == "AccessDenied"
    assert f"perform: iam:PassRole on resource: arn:aws:iam::{ACCOUNT}:role/server" in message


@pytest.mark.parametrize(("service", "may"), [("ec2.amazonaws.com", True), ("lambda.amazonaws.com", False)])
def test_a_role_is_passed_to_ec2(iam: Any, bob: Person, service: str, may: bool) -> None:
    condition = {"StringEquals": {"iam:PassedToService": service}}
    iam.put_user_policy(UserName="bob", PolicyName="profiles", PolicyDocument=_allow("iam:AddRoleToInstanceProfile"))
    iam.put_user_policy(UserName="bob", PolicyName="pass", PolicyDocument=_allow("iam:PassRole", condition))
    add = bob.client().add_role_to_instance_profile

    if may:
        add(InstanceProfileName="web", RoleName="server")
    else:
        assert code(add, InstanceProfileName="web", RoleName="server") == "AccessDenied"


def test_it_takes_the_role_out(iam: Any) -> None:
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")

    iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="server")

    assert iam.get_instance_profile(InstanceProfileName="web")["InstanceProfile"]["Roles"] == []


def test_only_the_role_that_is_in_it_can_be_taken_out(iam: Any) -> None:
    assert code(iam.remove_role_from_instance_profile, InstanceProfileName="web", RoleName="server") == "NoSuchEntity"


def test_it_deletes_an_empty_profile(iam: Any) -> None:
    iam.delete_instance_profile(InstanceProfileName="web")

    assert code(iam.get_instance_profile, InstanceProfileName="web") == "NoSuchEntity"


def test_it_keeps_a_profile_with_a_role(iam: Any) -> None:
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")

    assert refused(iam.delete_instance_profile, InstanceProfileName="web") == (
        "DeleteConflict",
        "Cannot delete entity, must remove roles from instance profile first.",
    )


def test_it_keeps_a_role_that_a_profile_holds(iam: Any) -> None:
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")

    assert code(iam.delete_role, RoleName="server") == "DeleteConflict"


def test_it_tags_and_untags_a_profile_case_matters(iam: Any) -> None:
    iam.tag_instance_profile(InstanceProfileName="web", Tags=[{"Key": "Team", "Value": "red"}])
    iam.untag_instance_profile(InstanceProfileName="web", TagKeys=["team"])

    assert iam.list_instance_profile_tags(InstanceProfileName="web")["Tags"] == [{"Key": "Team", "Value": "red"}]


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("delete_instance_profile", {}),
        ("add_role_to_instance_profile", {"RoleName": "server"}),
        ("remove_role_from_instance_profile", {"RoleName": "server"}),
        ("tag_instance_profile", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("untag_instance_profile", {"TagKeys": ["a"]}),
        ("list_instance_profile_tags", {}),
    ],
)
def test_a_profile_that_is_not_there(iam: Any, operation: str, parameters: dict[str, Any]) -> None:
    assert refused(getattr(iam, operation), InstanceProfileName="none", **parameters) == (
        "NoSuchEntity",
        "Instance Profile none cannot be found.",
    )


def test_a_profile_that_is_not_there_is_not_shown(iam: Any) -> None:
    message = "Instance profile none not found"

    assert refused(iam.get_instance_profile, InstanceProfileName="none") == ("NoSuchEntity", message)


def test_a_profile_shows_little_of_its_role(iam: Any) -> None:
    iam.update_role(RoleName="server", Description="serves")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")

    role = iam.get_instance_profile(InstanceProfileName="web")["InstanceProfile"]["Roles"][0]

    assert role.keys() == {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"}


@pytest.mark.parametrize("operation", ["add_role_to_instance_profile", "remove_role_from_instance_profile"])
def test_a_role_that_is_not_there(iam: Any, operation: str) -> None:
    assert code(getattr(iam, operation), InstanceProfileName="web", RoleName="none") == "NoSuchEntity"
    assert code(iam.list_instance_profiles_for_role, RoleName="none") == "NoSuchEntity"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("create_instance_profile", {"InstanceProfileName": "db"}),
        ("get_instance_profile", {"InstanceProfileName": "web"}),
        ("list_instance_profiles", {}),
        ("list_instance_profiles_for_role", {"RoleName": "server"}),
        ("delete_instance_profile", {"InstanceProfileName": "web"}),
        ("remove_role_from_instance_profile", {"InstanceProfileName": "web", "RoleName": "server"}),
        ("tag_instance_profile", {"InstanceProfileName": "web", "Tags": [{"Key": "a", "Value": "b"}]}),
        ("untag_instance_profile", {"InstanceProfileName": "web", "TagKeys": ["a"]}),
        ("list_instance_profile_tags", {"InstanceProfileName": "web"}),
    ],
)
def test_nothing_works_without_a_permission(iam: Any, bob: Person, operation: str, parameters: dict[str, Any]) -> None:
    assert code(getattr(bob.client(), operation), **parameters) == "AccessDenied"


def _allow(action: str, condition: dict[str, Any] | None = None) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition or {}}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def test_tag_keys_of_profiles_differ_by_case(iam: Any) -> None:
    tags = [{"Key": "Team", "Value": "one"}, {"Key": "team", "Value": "two"}]

    iam.tag_instance_profile(InstanceProfileName="web", Tags=tags)

    assert iam.list_instance_profile_tags(InstanceProfileName="web")["Tags"] == tags


def test_naming_no_tag_of_a_profile_is_an_error(iam: Any) -> None:
    assert refused(iam.untag_instance_profile, InstanceProfileName="web", TagKeys=[]) == (
        "InvalidInput",
        "The provided tag keys must not be null/empty.",
    )
