"""When services were last used, through boto3."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from iamconsole.audit import usage
from iamconsole.audit.models import Usage
from tests.cast import ACCOUNT, Person
from tests.refused import code

READER = {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*", "s3:GetObject"], "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": READER})


@pytest.fixture
def iam(alice: Person, bob: Person) -> Any:
    """alice's client; bob may read, by a group, and listed the users once."""
    client = alice.client()
    client.create_group(GroupName="readers")
    client.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=DOCUMENT)
    client.add_user_to_group(GroupName="readers", UserName="bob")
    bob.client().list_users()
    return client


def _report(iam: Any, arn: str, granularity: str = "SERVICE_LEVEL") -> Any:
    job = iam.generate_service_last_accessed_details(Arn=arn, Granularity=granularity)["JobId"]
    return iam.get_service_last_accessed_details(JobId=job), job


@pytest.mark.parametrize("is_rolled_up", [False, True])
def test_it_tells_which_services_a_user_used(iam: Any, bob: Person, is_rolled_up: bool) -> None:
    if is_rolled_up:
        _roll_up()

    report, _ = _report(iam, bob.user.arn)

    iam_service, s3 = report["ServicesLastAccessed"]
    assert report["JobStatus"] == "COMPLETED"
    assert (iam_service["ServiceNamespace"], iam_service["TotalAuthenticatedEntities"]) == ("iam", 1)
    assert iam_service["LastAuthenticatedEntity"] == bob.user.arn
    assert iam_service["LastAuthenticatedRegion"] == "us-east-1"
    assert "LastAuthenticated" not in s3


def test_it_tells_which_actions(iam: Any, bob: Person) -> None:
    report, _ = _report(iam, bob.user.arn, "ACTION_LEVEL")

    tracked = report["ServicesLastAccessed"][0]["TrackedActionsLastAccessed"]
    used = {action["ActionName"]: "LastAccessedTime" in action for action in tracked}
    assert used["ListUsers"]
    assert not used["ListRoles"]
    assert "CreateUser" not in used


def test_what_was_refused_was_not_used(iam: Any, bob: Person) -> None:
    assert code(bob.client().create_user, UserName="carol") == "AccessDenied"

    _roll_up()

    assert not Usage.objects.filter(action="iam:CreateUser", principal_id=bob.user.unique_id).exists()


def test_the_use_of_sessions_is_their_roles(iam: Any, alice: Person) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": alice.user.arn}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    arn = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    iam.put_role_policy(RoleName="reader", PolicyName="read", PolicyDocument=DOCUMENT)
    alice.assumed(arn).list_roles()

    report, _ = _report(iam, arn)

    assert report["ServicesLastAccessed"][0]["LastAuthenticatedEntity"] == arn


def test_of_a_group_it_tells_each_member(iam: Any, bob: Person) -> None:
    _, job = _report(iam, f"arn:aws:iam::{ACCOUNT}:group/readers")

    details = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    [entity] = details["EntityDetailsList"]
    assert (entity["EntityInfo"]["Name"], entity["EntityInfo"]["Type"]) == ("bob", "USER")
    assert entity["LastAuthenticated"] <= timezone.now()


def test_of_a_policy_it_tells_who_has_it(iam: Any) -> None:
    arn = iam.create_policy(PolicyName="read", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="readers", PolicyArn=arn)
    iam.attach_user_policy(UserName="alice", PolicyArn=arn)

    report, job = _report(iam, arn)

    details = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="s3")
    assert [entry["ServiceNamespace"] for entry in report["ServicesLastAccessed"]] == ["iam", "s3"]
    assert {entity["EntityInfo"]["Name"] for entity in details["EntityDetailsList"]} == {"alice", "bob"}


def test_a_report_on_everything_comes_in_pages(iam: Any, alice: Person) -> None:
    report, job = _report(iam, alice.user.arn, "ACTION_LEVEL")
    more = iam.get_service_last_accessed_details(JobId=job, Marker=report["Marker"])

    assert report["IsTruncated"]
    assert len(report["ServicesLastAccessed"]) == 100
    assert more["ServicesLastAccessed"][0]["ServiceNamespace"] > report["ServicesLastAccessed"][-1]["ServiceNamespace"]


def test_a_report_stays_as_it_was_made(iam: Any, bob: Person) -> None:
    _, job = _report(iam, bob.user.arn)
    before = iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]

    iam.remove_user_from_group(GroupName="readers", UserName="bob")

    assert iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"] == before


def test_rolling_up_twice_counts_once(iam: Any) -> None:
    _roll_up()
    before = list(Usage.objects.order_by("pk").values())

    assert not usage.roll_up()
    assert list(Usage.objects.order_by("pk").values()) == before


def test_young_events_wait(iam: Any) -> None:
    assert usage.roll_up() == 0


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/nobody", "NoSuchEntity"),
        (f"arn:aws:iam::{ACCOUNT}:policy/none", "NoSuchEntity"),
        (f"arn:aws:iam::{ACCOUNT}:mfa/device", "InvalidInput"),
    ],
)
def test_what_nobody_can_report_on(iam: Any, arn: str, error: str) -> None:
    assert code(iam.generate_service_last_accessed_details, Arn=arn) == error


def test_a_job_belongs_to_its_account(iam: Any, bob: Person, mallory: Person) -> None:
    _, job = _report(iam, bob.user.arn)
    other = mallory.client()

    assert code(other.get_service_last_accessed_details, JobId=job) == "NoSuchEntity"
    assert code(iam.get_service_last_accessed_details, JobId="x" * 36) == "InvalidInput"
    for service, error in (("ec2", "InvalidInput"), ("iam", "")):
        call = iam.get_service_last_accessed_details_with_entities
        assert (
            (code(call, JobId=job, ServiceNamespace=service) == error)
            if error
            else call(JobId=job, ServiceNamespace=service)
        )
    assert (
        code(other.get_service_last_accessed_details_with_entities, JobId=job, ServiceNamespace="iam") == "NoSuchEntity"
    )


def _roll_up() -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert usage.roll_up()
