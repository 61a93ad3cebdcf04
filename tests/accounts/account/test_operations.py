"""Alias, summary and details of an account, through boto3."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.account import details
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.codes import enable
from tests.refused import code, refused

TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
    f'"Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:user/alice"}}}}}}'
)
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def fill(person: Person, number: int) -> None:
    """Make one user, group, role, policy and instance profile that hold on to each other."""
    client = person.client()
    policy = client.create_policy(PolicyName=f"policy-{number}", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    client.create_user(UserName=f"user-{number}", PermissionsBoundary=policy, Tags=[{"Key": "a", "Value": "b"}])
    client.create_group(GroupName=f"group-{number}")
    client.create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument=TRUST)
    client.create_instance_profile(InstanceProfileName=f"profile-{number}")
    client.add_role_to_instance_profile(InstanceProfileName=f"profile-{number}", RoleName=f"role-{number}")
    client.add_user_to_group(UserName=f"user-{number}", GroupName=f"group-{number}")
    client.put_role_policy(RoleName=f"role-{number}", PolicyName="inline", PolicyDocument=EVERYTHING)
    client.attach_role_policy(RoleName=f"role-{number}", PolicyArn=policy)
    client.attach_group_policy(GroupName=f"group-{number}", PolicyArn=READ_ONLY)


def names(answer: dict[str, Any]) -> list[str]:
    return [
        *(user["UserName"] for user in answer["UserDetailList"]),
        *(group["GroupName"] for group in answer["GroupDetailList"]),
        *(role["RoleName"] for role in answer["RoleDetailList"]),
        *(policy["PolicyName"] for policy in answer["Policies"]),
    ]


def test_an_account_has_one_alias(alice: Person) -> None:
    client = alice.client()
    assert client.list_account_aliases()["AccountAliases"] == []

    client.create_account_alias(AccountAlias="peers-corp")
    client.create_account_alias(AccountAlias="peers-two")

    listed = client.list_account_aliases()
    assert (listed["AccountAliases"], listed["IsTruncated"]) == (["peers-two"], False)


def test_it_deletes_an_alias(alice: Person) -> None:
    client = alice.client()
    client.create_account_alias(AccountAlias="peers-corp")

    client.delete_account_alias(AccountAlias="peers-corp")

    assert client.list_account_aliases()["AccountAliases"] == []


def test_another_accounts_alias_is_taken(alice: Person, mallory: Person) -> None:
    mallory.client().create_account_alias(AccountAlias="peers-corp")

    assert refused(alice.client().create_account_alias, AccountAlias="peers-corp") == (
        "EntityAlreadyExists",
        "The account alias peers-corp already exists.",
    )


def test_an_alias_that_is_not_there_cannot_be_deleted(alice: Person) -> None:
    assert code(alice.client().delete_account_alias, AccountAlias="peers-corp") == "NoSuchEntity"


@pytest.mark.parametrize("alias", ["210987654321", "Peers", "a--b", "-ab"])
def test_an_alias_of_another_form_is_refused(alice: Person, alias: str) -> None:
    assert code(alice.client().create_account_alias, AccountAlias=alias) == "ValidationError"


def test_the_summary_counts_what_there_is(alice: Person, bob: Person) -> None:
    from accounts.mfa import services as devices

    fill(alice, 1)
    enable(devices.create(ACCOUNT, "phone"), bob.user)

    summary = alice.client().get_account_summary()["SummaryMap"]

    counted = {"Users": 3, "Groups": 1, "Roles": 1, "Policies": 1, "InstanceProfiles": 1, "Providers": 0}
    assert summary | counted == summary
    assert (summary["MFADevices"], summary["MFADevicesInUse"], summary["PolicyVersionsInUse"]) == (1, 1, 2)
    assert (summary["AccountMFAEnabled"], summary["AccountAccessKeysPresent"]) == (0, 1)
    assert len(summary) == 34


def test_the_summary_tells_the_quotas(alice: Person) -> None:
    summary = alice.client().get_account_summary()["SummaryMap"]

    assert (summary["UsersQuota"], summary["RolesQuota"], summary["AttachedPoliciesPerRoleQuota"]) == (5000, 1000, 10)
    assert (summary["UserPolicySizeQuota"], summary["AssumeRolePolicySizeQuota"]) == (2048, 2048)


def test_it_chooses_the_version_of_tokens(alice: Person) -> None:
    alice.client().set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")

    assert alice.client().get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 2


def test_it_refuses_another_version_of_tokens(alice: Person) -> None:
    call = alice.client().set_security_token_service_preferences

    assert code(call, GlobalEndpointTokenVersion="v3Token") == "ValidationError"


def test_details_show_everything_on_an_identity(alice: Person) -> None:
    fill(alice, 1)

    answer = alice.client().get_account_authorization_details()

    user = next(user for user in answer["UserDetailList"] if user["UserName"] == "user-1")
    assert (user["GroupList"], user["Tags"]) == (["group-1"], [{"Key": "a", "Value": "b"}])
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith(":policy/policy-1")
    role = answer["RoleDetailList"][0]
    assert role["InstanceProfileList"][0]["Roles"][0]["RoleName"] == "role-1"
    assert role["RolePolicyList"][0]["PolicyDocument"]["Statement"]["Action"] == "*"
    assert role["AttachedManagedPolicies"][0]["PolicyName"] == "policy-1"
    assert role["AssumeRolePolicyDocument"]["Statement"]["Principal"]["AWS"].endswith("user/alice")


def test_details_hold_own_policies_and_those_of_aws_in_use(alice: Person) -> None:
    fill(alice, 1)

    policies = alice.client().get_account_authorization_details()["Policies"]

    assert [policy["PolicyName"] for policy in policies] == ["policy-1", "ReadOnlyAccess"]
    versions = policies[0]["PolicyVersionList"]
    assert [(version["VersionId"], version["IsDefaultVersion"]) for version in versions] == [("v1", True)]
    assert versions[0]["Document"]["Statement"]["Effect"] == "Allow"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("User", ["alice", "user-1"]),
        ("Group", ["group-1"]),
        ("Role", ["role-1"]),
        ("LocalManagedPolicy", ["policy-1"]),
        ("AWSManagedPolicy", ["ReadOnlyAccess"]),
    ],
)
def test_details_can_be_filtered(alice: Person, kind: str, wanted: list[str]) -> None:
    fill(alice, 1)

    assert names(alice.client().get_account_authorization_details(Filter=[kind])) == wanted


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_pages_of_any_size_show_each_row_once(alice: Person, size: int) -> None:
    for number in range(2):
        fill(alice, number)
    whole = names(alice.client().get_account_authorization_details())

    pages = (
        alice.client().get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": size})
    )

    shown = list(pages)
    assert [name for page in shown for name in names(page)] == whole
    assert all(len(names(page)) <= size for page in shown)


@pytest.mark.parametrize("marker", ["x", "User.x", "Nothing.", ".", "Role." + "x" * 300])
def test_a_marker_of_its_own_making_is_refused(alice: Person, marker: str) -> None:
    call = alice.client().get_account_authorization_details

    assert refused(call, Marker=marker) == ("ValidationError", "Invalid Marker.")


def test_a_marker_of_a_list_that_is_not_wanted_is_refused(alice: Person) -> None:
    call = alice.client().get_account_authorization_details

    assert code(call, Filter=["User"], Marker="Role.") == "ValidationError"


def test_a_page_takes_as_many_queries_however_much_is_on_it(alice: Person) -> None:
    fill(alice, 1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        details.details(ACCOUNT, (), None, None)
    for number in range(2, 8):
        fill(alice, number)

    with CaptureQueriesContext(connection) as many:
        details.details(ACCOUNT, (), None, None)

    assert len(many) == len(few)


def test_a_reset_takes_what_the_account_chose_with_it(alice: Person, root: Person) -> None:
    from accounts.account import services
    from accounts.models import Account

    client = root.client()
    client.create_account_alias(AccountAlias="peers-corp")
    client.update_account_password_policy(MinimumPasswordLength=20)
    client.generate_credential_report()
    client.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")

    services.reset(Account.objects.get(pk=ACCOUNT))

    assert client.list_account_aliases()["AccountAliases"] == []
    assert code(client.get_account_password_policy) == "NoSuchEntity"
    assert code(client.get_credential_report) == "ReportNotPresent"
    assert client.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 1


def test_no_property_of_an_account_is_known(alice: Person) -> None:
    client = alice.client()

    assert client.get_account_properties()["Properties"] == {}
    for properties in (
        {"RoleManager/Enabled": "true"},
        {"RoleManager": "true"},
        {"a/b/c": "true"},
        {"a/": "true"},
        {"a/b": "true", "b/a": "true"},
    ):
        assert code(client.put_account_properties, Properties=properties) == "InvalidInput"
