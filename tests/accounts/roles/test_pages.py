"""The page of a role with its tabs, its changes, and its deletion."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from accounts.models import InstanceProfile, Role
from tests.accounts.roles.pages import EC2, LINKED, LIST, OWN_ACCOUNT, READ_ONLY, ROLE, trusting
from tests.cast import ACCOUNT, EVERYTHING, Person


@pytest.mark.parametrize("tab", ["permissions", "trust", "profiles", "tags", "last-accessed", "revoke", "nonsense"])
def test_each_tab_opens_at_the_same_cost(
    alice: Person, role: Role, tab: str, django_assert_max_num_queries: Any
) -> None:
    alice.client().attach_role_policy(RoleName="deploy", PolicyArn=READ_ONLY)
    browser = alice.browser()
    browser.get(ROLE)

    with django_assert_max_num_queries(30):
        assert browser.get(ROLE, {"tab": tab}).status_code == 200


def test_somebody_without_permissions_sees_why_in_each_part(bob: Person, role: Role) -> None:
    for tab in ("permissions", "trust", "profiles", "tags", "last-accessed", "revoke"):
        page = bob.browser().get(ROLE, {"tab": tab})
        assert page.status_code == 200
        assert "not authorized to perform: iam:GetRole" in page.content.decode()
        assert "Deploys" not in page.content.decode()


def test_the_summary_tells_arn_duration_and_the_way_to_switch(alice: Person, role: Role) -> None:
    page = alice.browser().get(ROLE).content.decode()

    assert role.arn in page
    assert "1 hour" in page
    assert f"switch-role/?account={ACCOUNT}&amp;roleName=team%2Fdeploy" in page


def test_description_and_session_are_changed_and_emptied(alice: Person, role: Role) -> None:
    browser, page = alice.browser(), f"{ROLE}edit/"

    browser.post(page, {"description": "", "hours": "12"})
    role.refresh_from_db()
    assert (role.description, role.max_session_seconds) == ("", 12 * 3600)
    browser.post(page, {"description": "x", "hours": "1", "seconds": "5400"})
    role.refresh_from_db()
    assert (role.description, role.max_session_seconds) == ("x", 5400)
    assert 'value="5400"' in browser.get(page).content.decode()


@pytest.mark.parametrize("seconds", ["3599", "43201", "x", "-1"])
def test_a_session_that_is_too_short_or_too_long_is_refused(alice: Person, role: Role, seconds: str) -> None:
    fields = {"description": "typed", "hours": "1", "seconds": seconds}

    answer = alice.browser().post(f"{ROLE}edit/", fields)

    assert answer.status_code == 422
    assert "typed" in answer.content.decode()


def test_the_trust_policy_is_edited(alice: Person, role: Role) -> None:
    browser, page = alice.browser(), f"{ROLE}edit-trust/"

    assert ACCOUNT in browser.get(page).context["form"]["document"].value()
    assert browser.post(page, {"document": EC2}).url == f"{ROLE}?tab=trust"
    role.refresh_from_db()
    assert role.trust == EC2


@pytest.mark.parametrize(
    ("document", "told"),
    [("{\n no", "Line 2"), (EVERYTHING, "Line 1"), ("", "required"), (f'"{"x" * 3000}"', "Line 1")],
)
def test_a_refused_trust_policy_keeps_its_text(alice: Person, role: Role, document: str, told: str) -> None:
    answer = alice.browser().post(f"{ROLE}edit-trust/", {"document": document})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert answer.context["form"]["document"].value() == document
    role.refresh_from_db()
    assert role.trust == OWN_ACCOUNT


def test_a_trust_policy_is_checked_without_being_saved(alice: Person, role: Role) -> None:
    document = trusting({"AWS": "*"})

    page = alice.browser().post(f"{ROLE}edit-trust/", {"document": document, "go": "check"})

    assert page.status_code == 200
    assert page.context["findings"].result["findings"]
    assert "Line 1, column" in page.content.decode()
    role.refresh_from_db()
    assert role.trust == OWN_ACCOUNT


def test_revoking_ends_sessions_and_lets_new_ones_begin(alice: Person, role: Role) -> None:
    alice.client().put_role_policy(RoleName="deploy", PolicyName="all", PolicyDocument=EVERYTHING)
    before = alice.assumed(role.arn)
    before.list_users()
    browser = alice.browser()

    assert browser.post(f"{ROLE}revoke-sessions/", {}).status_code == 422
    browser.post(f"{ROLE}revoke-sessions/", {"acknowledged": "on"})

    policy = json.loads(role.inline_policies.get(name="AWSRevokeOlderSessions").document)
    assert policy["Statement"][0]["Effect"] == "Deny"
    with pytest.raises(ClientError, match="AccessDenied"):
        before.list_users()


def test_an_instance_profile_is_made_tagged_and_deleted(alice: Person, role: Role) -> None:
    browser = alice.browser()

    browser.post(f"{ROLE}create-profile/", {"profile_name": "machines"})
    assert "machines" in browser.get(ROLE, {"tab": "profiles"}).content.decode()
    browser.post(f"{ROLE}profile-tags/?profile=machines", {"tags-key": "a", "tags-value": "b"})
    assert InstanceProfile.objects.get().tags == [["a", "b"]]
    assert browser.post(f"{ROLE}delete-profile/?profile=machines", {"confirm": "x"}).status_code == 422
    browser.post(f"{ROLE}delete-profile/?profile=machines", {"confirm": "machines"})
    assert not InstanceProfile.objects.exists()


def test_a_service_linked_role_is_marked_and_protected(alice: Person, linked: Role) -> None:
    browser, home = alice.browser(), f"/console/roles/{LINKED}/"

    page = browser.get(home)
    assert "This role belongs to an AWS service" in page.content.decode()
    assert "Detach" not in page.content.decode()
    assert [tab["label"] for tab in page.context["tabs"]] == [
        "Permissions",
        "Trust relationships",
        "Tags",
        "Last accessed",
    ]
    assert browser.post(f"{home}edit-trust/", {"document": EC2}).status_code == 422
    assert browser.post(f"{home}attach-policy/", {"choice": READ_ONLY}).status_code == 422
    browser.post(f"{home}edit/", {"description": "ours"})
    linked.refresh_from_db()
    assert linked.description == "ours"
    browser.post(f"{home}delete/", {"confirm": LINKED})
    assert not Role.objects.exists()


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("edit/", {"description": "x", "hours": "1"}),
        ("edit-trust/", {"document": EC2}),
        ("tags/", {"tags-key": "a", "tags-value": "b"}),
        ("revoke-sessions/", {"acknowledged": "on"}),
        ("create-profile/", {"profile_name": "x"}),
        ("attach-policy/", {"choice": READ_ONLY}),
        ("put-inline/", {"policy_name": "p", "policy_document": EVERYTHING}),
        ("boundary/", {"choice": READ_ONLY}),
        ("remove-boundary/", {}),
        ("delete/", {"confirm": "deploy"}),
    ],
)
def test_no_change_is_possible_without_the_permission(
    bob: Person, mallory: Person, role: Role, page: str, fields: dict[str, str]
) -> None:
    before = Role.objects.values().get()

    assert bob.browser().post(ROLE + page, fields).status_code == 403
    assert mallory.browser().post(ROLE + page, fields).status_code in (404, 422)
    assert Role.objects.values().get() == before
    assert not role.inline_policies.exists()


# -- deletion -----------------------------------------------------------------------------------------------------


def test_deleting_takes_everything_that_stands_in_the_way(alice: Person, role: Role) -> None:
    client, browser = alice.client(), alice.browser()
    client.attach_role_policy(RoleName="deploy", PolicyArn=READ_ONLY)
    client.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=EVERYTHING)
    for profile in ("deploy", "other"):
        client.create_instance_profile(InstanceProfileName=profile)
        client.add_role_to_instance_profile(InstanceProfileName=profile, RoleName="deploy")

    page = browser.get(f"{ROLE}delete/").content.decode()
    assert browser.post(f"{ROLE}delete/", {"confirm": "Deploy"}).status_code == 422
    answer = browser.post(f"{ROLE}delete/", {"confirm": "deploy"})

    for line in (
        "It was never used",
        "ReadOnlyAccess",
        "Inline policy own",
        "Instance profile deploy",
        "profile other",
    ):
        assert line in page
    assert answer.url == LIST
    assert not Role.objects.exists()
    assert [profile.name for profile in InstanceProfile.objects.all()] == ["other"]
