"""The unused-permission report: what was granted and not used, and the proof of what it proposes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AccessKey, Group, Membership, ReportRun, Role, User
from policies.models import Policy
from tests.accounts.schedules.working import made
from tests.cast import ACCOUNT, EVERYTHING, Person

pytestmark = pytest.mark.django_db

RUNS = "/console/reports/runs/"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
        },
    }
)


def document(action: Any, effect: str = "Allow") -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": "*"}]})


def grow_old() -> None:
    """Let everything be older than the tracking period."""
    long_ago = timezone.now() - timedelta(days=400)
    for model in (User, Group, Role, Membership):
        model.objects.update(created=long_ago)
    Policy.objects.filter(account_id=ACCOUNT).update(created=long_ago)


def report() -> ReportRun:
    grow_old()
    run = made("unused-permissions")
    assert run.state == ReportRun.State.DONE, run.error
    return run


def facts(run: ReportRun, title: str) -> dict[str, Any]:
    found: dict[str, Any] = run.rows.get(title=title).facts
    return found


def actions_of(text: str) -> list[Any]:
    return [statement["Action"] for statement in json.loads(text)["Statement"]]


def test_it_counts_what_was_used_and_proposes_just_that(alice: Person) -> None:
    iam = alice.client()
    iam.list_users()
    iam.get_user(UserName="alice")

    run = report()

    found = facts(run, "Permissions of user alice")
    assert (found["used"], found["granted"] - found["unused"]) == (2, 2)
    assert found["granted"] > 15_000
    assert actions_of(found["proposal"]) == [["iam:GetUser", "iam:ListUsers"]]
    assert found["proof"].startswith("Proved: 2 recorded calls replayed and 100 other requests compared")
    assert run.counts["proved"] == 1
    assert "unproved" not in run.counts


def test_a_denied_call_is_no_use(alice: Person, bob: Person) -> None:
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=document("s3:*"))
    with pytest.raises(bob.client().exceptions.ClientError):
        bob.client().list_users()

    found = report().rows.get(title="Policy own on user bob")

    assert "Nothing that this inline policy allows was used" in found.reason


def test_a_permission_that_is_asked_along_is_kept(alice: Person) -> None:
    iam = alice.client()
    iam.create_role(RoleName="machine", AssumeRolePolicyDocument=TRUST)
    iam.create_instance_profile(InstanceProfileName="machine")
    iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="machine")

    (actions,) = actions_of(facts(report(), "Permissions of user alice")["proposal"])

    assert "iam:PassRole" in actions


def test_a_managed_policy_is_reduced_to_what_all_its_holders_used_as_a_new_version(alice: Person, bob: Person) -> None:
    iam = alice.client()
    arn = iam.create_policy(PolicyName="wide", PolicyDocument=document("iam:*"))["Policy"]["Arn"]
    iam.create_group(GroupName="team")
    iam.attach_group_policy(GroupName="team", PolicyArn=arn)
    iam.add_user_to_group(GroupName="team", UserName="bob")
    bob.client().list_groups()
    run = report()
    row = run.rows.get(title="Policy wide")
    browser = alice.browser()

    page = browser.get(f"{RUNS}{run.pk}/rows/{row.pk}/apply/").content.decode()
    answer = browser.post(f"{RUNS}{run.pk}/rows/{row.pk}/apply/", {"document": row.facts["proposal"]})

    assert answer.status_code == 302
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]
    assert version["IsDefaultVersion"]
    assert version["Document"]["Statement"][0]["Action"] == "iam:ListGroups"
    assert "<del>" in page
    again = browser.post(f"{RUNS}{run.pk}/rows/{row.pk}/apply/", {"document": row.facts["proposal"]})
    assert again.status_code == 422
    assert "changed after this report" in again.content.decode()
    assert bob.client().list_groups()["Groups"]


def test_an_inline_policy_is_reduced_in_its_place(alice: Person) -> None:
    alice.client().list_users()
    run = report()
    row = run.rows.get(title="Inline policy everything of user alice")
    bad = alice.browser().post(f"{RUNS}{run.pk}/rows/{row.pk}/apply/", {"document": "{"})

    answer = alice.browser().post(f"{RUNS}{run.pk}/rows/{row.pk}/apply/", {"document": row.facts["proposal"]})

    assert (bad.status_code, answer.status_code) == (422, 302)
    # Whatever alice used for it is gone now, but what was recorded is not.
    assert alice.client().list_users()["Users"]
    with pytest.raises(alice.client().exceptions.ClientError):
        alice.client().list_groups()


def test_unused_things_of_all_kinds_are_found(alice: Person, bob: Person, root: Person) -> None:
    iam = root.client()
    iam.create_role(RoleName="idle", AssumeRolePolicyDocument=TRUST)
    iam.create_policy(PolicyName="spare", PolicyDocument=document("s3:*"))
    iam.create_group(GroupName="team")
    iam.put_group_policy(GroupName="team", PolicyName="own", PolicyDocument=document("s3:*"))
    iam.add_user_to_group(GroupName="team", UserName="bob")
    AccessKey.objects.update(created=timezone.now() - timedelta(days=400))
    User.objects.update(password_changed=timezone.now() - timedelta(days=400))

    run = report()

    titles = set(run.rows.filter(risk__gt=0).values_list("title", flat=True))
    assert {
        "Role idle",
        "Policy spare",
        "Membership of bob in team",
        "Policy own on group team",
        f"Access key {bob.key_id}",
        "Console password of bob",
    } <= titles
    named = ("unused_roles", "unused_policies", "unused_memberships", "unused_attachments")
    assert all(run.counts[name] == 1 for name in named[:3])


def test_a_group_that_only_denies_is_not_useless(root: Person, bob: Person) -> None:
    iam = root.client()
    iam.create_group(GroupName="fence")
    iam.put_group_policy(GroupName="fence", PolicyName="own", PolicyDocument=document("s3:*", "Deny"))
    iam.add_user_to_group(GroupName="fence", UserName="bob")

    titles = set(report().rows.values_list("title", flat=True))

    assert not {"Membership of bob in fence", "Policy own on group fence"} & titles


def test_what_is_younger_than_the_period_is_left_alone(alice: Person) -> None:
    run = made("unused-permissions")

    assert run.counts.get("listed", 0) == 0


def test_a_boundary_counts(alice: Person, root: Person) -> None:
    arn = root.client().create_policy(PolicyName="limit", PolicyDocument=document("iam:Get*"))["Policy"]["Arn"]
    root.client().put_user_permissions_boundary(UserName="alice", PermissionsBoundary=arn)

    assert facts(report(), "Permissions of user alice")["granted"] < 100


def test_a_role_s_sessions_are_its_use(root: Person, alice: Person) -> None:
    iam = root.client()
    arn = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    iam.put_role_policy(RoleName="worker", PolicyName="own", PolicyDocument=EVERYTHING)
    alice.assumed(arn).list_roles()

    found = facts(report(), "Permissions of role worker")

    assert actions_of(found["proposal"]) == ["iam:ListRoles"]
