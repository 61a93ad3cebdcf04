"""Who may do what through the API: every policy of the caller decides, with conditions that tell the truth."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from botocore.exceptions import ClientError
from django.db import transaction

from accounts.mfa import services as devices
from accounts.models import User
from tests import inprocess
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.codes import code, enable
from tests.wire import call, signed

BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
TEAM = [{"Key": "Team", "Value": "payments"}]


def statement(effect: str, action: str, resource: str = "*", **condition: Any) -> str:
    content: dict[str, Any] = {"Effect": effect, "Action": action, "Resource": resource}
    content |= {"Condition": condition} if condition else {}
    return json.dumps({"Version": "2012-10-17", "Statement": [content]})


def give(root: Person, document: str, user: str = "bob") -> None:
    root.client().put_user_policy(UserName=user, PolicyName="test", PolicyDocument=document)


def allowed(person: Person, operation: str = "list_users", service: str = "iam", **parameters: Any) -> bool:
    try:
        getattr(person.client(service), operation)(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return False
    return True


def test_a_user_may_do_nothing_at_first(bob: Person) -> None:
    assert not allowed(bob)


def test_root_may_do_everything(root: Person) -> None:
    assert allowed(root)


def test_an_inline_policy_allows(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "iam:ListUsers"))

    assert allowed(bob)


def test_a_managed_policy_allows(root: Person, bob: Person) -> None:
    policy = root.client().create_policy(PolicyName="p", PolicyDocument=statement("Allow", "iam:List*"))["Policy"]
    root.client().attach_user_policy(UserName="bob", PolicyArn=policy["Arn"])

    assert allowed(bob)


def test_a_groups_policies_allow_as_long_as_one_is_in_it(root: Person, bob: Person) -> None:
    document = statement("Allow", "iam:ListUsers")
    root.client().create_group(GroupName="readers")
    root.client().put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=document)
    root.client().add_user_to_group(GroupName="readers", UserName="bob")
    assert allowed(bob)

    root.client().remove_user_from_group(GroupName="readers", UserName="bob")

    assert not allowed(bob)


def test_a_deny_wins_and_counts_from_the_next_call(root: Person, alice: Person) -> None:
    assert allowed(alice)

    give(root, statement("Deny", "iam:ListUsers"), user="alice")

    with pytest.raises(ClientError, match="with an explicit deny in an identity-based policy"):
        alice.client().list_users()


def test_a_policy_that_is_taken_away_counts_from_the_next_call(root: Person, alice: Person) -> None:
    assert allowed(alice)

    root.client().delete_user_policy(UserName="alice", PolicyName="everything")

    assert not allowed(alice)


def test_another_default_version_counts_from_the_next_call(root: Person, bob: Person) -> None:
    arn = root.client().create_policy(PolicyName="p", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    root.client().attach_user_policy(UserName="bob", PolicyArn=arn)
    assert allowed(bob)

    root.client().create_policy_version(PolicyArn=arn, PolicyDocument=statement("Deny", "*"), SetAsDefault=True)

    assert not allowed(bob)


def test_a_boundary_bounds(root: Person, alice: Person) -> None:
    arn = root.client().create_policy(PolicyName="b", PolicyDocument=statement("Allow", "iam:Get*"))["Policy"]["Arn"]

    root.client().put_user_permissions_boundary(UserName="alice", PermissionsBoundary=arn)

    assert allowed(alice, "get_user")
    with pytest.raises(ClientError, match="because no permissions boundary allows the iam:ListUsers action"):
        alice.client().list_users()


def test_a_resource_is_matched_by_its_path(root: Person, bob: Person) -> None:
    root.client().create_user(UserName="carol", Path="/team/")
    root.client().create_user(UserName="dave")
    give(root, statement("Allow", "iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/team/*"))

    assert [allowed(bob, "get_user", UserName=name) for name in ("carol", "dave")] == [True, False]


def test_lists_are_authorized_against_their_path(bob: Person) -> None:
    with pytest.raises(ClientError, match=f"iam:ListUsers on resource: arn:aws:iam::{ACCOUNT}:user/team/ because"):
        bob.client().list_users(PathPrefix="/team/")


def test_renaming_needs_the_permission_for_both_names(root: Person, bob: Person) -> None:
    root.client().create_user(UserName="carol")
    give(root, statement("Allow", "iam:UpdateUser", f"arn:aws:iam::{ACCOUNT}:user/carol"))

    with pytest.raises(ClientError, match=f"on resource: arn:aws:iam::{ACCOUNT}:user/dave"):
        bob.client().update_user(UserName="carol", NewUserName="dave")
    assert not User.objects.filter(name="dave").exists()


def test_everybody_may_ask_who_they_are(root: Person, bob: Person) -> None:
    give(root, statement("Deny", "*"))

    assert bob.client("sts").get_caller_identity()["Arn"] == BOB


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:username", "bob"),
        ("StringEquals", "aws:PrincipalType", "User"),
        ("StringEquals", "aws:PrincipalAccount", ACCOUNT),
        ("ArnEquals", "aws:PrincipalArn", BOB),
        ("StringLike", "aws:userid", "AIDA*"),
        ("StringLike", "aws:UserAgent", "Boto3/*"),
        ("StringEquals", "aws:RequestedRegion", "us-east-1"),
        ("StringEquals", "aws:ResourceAccount", ACCOUNT),
        ("IpAddress", "aws:SourceIp", "127.0.0.0/8"),
        ("Bool", "aws:SecureTransport", "false"),
        ("Bool", "aws:ViaAWSService", "false"),
        ("Null", "aws:MultiFactorAuthPresent", "true"),
        ("Null", "aws:TokenIssueTime", "true"),
        ("Null", "aws:PrincipalTag/team", "true"),
        ("Null", "aws:SourceVpc", "true"),
    ],
)
def test_a_key_tells_the_truth_of_a_users_call(root: Person, bob: Person, operator: str, key: str, value: str) -> None:
    give(root, statement("Allow", "iam:ListUsers", **{operator: {key: value}}))

    assert allowed(bob)


def test_the_time_of_a_call_is_the_time_of_the_clock(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "iam:ListUsers", DateLessThan={"aws:CurrentTime": "2030-01-01T00:00:00Z"}))

    assert allowed(bob)
    with time_machine.travel(datetime(2030, 1, 1, 0, 0, 1, tzinfo=UTC)):
        assert not allowed(bob)


def test_the_callers_tags_are_keys(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "iam:ListUsers", StringEquals={"aws:PrincipalTag/team": "payments"}))
    assert not allowed(bob)

    root.client().tag_user(UserName="bob", Tags=TEAM)

    assert allowed(bob)


def test_the_callers_tags_cost_no_query(root: Person, bob: Person, django_assert_num_queries: Any) -> None:
    root.client().tag_user(UserName="bob", Tags=TEAM)
    assert not allowed(bob)

    # The key, the stamp of the policies, and the event.
    with django_assert_num_queries(3):
        signed(bob, call("ListUsers")).send()


@pytest.mark.parametrize("key", ["aws:ResourceTag/team", "iam:ResourceTag/Team"])
def test_the_tags_of_the_user_acted_on_are_keys(root: Person, bob: Person, key: str) -> None:
    root.client().create_user(UserName="carol", Tags=TEAM)
    root.client().create_user(UserName="dave")
    give(root, statement("Allow", "iam:GetUser", StringEquals={key: "payments"}))

    assert [allowed(bob, "get_user", UserName=name) for name in ("carol", "dave")] == [True, False]


def test_the_tags_of_the_policy_acted_on_are_keys(root: Person, bob: Person) -> None:
    tagged = root.client().create_policy(PolicyName="tagged", PolicyDocument=EVERYTHING, Tags=TEAM)["Policy"]["Arn"]
    bare = root.client().create_policy(PolicyName="bare", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    give(root, statement("Allow", "iam:GetPolicy", StringEquals={"aws:ResourceTag/team": "payments"}))

    assert [allowed(bob, "get_policy", PolicyArn=arn) for arn in (tagged, bare)] == [True, False]


def test_the_tags_of_the_role_acted_on_are_keys(root: Person, bob: Person) -> None:
    trust = statement("Allow", "sts:AssumeRole").replace(
        '"Resource": "*"', '"Principal": {"Service": "ec2.amazonaws.com"}'
    )
    root.client().create_role(RoleName="tagged", AssumeRolePolicyDocument=trust, Tags=TEAM)
    root.client().create_role(RoleName="bare", AssumeRolePolicyDocument=trust)
    give(root, statement("Allow", "iam:GetRole", StringEquals={"aws:ResourceTag/team": "payments"}))

    assert [allowed(bob, "get_role", RoleName=name) for name in ("tagged", "bare")] == [True, False]


def test_the_tags_of_the_device_acted_on_are_keys(root: Person, bob: Person) -> None:
    made = root.client().create_virtual_mfa_device(VirtualMFADeviceName="phone", Tags=TEAM)["VirtualMFADevice"]
    give(root, statement("Allow", "iam:DeleteVirtualMFADevice", StringEquals={"aws:ResourceTag/team": "payments"}))

    assert allowed(bob, "delete_virtual_mfa_device", SerialNumber=made["SerialNumber"])


def test_a_condition_can_compare_both_ends(root: Person, bob: Person) -> None:
    root.client().tag_user(UserName="bob", Tags=TEAM)
    root.client().create_user(UserName="carol", Tags=TEAM)
    root.client().create_user(UserName="dave", Tags=[{"Key": "Team", "Value": "other"}])
    give(root, statement("Allow", "iam:GetUser", StringEquals={"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}))

    assert [allowed(bob, "get_user", UserName=name) for name in ("carol", "dave")] == [True, False]


def test_the_tags_of_a_request_are_keys(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "iam:CreateUser", StringEquals={"aws:RequestTag/team": "payments"}))

    assert allowed(bob, "create_user", UserName="carol", Tags=TEAM)
    assert not allowed(bob, "create_user", UserName="dave", Tags=[{"Key": "team", "Value": "other"}])
    assert not allowed(bob, "create_user", UserName="erin")


def test_the_keys_of_tags_can_be_confined(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "iam:TagUser", **{"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}))

    assert allowed(bob, "tag_user", UserName="bob", Tags=TEAM)
    assert not allowed(bob, "tag_user", UserName="bob", Tags=[{"Key": "cost", "Value": "a"}])


def test_the_policy_that_is_attached_is_a_key(root: Person, bob: Person) -> None:
    own, other = "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AdministratorAccess"
    give(root, statement("Allow", "iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": own}))

    assert allowed(bob, "attach_user_policy", UserName="bob", PolicyArn=own)
    assert not allowed(bob, "attach_user_policy", UserName="bob", PolicyArn=other)


def test_the_boundary_of_a_new_user_is_a_key(root: Person, bob: Person) -> None:
    boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    give(root, statement("Allow", "iam:CreateUser", StringEquals={"iam:PermissionsBoundary": boundary}))

    assert allowed(bob, "create_user", UserName="carol", PermissionsBoundary=boundary)
    assert not allowed(bob, "create_user", UserName="dave")


def test_a_session_without_mfa_says_so(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "sts:GetWebIdentityToken", Bool={"aws:MultiFactorAuthPresent": "false"}))
    root.client().enable_outbound_web_identity_federation()
    asked = {"Audience": ["example.com"], "SigningAlgorithm": "ES384"}

    assert not allowed(bob, "get_web_identity_token", "sts", **asked)
    assert allowed(_session(bob), "get_web_identity_token", "sts", **asked)


def test_a_session_with_mfa_says_so(root: Person, bob: Person) -> None:
    give(root, statement("Allow", "iam:ListUsers", Bool={"aws:MultiFactorAuthPresent": "true"}))
    device = enable(devices.offer(bob.user), bob.user)

    session = _session(bob, SerialNumber=device.serial_number, TokenCode=code(device.seed))

    assert not allowed(bob)
    assert allowed(session)


@dataclass
class _Session(Person):
    token: str

    def client(self, service: str = "iam", **options: Any) -> Any:
        return inprocess.client(service, self.key_id, self.secret, self.token, **options)


def _session(person: Person, **mfa: str) -> _Session:
    made = person.client("sts").get_session_token(**mfa)["Credentials"]
    return _Session(person.user, made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])


class Undone(Exception):
    pass


def test_what_a_failed_transaction_had_allowed_is_forgotten(root: Person, bob: Person) -> None:
    with suppress(Undone), transaction.atomic():
        give(root, statement("Allow", "iam:ListUsers"))
        assert allowed(bob)
        raise Undone

    root.client().create_group(GroupName="next-change")

    assert not allowed(bob)
