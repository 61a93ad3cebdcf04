"""The other reports: credentials, MFA, passwords, changes, administrators, trust outside the account."""

import csv
import json
from io import StringIO
from typing import Any

import pytest

from accounts.mfa import services as devices
from accounts.models import ReportRun
from accounts.reporting.kinds import KINDS
from accounts.schedules import files
from tests.accounts.schedules.working import made
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person
from tests.codes import enable

pytestmark = pytest.mark.django_db


def reason(run: ReportRun, title: str) -> str:
    return str(run.rows.get(title=title).reason)


def test_the_columns_of_the_credential_report_read_as_words(alice: Person) -> None:
    row = made("credential").rows.get(title="Credentials of alice")

    shown = {column.label: files.value_of(row, column) for column in KINDS["credential"].columns}

    assert shown["MFA active"] == "false"
    assert shown["Password last used"] == "no information"
    assert shown["User creation time"] == row.facts["user_creation_time"][:10]


def policy(action: Any, resource: str = "*") -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    )


def trusting(principal: Any, **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_the_credential_report_s_csv_is_aws_s(root: Person, alice: Person) -> None:
    iam = root.client()
    iam.generate_credential_report()
    expected = iam.get_credential_report()["Content"].decode()

    content = b"".join(files.stream(made("credential"), "csv")).decode()

    rows = [list(csv.DictReader(StringIO(text))) for text in (content, expected)]
    stable = [[{**row, "access_key_1_last_used_date": ""} for row in report] for report in rows]
    assert content.splitlines()[0] == expected.splitlines()[0]
    assert stable[0] == stable[1]


def test_mfa_coverage_ranks_administrators_first(root: Person, alice: Person, bob: Person) -> None:
    enable(devices.offer(root.user), root.user)

    run = made("mfa-coverage")

    ranked = [row.title for row in files.ranked(run)]
    assert ranked == ["MFA of alice", "MFA of bob", "MFA of root"]
    assert (run.counts["without_mfa"], run.counts["covered"], run.counts["open_administrators"]) == (2, 1, 1)


def test_passwords_are_held_against_the_policy(root: Person, alice: Person) -> None:
    root.client().update_account_password_policy(MaxPasswordAge=30)
    type(alice.user).objects.filter(pk=alice.user.pk).update(password_changed="2020-01-01T00:00:00Z")

    run = made("password-policy")

    assert reason(run, "Password of alice") == "It expired on 2020-01-31."
    assert run.counts["expired"] == 1


def test_an_account_without_a_password_policy_is_told_so(alice: Person) -> None:
    assert "no password policy of its own" in reason(made("password-policy"), "Password of alice")


def test_changes_are_told_by_who_made_them(root: Person, alice: Person) -> None:
    alice.client().create_user(UserName="carol")
    alice.client().list_users()

    run = made("changes", TrackingDays=7)

    assert reason(run, "Changes by alice") == "CreateUser."
    assert "PutUserPolicy" in reason(run, "Changes by root")
    assert run.counts["by_root"] == 1


POWERS = [
    ("*", "*", "full"),
    (["iam:AttachUserPolicy"], f"arn:aws:iam::{ACCOUNT}:user/bob", "like"),
    (["iam:PutUserPolicy"], f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}", "like"),
    (["iam:CreateAccessKey"], f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}", "plain"),
    (["iam:CreateAccessKey"], "*", "like"),
    (["iam:UpdateAssumeRolePolicy"], f"arn:aws:iam::{ACCOUNT}:role/*", "like"),
    ("s3:*", "*", "plain"),
]


def test_who_can_become_an_administrator_is_found(root: Person) -> None:
    iam = root.client()
    for number, (action, resource, _) in enumerate(POWERS):
        name = f"user{number}"
        iam.create_user(UserName=name)
        iam.put_user_policy(
            UserName=name, PolicyName="own", PolicyDocument=policy(action, resource.replace("bob", name))
        )

    run = made("administrators")

    found = [run.rows.get(title=f"User user{number}").marks.split()[1] for number in range(len(POWERS))]
    assert found == [state for _, _, state in POWERS]


def test_a_boundary_keeps_somebody_from_becoming_one(root: Person, bob: Person) -> None:
    iam = root.client()
    iam.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=policy("*"))
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=policy("s3:*"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=limit)

    assert " plain " in made("administrators").rows.get(title="User bob").marks


TRUSTS = [
    (trusting("*"), "It trusts everybody, without any condition.", 85),
    (trusting({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}), f"of account {OTHER_ACCOUNT}, without", 45),
    (
        trusting({"AWS": OTHER_ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "x"}}),
        f"of account {OTHER_ACCOUNT}.",
        30,
    ),
    (trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), "It trusts nobody outside the account.", 0),
    (trusting({"Service": "ec2.amazonaws.com"}), "It trusts nobody outside the account.", 0),
]


def test_trust_that_reaches_outside_is_found(root: Person, mallory: Person) -> None:
    for number, (trust, _, _) in enumerate(TRUSTS):
        root.client().create_role(RoleName=f"role{number}", AssumeRolePolicyDocument=trust)

    run = made("external-trust")

    for number, (_, words, risk) in enumerate(TRUSTS):
        row = run.rows.get(title=f"Role role{number}")
        assert words in row.reason
        assert row.risk == risk


def test_every_report_can_be_mailed_and_comes_in_every_format(alice: Person, mailoutbox: list[Any]) -> None:
    alice.client().create_role(RoleName="open", AssumeRolePolicyDocument=trusting("*"))

    for kind in KINDS:
        mailoutbox.clear()
        run = made(kind, "auditor@example.com", Attachments=["csv", "json", "pdf"])

        assert run.state == ReportRun.State.DONE, run.error
        assert len(mailoutbox) == 1
        assert len(mailoutbox[0].attachments) == 3
        assert alice.secret not in str(mailoutbox[0].message())
