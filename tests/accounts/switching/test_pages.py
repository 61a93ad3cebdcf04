"""Switching to a role in the console, and the way back."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import ConsoleSession, Role, SwitchedRole, User
from accounts.sts import tokens
from iamconsole.audit.models import Event, Outcome
from tests.cast import ACCOUNT, EVERYTHING, OTHER_ACCOUNT, Person

SWITCH = "/console/switch-role/"
BACK = "/console/switch-back/"
HOME = "/console/"
LIST_GROUPS = EVERYTHING.replace('"Action":"*"', '"Action":["iam:ListGroups","iam:GetGroup"]')


def trust(arn: str, condition: dict[str, Any] | None = None) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    statement |= {"Condition": condition} if condition else {}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def role(alice: Person) -> Role:
    """A role of alice's account that she may take on, and that may look at groups only."""
    iam = alice.client()
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(alice.user.arn), MaxSessionDuration=7200)
    iam.put_role_policy(RoleName="reader", PolicyName="groups", PolicyDocument=LIST_GROUPS)
    return Role.objects.get()


def switch(browser: Client, **changed: str) -> Any:
    fields = {"account": ACCOUNT, "role_name": "reader", "display_name": "", "color": "red"}
    return browser.post(SWITCH, fields | changed)


def as_reader(person: Person) -> Client:
    browser = person.browser()
    assert switch(browser).status_code == 302
    return browser


def says(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_role_brings_its_permissions_and_takes_the_users_away(alice: Person, role: Role) -> None:
    browser = as_reader(alice)

    assert "iam:ListUsers" in says(browser.get("/console/users/"))
    assert "not authorized" in says(browser.get("/console/users/"))
    assert "not authorized" not in says(browser.get("/console/groups/"))


def test_every_page_says_who_one_is_and_leads_back(alice: Person, role: Role) -> None:
    browser = as_reader(alice)

    page = says(browser.get("/console/groups/"))
    assert "role-bar role-red" in page
    assert f"reader @ {ACCOUNT}" in page
    assert f'action="{BACK}"' in page

    assert browser.post(BACK).url == HOME
    assert "role-bar" not in says(browser.get("/console/groups/"))
    assert "not authorized" not in says(browser.get("/console/users/"))


def test_events_name_the_session_of_the_role_and_the_user_behind_it(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    browser.get("/console/groups/")
    browser.post(BACK)

    listed = Event.objects.filter(name="ListGroups").latest("pk")
    assert listed.principal == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/alice"
    assert (listed.principal_kind, listed.invoked_by) == ("AssumedRole", alice.user.arn)
    assert listed.principal_id == f"{role.unique_id}:alice"
    for name in ("AssumeRole", "SwitchRole", "ExitRole"):
        event = Event.objects.filter(name=name).latest("pk")
        assert (event.principal, event.invoked_by, event.outcome) == (alice.user.arn, "", Outcome.ALLOWED)


def test_what_a_user_did_as_a_role_is_found_by_the_user(alice: Person, role: Role) -> None:
    as_reader(alice).get("/console/groups/")

    search = f'principal:"{alice.user.arn}" action:iam:ListGroups'
    page = says(alice.browser().get("/console/events/", {"q": search}))

    assert "ListGroups" in page
    event = Event.objects.filter(name="ListGroups").latest("pk")
    assert "Switched to by" in says(alice.browser().get(f"/console/events/{event.event_id}/"))


def test_the_condition_keys_are_the_roles(alice: Person, role: Role) -> None:
    condition = {
        "StringEquals": {"aws:userid": f"{role.unique_id}:alice"},
        "ArnEquals": {"aws:PrincipalArn": role.arn},
        "Null": {"aws:username": "true", "aws:MultiFactorAuthPresent": "true", "aws:TokenIssueTime": "false"},
    }
    document = json.loads(LIST_GROUPS)
    document["Statement"]["Condition"] = condition
    alice.client().put_role_policy(RoleName="reader", PolicyName="groups", PolicyDocument=json.dumps(document))

    page = says(as_reader(alice).get("/console/groups/"))

    assert "not authorized" not in page


def test_a_role_that_wants_mfa_may_be_taken_on_from_a_session_with_it(alice: Person, role: Role) -> None:
    wanted = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    alice.client().update_assume_role_policy(RoleName="reader", PolicyDocument=trust(alice.user.arn, wanted))

    assert switch(alice.browser()).status_code == 302


def test_a_second_factor_of_long_ago_is_as_old_as_it_is(alice: Person, role: Role) -> None:
    wanted = {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}
    alice.client().update_assume_role_policy(RoleName="reader", PolicyDocument=trust(alice.user.arn, wanted))

    # The cast signed in at the beginning of the year.
    assert switch(alice.browser()).status_code == 403


def test_a_role_of_another_account_is_taken_on_by_alias(alice: Person, mallory: Person) -> None:
    iam = mallory.client()
    iam.create_account_alias(AccountAlias="others")
    iam.create_role(RoleName="guest", Path="/team/", AssumeRolePolicyDocument=trust(alice.user.arn))
    browser = alice.browser()

    assert switch(browser, account="others", role_name="team/guest", display_name="Guest").status_code == 302
    browser.get("/console/groups/")

    assert "role guest in account 210987654321" in says(browser.get(HOME))
    event = Event.objects.filter(name="ListGroups", account_id=OTHER_ACCOUNT).latest("pk")
    assert (event.invoked_by, event.outcome) == (alice.user.arn, Outcome.DENIED)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"role_name": "readers"}, 403),
        ({"account": OTHER_ACCOUNT}, 403),
        ({"account": "no-such-alias"}, 403),
        ({"account": "x y"}, 422),
        ({"account": "12345"}, 403),
        ({"role_name": ""}, 422),
        ({"role_name": "a\x00b"}, 422),
        ({"role_name": "é/reader"}, 422),
        ({"role_name": "a/" * 280 + "reader"}, 403),
        ({"display_name": "x" * 65}, 422),
        ({"color": "pink"}, 422),
    ],
)
def test_what_is_no_role_for_one_is_refused(alice: Person, role: Role, changed: dict[str, str], status: int) -> None:
    browser = alice.browser()

    answer = switch(browser, **changed)

    assert answer.status_code == status
    assert "role-bar" not in says(browser.get(HOME))
    assert not SwitchedRole.objects.exists()


def test_an_alias_is_not_told_which_account_it_names(alice: Person, role: Role, mallory: Person) -> None:
    mallory.client().create_account_alias(AccountAlias="others")

    known, unknown = (switch(alice.browser(), account=alias) for alias in ("others", "nobody"))

    assert OTHER_ACCOUNT not in says(known)
    assert says(known).count("You may not switch") == says(unknown).count("You may not switch") == 1


def test_a_user_whom_the_role_does_not_trust_is_refused_and_it_is_recorded(bob: Person, role: Role) -> None:
    answer = switch(bob.browser())

    assert answer.status_code == 403
    assert "sts:AssumeRole" in says(answer)
    assert Event.objects.filter(name="AssumeRole", outcome=Outcome.DENIED, principal=bob.user.arn).exists()


def test_root_is_told_that_it_cannot(root: Person, role: Role) -> None:
    browser = root.browser()

    assert "The root user cannot switch roles" in says(browser.get(SWITCH))
    assert switch(browser).status_code == 403


def test_whoever_is_in_a_role_goes_to_another_as_the_user(alice: Person, role: Role) -> None:
    role_arn = f"arn:aws:iam::{ACCOUNT}:role/reader"
    alice.client().create_role(RoleName="other", AssumeRolePolicyDocument=trust(alice.user.arn))
    alice.client().create_role(RoleName="chained", AssumeRolePolicyDocument=trust(role_arn))
    browser = as_reader(alice)

    assert switch(browser, role_name="chained").status_code == 403
    assert switch(browser, role_name="other").status_code == 302
    assert "role other in account" in says(browser.get(HOME))


def test_a_link_fills_the_form(alice: Person, role: Role) -> None:
    page = says(alice.browser().get(f"{SWITCH}?account={ACCOUNT}&roleName=team/reader&displayName=Read+it&color=GREEN"))

    for value in (ACCOUNT, "team/reader", "Read it"):
        assert f'value="{value}"' in page
    assert 'value="green"' in page.partition("checked")[0].rpartition("<input")[2]


def test_the_last_five_roles_are_offered_again(alice: Person, role: Role) -> None:
    iam, browser = alice.client(), alice.browser()
    for number in range(6):
        iam.create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument=trust(alice.user.arn))
        switch(browser, role_name=f"role-{number}", display_name=f"Shown {number}")
    switch(browser, role_name="role-3", display_name="Shown 3")

    shown = [role.display_name for role in browser.get(SWITCH).context["recent"]]

    assert shown == ["Shown 3", "Shown 5", "Shown 4", "Shown 2", "Shown 1"]
    assert "Shown 5" in says(browser.get("/console/switch-role/recent/"))


def test_nobody_sees_the_roles_of_another(alice: Person, bob: Person, role: Role) -> None:
    as_reader(alice)

    assert not bob.browser().get(SWITCH).context["recent"]


def test_a_role_has_no_security_page(alice: Person, role: Role) -> None:
    browser = as_reader(alice)

    for page in ("/console/security/", "/console/security/password/", "/console/security/create-key/"):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "A role has no security page of its own" in says(answer)
    assert browser.post("/console/security/create-key/").status_code == 403
    assert alice.user.access_keys.count() == 1


def test_the_time_of_a_role_runs_out(alice: Person, role: Role) -> None:
    browser = as_reader(alice)

    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=59), tick=False):
        _keep_alive(browser)
        assert "role-bar" in says(browser.get(HOME))
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1), tick=False):
        _keep_alive(browser)
        answer = browser.get("/console/groups/", follow=True)

    assert answer.redirect_chain == [(HOME, 302)]
    assert f"Your time as reader @ {ACCOUNT} is over. You are alice again" in says(answer)
    assert "role-bar" not in says(answer)


def test_a_session_of_a_role_is_never_longer_than_the_users_own(alice: Person, role: Role) -> None:
    alice.client().update_role(RoleName="reader", MaxSessionDuration=43_200)
    browser = alice.browser()

    with time_machine.travel(timezone.now() + timedelta(hours=11), tick=False):
        _keep_alive(browser)
        switch(browser)
        ends = browser.session["switched_role"]["expires"]
        assert timedelta(minutes=55) < _moment(ends) - timezone.now() <= timedelta(hours=1)


def test_a_role_that_is_deleted_is_left(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    alice.client().delete_role_policy(RoleName="reader", PolicyName="groups")
    alice.client().delete_role(RoleName="reader")

    answer = browser.get("/console/groups/", follow=True)

    assert f"The role behind reader @ {ACCOUNT} is gone." in says(answer)


def test_sessions_that_are_revoked_are_left(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    later = (timezone.now() + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    revoke = EVERYTHING.replace('"Allow"', '"Deny"').replace(
        '"Resource":"*"', f'"Resource":"*","Condition":{{"DateLessThan":{{"aws:TokenIssueTime":"{later}"}}}}'
    )
    alice.client().put_role_policy(RoleName="reader", PolicyName="AWSRevokeOlderSessions", PolicyDocument=revoke)

    answer = browser.get("/console/groups/", follow=True)

    assert "were revoked. You are alice again" in says(answer)


def test_a_role_that_is_denied_everything_is_not_revoked(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    deny = EVERYTHING.replace('"Allow"', '"Deny"')
    alice.client().put_role_policy(RoleName="reader", PolicyName="deny", PolicyDocument=deny)

    page = says(browser.get("/console/groups/"))

    assert "role-bar" in page
    assert "explicit deny" in page


def test_what_is_sent_as_a_role_that_is_over_is_not_done_as_the_user(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    alice.client().delete_role_policy(RoleName="reader", PolicyName="groups")
    alice.client().delete_role(RoleName="reader")

    answer = browser.post("/console/users/new/user/", {"user_name": "carol", "path": "/", "access": "none"})

    assert answer.url == HOME
    assert not User.objects.filter(name="carol").exists()


def test_a_fragment_of_a_role_that_is_over_turns_the_whole_page(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    Role.objects.filter(pk=role.pk).update(unique_id="AROAGONE")

    answer = browser.get("/console/groups/", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == HOME


def test_a_script_is_told_that_a_role_is_over(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    Role.objects.filter(pk=role.pk).update(unique_id="AROAGONE")

    answer = browser.post("/api/validate", b"{}", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "RoleSessionOver")


def test_signing_out_leaves_the_role_too(alice: Person, role: Role) -> None:
    browser = as_reader(alice)

    browser.post("/console/sign-out/")

    assert browser.get(HOME).url == "/console/sign-in/"
    assert Event.objects.filter(name="SignOut").latest("pk").principal == alice.user.arn


def test_a_user_without_a_password_any_more_is_out_of_the_role_too(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    alice.client().delete_login_profile(UserName="alice")

    assert browser.get("/console/groups/").url.startswith("/console/sign-in/")


def test_a_switch_gives_the_session_a_new_key(alice: Person, role: Role) -> None:
    browser = alice.browser()
    keys = [browser.session.session_key]
    switch(browser)
    keys.append(browser.session.session_key)
    browser.post(BACK)
    keys.append(browser.session.session_key)

    assert len(set(keys)) == 3


def test_the_session_holds_no_secret_that_signs_requests(alice: Person, role: Role) -> None:
    browser = as_reader(alice)
    kept = browser.session["switched_role"]

    assert tokens._opened(kept["token"]).secret not in json.dumps(kept)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _keep_alive(browser: Client) -> None:
    """Let the session not be idle: only the role's time shall run."""
    ConsoleSession.objects.update(expire_date=timezone.now() + timedelta(hours=1), last_used=timezone.now())
