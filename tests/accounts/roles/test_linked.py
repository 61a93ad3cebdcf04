"""Service-linked roles, through boto3."""

import json
from dataclasses import replace
from typing import Any

import pytest

from accounts.roles import services
from accounts.roles.linked import linked_services
from policies.catalog import find_managed_policy
from tests.cast import ACCOUNT, Person
from tests.refused import code, refused

SCALING = "autoscaling.amazonaws.com"
ROLE = "AWSServiceRoleForAutoScaling"
ARN = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{SCALING}/{ROLE}"


@pytest.fixture
def iam(alice: Person) -> Any:
    return alice.client()


@pytest.mark.parametrize(
    "service", sorted(linked_services().values(), key=lambda service: service.principal), ids=lambda one: one.principal
)
def test_the_policy_of_each_service_is_there(service: Any) -> None:
    assert find_managed_policy(service.policy_arn)


def test_it_makes_the_role_that_aws_makes(iam: Any) -> None:
    role = iam.create_service_linked_role(AWSServiceName=SCALING)["Role"]

    assert role["Arn"] == ARN
    assert role["AssumeRolePolicyDocument"]["Statement"] == [
        {"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": [SCALING]}}
    ]
    assert iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": SCALING}, "Action": "sts:AssumeRole"}
    ]
    attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["AutoScalingServiceRolePolicy"]


def test_a_description_of_ones_own_wins(iam: Any) -> None:
    given = iam.create_service_linked_role(AWSServiceName="rds.amazonaws.com", Description="mine")["Role"]
    own = iam.create_service_linked_role(AWSServiceName="ssm.amazonaws.com")["Role"]

    assert given["Description"] == "mine"
    assert own["Description"] == "Provides access to AWS Resources managed or used by Amazon SSM."


def test_a_suffix_makes_another_role(iam: Any) -> None:
    role = iam.create_service_linked_role(AWSServiceName=SCALING, CustomSuffix="blue")["Role"]

    assert role["RoleName"] == f"{ROLE}_blue"


def test_few_services_take_a_suffix(iam: Any) -> None:
    assert refused(iam.create_service_linked_role, AWSServiceName="batch.amazonaws.com", CustomSuffix="blue") == (
        "InvalidInput",
        "Custom suffix is not allowed for batch.amazonaws.com",
    )


def test_there_is_one_role_of_a_service(iam: Any) -> None:
    iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")

    assert refused(iam.create_service_linked_role, AWSServiceName="batch.amazonaws.com") == (
        "InvalidInput",
        "Service role name AWSServiceRoleForBatch has been taken in this account, please try a different suffix.",
    )


def test_not_every_service_has_one(iam: Any) -> None:
    assert code(iam.create_service_linked_role, AWSServiceName="none.amazonaws.com") == "InvalidInput"


def test_they_count_as_roles(iam: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "ROLES_PER_ACCOUNT", replace(services.ROLES_PER_ACCOUNT, limit=0))

    assert code(iam.create_service_linked_role, AWSServiceName=SCALING) == "LimitExceeded"


def test_a_policy_can_name_the_service(iam: Any, bob: Person) -> None:
    statement = {
        "Effect": "Allow",
        "Action": "iam:CreateServiceLinkedRole",
        "Resource": f"arn:aws:iam::*:role/aws-service-role/{SCALING}/AWSServiceRoleForAutoScaling*",
        "Condition": {"StringEquals": {"iam:AWSServiceName": SCALING}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName="bob", PolicyName="link", PolicyDocument=document)
    create = bob.client().create_service_linked_role

    assert create(AWSServiceName=SCALING)["Role"]["Arn"] == ARN
    assert code(create, AWSServiceName="batch.amazonaws.com") == "AccessDenied"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("delete_role", {}),
        ("update_assume_role_policy", {"PolicyDocument": "{}"}),
        ("attach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("detach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("put_role_policy", {"PolicyName": "p", "PolicyDocument": "{}"}),
        ("delete_role_policy", {"PolicyName": "p"}),
        ("put_role_permissions_boundary", {"PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("delete_role_permissions_boundary", {}),
    ],
)
def test_only_its_service_may_change_it(iam: Any, operation: str, parameters: dict[str, Any]) -> None:
    iam.create_service_linked_role(AWSServiceName=SCALING)

    assert refused(getattr(iam, operation), RoleName=ROLE, **parameters) == (
        "UnmodifiableEntity",
        f"Cannot perform the operation on the protected role '{ROLE}' - this role is only modifiable by AWS",
    )


def test_how_long_its_sessions_last_is_fixed(iam: Any) -> None:
    iam.create_service_linked_role(AWSServiceName=SCALING)

    assert refused(iam.update_role, RoleName=ROLE, MaxSessionDuration=7200) == (
        "UnmodifiableEntity",
        f"{ROLE} is an AWS service linked role, max session duration cannot be changed.",
    )


def test_its_account_may_describe_it(iam: Any) -> None:
    iam.create_service_linked_role(AWSServiceName=SCALING)

    assert iam.update_role_description(RoleName=ROLE, Description="ours")["Role"]["Description"] == "ours"
    iam.update_role(RoleName=ROLE, Description="still ours")
    assert iam.get_role(RoleName=ROLE)["Role"]["Description"] == "still ours"


def test_no_machine_gets_it(iam: Any) -> None:
    iam.create_service_linked_role(AWSServiceName=SCALING)
    iam.create_instance_profile(InstanceProfileName="machine")

    for operation in (iam.add_role_to_instance_profile, iam.remove_role_from_instance_profile):
        assert code(operation, InstanceProfileName="machine", RoleName=ROLE) == "UnmodifiableEntity"

    iam.update_role(RoleName=ROLE, Description="still ours")

    assert iam.get_role(RoleName=ROLE)["Role"]["Description"] == "still ours"


def test_its_deletion_is_looked_up(iam: Any) -> None:
    iam.create_service_linked_role(AWSServiceName=SCALING)

    task = iam.delete_service_linked_role(RoleName=ROLE)["DeletionTaskId"]

    assert task.startswith(f"task/aws-service-role/{SCALING}/{ROLE}/")
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    assert code(iam.get_role, RoleName=ROLE) == "NoSuchEntity"


def test_its_policy_is_free_again(iam: Any) -> None:
    arn = "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"
    iam.create_service_linked_role(AWSServiceName=SCALING)
    before = iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"]

    iam.delete_service_linked_role(RoleName=ROLE)

    assert (before, iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"]) == (1, 0)


def test_ordinary_roles_are_deleted_otherwise(iam: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": SCALING}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    iam.create_role(RoleName="plain", AssumeRolePolicyDocument=document)

    assert code(iam.delete_service_linked_role, RoleName="plain") == "NoSuchEntity"
    assert code(iam.delete_service_linked_role, RoleName="none") == "NoSuchEntity"


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (f"task/aws-service-role/{SCALING}/{ROLE}/00000000-0000-0000-0000-000000000000", "NoSuchEntity"),
        ("nonsense", "InvalidInput"),
    ],
)
def test_a_deletion_that_nobody_asked_for(iam: Any, task: str, error: str) -> None:
    assert code(iam.get_service_linked_role_deletion_status, DeletionTaskId=task) == error


def test_a_deletion_belongs_to_its_account(iam: Any, mallory: Person) -> None:
    iam.create_service_linked_role(AWSServiceName=SCALING)
    task = iam.delete_service_linked_role(RoleName=ROLE)["DeletionTaskId"]

    assert code(mallory.client().get_service_linked_role_deletion_status, DeletionTaskId=task) == "NoSuchEntity"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("create_service_linked_role", {"AWSServiceName": SCALING}),
        ("delete_service_linked_role", {"RoleName": ROLE}),
        ("get_service_linked_role_deletion_status", {"DeletionTaskId": f"task/{SCALING}/{ROLE}/1"}),
    ],
)
def test_nothing_works_without_a_permission(bob: Person, operation: str, parameters: dict[str, Any]) -> None:
    assert code(getattr(bob.client(), operation), **parameters) == "AccessDenied"
