"""Many accounts in one installation: nobody sees or changes anything of another one."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from iamconsole.aws import registry
from iamconsole.aws.registry import Operation
from tests.cast import ACCOUNT, EVERYTHING, Person

TRUST = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}'
ROOT_ARN = f"arn:aws:iam::{ACCOUNT}"
# What names something of the first account, by the member that carries it.
NAMES = {
    "UserName": "victim",
    "GroupName": "victims",
    "RoleName": "victim-role",
    "PolicyArn": f"{ROOT_ARN}:policy/victim-policy",
    "PermissionsBoundary": f"{ROOT_ARN}:policy/victim-policy",
    "SerialNumber": f"{ROOT_ARN}:mfa/victim-phone",
    "InstanceProfileName": "victim-profile",
}
# Everything else that an operation requires.
REQUIRED = {
    "PolicyName": "inline",
    "PolicyDocument": EVERYTHING,
    "AssumeRolePolicyDocument": TRUST,
    "Tags": [{"Key": "a", "Value": "b"}],
    "TagKeys": ["a"],
    "Status": "Inactive",
    "VersionId": "v1",
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "654321",
    "Password": "Correct-Horse-8",
    "Description": "d",
    "NewUserName": "stolen",
}
ANSWERS = {"NoSuchEntity", "AccessDenied"}


def named(operation: Operation) -> bool:
    """Whether a request of the operation must name something that `victim` has, and this file knows all it needs."""
    required = operation.model.input_shape.required_members if operation.model.input_shape else []
    known = NAMES.keys() | REQUIRED.keys() | {"AccessKeyId"}
    return operation.service == "iam" and any(name in NAMES for name in required) and set(required) <= known


WALKED = [
    operation
    for operation in registry.operations()
    if named(operation)
    and not (operation.name.startswith("Create") and operation.name[6:] in {"User", "Group", "Role", "InstanceProfile"})
]


@pytest.fixture
def victim(root: Person) -> dict[str, Any]:
    """The names of one thing of each kind, all of the first account."""
    client = root.client()
    client.create_user(UserName="victim", Tags=REQUIRED["Tags"])
    client.create_group(GroupName="victims")
    client.add_user_to_group(GroupName="victims", UserName="victim")
    client.create_role(RoleName="victim-role", AssumeRolePolicyDocument=TRUST)
    arn = client.create_policy(PolicyName="victim-policy", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    for kind, name in (("User", "victim"), ("Group", "victims"), ("Role", "victim-role")):
        options = {f"{kind}Name": name}
        getattr(client, f"put_{kind.lower()}_policy")(PolicyName="inline", PolicyDocument=EVERYTHING, **options)
        getattr(client, f"attach_{kind.lower()}_policy")(PolicyArn=arn, **options)
    client.create_virtual_mfa_device(VirtualMFADeviceName="victim-phone")
    client.create_login_profile(UserName="victim", Password="Correct-Horse-7")
    key = client.create_access_key(UserName="victim")["AccessKey"]
    return {**NAMES, **REQUIRED, "AccessKeyId": key["AccessKeyId"]}


@pytest.mark.parametrize("operation", WALKED, ids=lambda operation: operation.name)
def test_another_accounts_root_reaches_nothing(mallory: Person, victim: dict[str, Any], operation: Operation) -> None:
    assert operation.model.input_shape is not None
    required = operation.model.input_shape.required_members

    with pytest.raises(ClientError) as refused:
        mallory.client()._make_api_call(operation.name, {name: victim[name] for name in required})

    assert refused.value.response["Error"]["Code"] in ANSWERS
    assert "victim-secret" not in json.dumps(refused.value.response)


def test_the_walk_covers_most_operations_of_iam() -> None:
    assert len(WALKED) >= 60


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        ("list_users", "Users"),
        ("list_groups", "Groups"),
        ("list_roles", "Roles"),
        ("list_virtual_mfa_devices", "VirtualMFADevices"),
    ],
)
def test_lists_show_ones_own_account_only(mallory: Person, victim: dict[str, Any], operation: str, result: str) -> None:
    assert getattr(mallory.client(), operation)()[result] == []


def test_policies_of_others_are_not_listed(mallory: Person, victim: dict[str, Any]) -> None:
    assert mallory.client().list_policies(Scope="Local")["Policies"] == []


def test_a_key_of_another_account_is_not_told_of(mallory: Person, victim: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        mallory.client().get_access_key_last_used(AccessKeyId=victim["AccessKeyId"])


def test_a_policy_of_another_account_cannot_be_attached(mallory: Person, victim: dict[str, Any]) -> None:
    mallory.client().create_user(UserName="eve")

    with pytest.raises(ClientError, match="does not exist or is not attachable"):
        mallory.client().attach_user_policy(UserName="eve", PolicyArn=victim["PolicyArn"])


def test_a_group_takes_no_user_of_another_account(mallory: Person, victim: dict[str, Any]) -> None:
    mallory.client().create_group(GroupName="mine")

    with pytest.raises(ClientError, match="NoSuchEntity"):
        mallory.client().add_user_to_group(GroupName="mine", UserName="victim")


def test_the_same_names_are_free_in_every_account(mallory: Person, victim: dict[str, Any]) -> None:
    user = mallory.client().create_user(UserName="victim")["User"]

    assert user["Arn"] == "arn:aws:iam::210987654321:user/victim"


def test_a_marker_of_another_account_shows_nothing_of_it(root: Person, mallory: Person) -> None:
    for name in ("anna", "berta"):
        root.client().create_user(UserName=name)
        mallory.client().create_user(UserName=f"{name}-of-mallory")
    marker = root.client().list_users(MaxItems=1)["Marker"]

    users = mallory.client().list_users(Marker=marker)["Users"]

    assert {user["UserName"] for user in users} <= {"anna-of-mallory", "berta-of-mallory"}
