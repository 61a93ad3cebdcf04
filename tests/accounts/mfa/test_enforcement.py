"""Who must have a second factor, as the account says, and what a user without one reaches."""

import json

import pytest
from django.test import Client

from accounts.mfa import enforcement
from accounts.mfa import services as devices
from accounts.models.account import MFARequirement
from tests import inprocess
from tests.cast import ACCOUNT, EVERYTHING, PASSWORD, Person
from tests.codes import enable

PAGE = "/console/account-settings/mfa/"
HOME = "/console/"
SWITCH = "/console/switch-role/"
FIRST_DEVICE = "/console/sign-in/first-device/"
READ_ONLY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}}'


def allow(action: str, resource: str = "*", **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def after_password(person: Person) -> Client:
    browser = Client()
    browser.handler = inprocess.handler()
    fields = {"account": ACCOUNT, "user_name": person.user.name, "password": PASSWORD}
    browser.post("/console/sign-in/", fields)
    return browser


def test_everybody_needs_one_unless_the_account_says_otherwise(alice: Person, bob: Person) -> None:
    assert enforcement.requirement(ACCOUNT) is MFARequirement.ALL
    assert after_password(bob).get(HOME).url == FIRST_DEVICE


def test_an_administrator_changes_it_and_it_holds_at_once(alice: Person, bob: Person) -> None:
    browser = after_password(bob)

    answer = alice.browser().post(PAGE, {"required_of": "Policy"})

    assert answer.url == PAGE
    assert browser.get(HOME).status_code == 200
    alice.browser().post(PAGE, {"required_of": "All"})
    assert browser.get(HOME).url == FIRST_DEVICE


@pytest.mark.parametrize("sent", ["", "Nobody", "all", "<b>"])
def test_a_requirement_that_there_is_not_changes_nothing(alice: Person, sent: str) -> None:
    assert alice.browser().post(PAGE, {"required_of": sent}).status_code == 422
    assert enforcement.requirement(ACCOUNT) is MFARequirement.ALL


def test_it_needs_the_permission(bob: Person) -> None:
    assert bob.browser().get(PAGE).status_code == 403
    assert bob.browser().post(PAGE, {"required_of": "Policy"}).status_code == 403


def test_administrators_alone_need_one(alice: Person, bob: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.ADMINISTRATORS)

    assert after_password(alice).get(HOME).url == FIRST_DEVICE
    assert after_password(bob).get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("policy", "is_administrator"),
    [
        (EVERYTHING, True),
        (READ_ONLY, False),
        (allow("s3:*"), False),
        (allow("iam:ChangePassword", "arn:aws:iam::*:user/${aws:username}"), False),
        (allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}"), False),
        (allow("iam:AttachUserPolicy"), True),
        (allow("iam:UpdateLoginProfile"), True),
        (allow("iam:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), True),
    ],
)
def test_the_policies_say_who_is_an_administrator(
    root: Person, bob: Person, policy: str, *, is_administrator: bool
) -> None:
    root.client().put_user_policy(UserName="bob", PolicyName="one", PolicyDocument=policy)

    assert enforcement.is_administrator(bob.user) is is_administrator


def role_for(root: Person, person: Person, document: str) -> str:
    """Make a role of what `document` allows that `person` may take on; return its name."""
    trust = {"Effect": "Allow", "Principal": {"AWS": person.user.arn}, "Action": "sts:AssumeRole"}
    client = root.client()
    client.create_role(
        RoleName="keeper", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    client.put_role_policy(RoleName="keeper", PolicyName="one", PolicyDocument=document)
    return "keeper"


def test_nobody_becomes_an_administrator_by_a_role_without_one(root: Person, bob: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.ADMINISTRATORS)
    fields = {"account": ACCOUNT, "role_name": role_for(root, bob, EVERYTHING), "color": "red"}
    browser = after_password(bob)

    answer = browser.post(SWITCH, fields)

    assert answer.url == "/console/security/add-device/"
    assert "administrators need a second factor here" in browser.get(answer.url).content.decode()
    assert "not authorized" in browser.get("/console/users/").content.decode()
    enable(devices.offer(bob.user), bob.user)
    assert bob.browser().post(SWITCH, fields).url == HOME


def test_a_role_that_becomes_an_administrator_is_left(root: Person, bob: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.ADMINISTRATORS)
    fields = {"account": ACCOUNT, "role_name": role_for(root, bob, READ_ONLY), "color": "red"}
    browser = after_password(bob)
    assert browser.post(SWITCH, fields).url == HOME
    assert "not authorized" not in browser.get("/console/users/").content.decode()

    root.client().put_role_policy(RoleName="keeper", PolicyName="one", PolicyDocument=EVERYTHING)

    assert browser.get("/console/users/").url == HOME
    assert "You are bob again" in browser.get(HOME).content.decode()


def test_a_boundary_and_a_deny_take_it_away(root: Person, alice: Person) -> None:
    client = root.client()
    boundary = client.create_policy(PolicyName="reads", PolicyDocument=READ_ONLY)["Policy"]["Arn"]

    client.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=boundary)

    alice.user.refresh_from_db()
    assert not enforcement.is_administrator(alice.user)


def test_root_always_needs_one(root: Person) -> None:
    for requirement in MFARequirement:
        enforcement.require(ACCOUNT, requirement)
        assert enforcement.is_required_of(root.user)


def test_by_policy_the_session_tells_that_there_was_none(root: Person, bob: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.POLICY)
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    root.client().put_user_policy(
        UserName="bob", PolicyName="with-mfa", PolicyDocument=allow("iam:ListUsers", Condition=condition)
    )

    without = after_password(bob).get("/console/users/").content.decode()
    enable(devices.offer(bob.user), bob.user)
    with_mfa = bob.browser().get("/console/users/").content.decode()

    assert "not authorized to perform: iam:ListUsers" in without
    assert "not authorized to perform: iam:ListUsers" not in with_mfa


def test_whoever_has_a_device_is_asked_for_it_all_the_same(alice: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.POLICY)
    enable(devices.offer(alice.user), alice.user)

    assert after_password(alice).get(HOME).url == "/console/sign-in/code/"


def test_where_none_is_required_the_last_device_may_go(alice: Person) -> None:
    browser = alice.browser()
    enforcement.require(ACCOUNT, MFARequirement.POLICY)
    serial = alice.user.mfa_devices.get().serial_number

    answer = browser.post(f"/console/security/remove-device/?serial={serial}")

    assert answer.url == "/console/security/"
    assert not alice.user.mfa_devices.filter(confirmed=True).exists()
    assert browser.get(HOME).status_code == 200


def test_a_first_device_may_be_set_up_where_none_is_required(bob: Person) -> None:
    enforcement.require(ACCOUNT, MFARequirement.POLICY)
    browser = after_password(bob)

    assert "<svg" in browser.get(FIRST_DEVICE).content.decode()
    assert browser.get("/console/sign-in/first-security-key/").status_code == 200
