"""The wizard that creates a user."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.signin.caller import CONFIRMED_AT
from accounts.users import services as users
from iamconsole.audit.models import Event, Outcome
from tests.accounts.users.pages import IAM_READ_ONLY, ODD, with_everything
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.wizards import sent

CREATE = "/console/users/new/user/"


def said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def wizard(at: str = "review", go: str = "next", **changes: dict[str, Any]) -> dict[str, Any]:
    """Return what the wizard sends for carol, who gets nothing, with `changes` to single steps."""
    steps: dict[str, dict[str, Any]] = {
        "details": {"user_name": "carol", "path": "", "access": "none"},
        "permissions": {"how": "groups", "copied": "", "boundary": ""},
        "tags": {"tags-key": "", "tags-value": ""},
        "review": {},
    }
    return sent(at, go, **{step: fields | changes.get(step, {}) for step, fields in steps.items()})


def test_a_user_is_created_without_console_access(alice: Person) -> None:
    answer = alice.browser().post(CREATE, wizard(details={"user_name": ODD}), follow=True)

    assert answer.redirect_chain[0][1] == 302
    assert f"The user {ODD} is created." in said(answer)
    assert not User.objects.get(name=ODD).has_password


def test_each_step_keeps_what_was_entered_in_the_others(alice: Person) -> None:
    alice.client().create_group(GroupName="developers")
    browser = alice.browser()

    details = {"details-user_name": "carol", "details-access": "none"}
    second = browser.post(CREATE, {"at": "details", "go": "next", **details})
    third = browser.post(CREATE, wizard("permissions", permissions={"groups": "developers"}))
    back = browser.post(CREATE, wizard("tags", "back", tags={"tags-key": "team", "tags-value": "a"}))
    review = browser.post(CREATE, wizard("tags", permissions={"groups": "developers"}))

    assert [page.context["step"].key for page in (second, third, back, review)] == [
        "permissions",
        "tags",
        "permissions",
        "review",
    ]
    assert '<input type="hidden" name="details-user_name" value="carol"' in second.content.decode()
    assert 'name="tags-tags-key" value="team"' in back.content.decode()
    assert "Membership of developers" in review.content.decode()
    assert not User.objects.filter(name="carol").exists()


def test_groups_policies_boundary_and_tags_are_given(alice: Person) -> None:
    alice.client().create_group(GroupName="developers")
    browser, boundary = alice.browser(), {"boundary": IAM_READ_ONLY}

    tags = {"tags-key": ["team", ""], "tags-value": ["payments", ""]}
    browser.post(CREATE, wizard(permissions={"groups": "developers", **boundary}, tags=tags))
    direct = {"how": "direct", "policies": [IAM_READ_ONLY], "groups": "developers"}
    browser.post(CREATE, wizard(details={"user_name": "dave"}, permissions=direct))

    carol, dave = User.objects.get(name="carol"), User.objects.get(name="dave")
    assert (carol.memberships.count(), carol.attachments.count(), carol.tags) == (1, 0, [["team", "payments"]])
    assert carol.boundary is not None
    assert (dave.memberships.count(), dave.attachments.count(), dave.boundary) == (0, 1, None)


def test_permissions_are_copied_from_another_user(alice: Person, bob: Person) -> None:
    with_everything(alice, bob)
    alice.client().put_user_permissions_boundary(UserName="bob", PermissionsBoundary=IAM_READ_ONLY)
    browser, copied = alice.browser(), {"how": "copy", "copied": "bob"}

    review = browser.post(CREATE, wizard("tags", permissions=copied)).content.decode()
    browser.post(CREATE, wizard(permissions=copied))

    for line in ("Membership of developers", "Attached policy IAMReadOnlyAccess", "Inline policy own"):
        assert line in review
    carol = User.objects.get(name="carol")
    assert (carol.memberships.count(), carol.attachments.count(), carol.inline_policies.count()) == (1, 1, 1)
    assert carol.boundary is not None


def test_a_user_gets_the_permissions_of_another_later(alice: Person, bob: Person) -> None:
    with_everything(alice, bob)
    users.create(ACCOUNT, "carol")

    assert "bob" in alice.browser().get("/console/users/carol/copy-permissions/?q=bo").content.decode()
    alice.browser().post("/console/users/carol/copy-permissions/", {"choice": "bob"})

    carol = User.objects.get(name="carol")
    assert (carol.memberships.count(), carol.attachments.count(), carol.inline_policies.count()) == (1, 1, 1)


def test_a_random_password_is_shown_once_and_must_be_changed(alice: Person) -> None:
    answer = alice.browser().post(CREATE, wizard(details={"access": "generated", "must_change": "on"}))

    carol = User.objects.get(name="carol")
    assert "no-store" in answer["Cache-Control"]
    assert answer.context["password"] in answer.content.decode()
    assert answer.context["file"].startswith("data:text/csv")
    assert answer.context["password"] not in answer.context["mail_url"]
    assert carol.check_password(answer.context["password"])
    assert carol.must_change_password
    assert [one.policy.name for one in carol.attachments.select_related("policy")] == ["IAMUserChangePassword"]


def test_users_who_may_change_their_passwords_anyway_get_no_policy_for_it(alice: Person) -> None:
    alice.client().update_account_password_policy(AllowUsersToChangePassword=True)

    alice.browser().post(CREATE, wizard(details={"access": "generated", "must_change": "on"}))

    assert not User.objects.get(name="carol").attachments.exists()


def test_a_chosen_password_is_asked_for_on_the_last_step_only(alice: Person) -> None:
    browser, given = alice.browser(), {"access": "given"}

    last = browser.post(CREATE, wizard("tags", details=given)).content.decode()
    weak = browser.post(CREATE, wizard(details=given, review={"password": "weak"}))
    taken = browser.post(CREATE, wizard(details={**given, "user_name": "alice"}, review={"password": PASSWORD}))

    assert 'name="review-password"' in last
    assert (weak.status_code, taken.status_code) == (422, 422)
    assert "minimum length" in weak.content.decode()
    assert taken.context["step"].key == "details"
    assert PASSWORD not in taken.content.decode()
    assert not User.objects.filter(name="carol").exists()
    browser.post(CREATE, wizard(details=given, review={"password": PASSWORD}))
    assert User.objects.get(name="carol").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("details", {"user_name": ""}),
        ("details", {"user_name": "<b>x</b>"}),
        ("details", {"user_name": "a b"}),
        ("details", {"user_name": "x" * 65}),
        ("details", {"user_name": "ALICE"}),
        ("details", {"access": "given"}),
        ("details", {"access": "other"}),
        ("details", {"path": "no/slashes"}),
        ("permissions", {"how": "copy"}),
        ("permissions", {"how": "copy", "copied": "nobody"}),
        ("permissions", {"how": "nonsense"}),
        ("permissions", {"groups": "nobody-made-it"}),
        ("permissions", {"how": "direct", "policies": ["<script>x"]}),
        ("permissions", {"boundary": "nonsense"}),
        ("tags", {"tags-key": ["a", "A"], "tags-value": ["1", "2"]}),
        ("tags", {"tags-key": ["<b>x</b>"], "tags-value": [""]}),
        ("tags", {"tags-key": ["aws:x"], "tags-value": [""]}),
        ("tags", {"tags-key": [""], "tags-value": ["without a key"]}),
    ],
)
def test_what_does_not_fit_creates_nobody(alice: Person, step: str, fields: dict[str, Any]) -> None:
    answer = alice.browser().post(CREATE, wizard(**{step: fields}))

    assert answer.status_code == 422
    assert "<b>x</b>" not in answer.content.decode()
    assert "<script>x" not in answer.content.decode()
    assert User.objects.filter(is_root=False).count() == 1


@pytest.mark.parametrize("fields", [{}, {"at": "review"}, {"at": "<b>", "go": "x"}, {"at": "review", "go": "back"}])
def test_a_wizard_that_lost_its_fields_begins_anew(alice: Person, fields: dict[str, str]) -> None:
    answer = alice.browser().post(CREATE, fields)

    assert answer.status_code == 422
    assert answer.context["step"].key == "details"


def test_a_wizard_that_came_too_late_goes_on_after_a_fresh_factor(alice: Person) -> None:
    browser = alice.browser()
    session = browser.session
    session[CONFIRMED_AT] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()

    given = wizard(details={"access": "given"}, review={"password": PASSWORD})
    late = browser.post(CREATE, given)
    assert late.url.startswith("/console/confirm/")
    assert PASSWORD not in str(dict(browser.session))
    session = browser.session
    session[CONFIRMED_AT] = timezone.now().isoformat()
    session.save()
    again = browser.get(CREATE)

    assert again.context["step"].key == "review"
    assert 'name="details-user_name" value="carol"' in again.content.decode()
    assert "Nothing was changed yet" in said(again)
    assert not User.objects.filter(name="carol").exists()


def test_creating_without_permission_is_a_403_that_keeps_what_was_entered(bob: Person) -> None:
    answer = bob.browser().post(CREATE, wizard())

    assert answer.status_code == 403
    assert 'value="carol"' in answer.content.decode()
    assert Event.objects.filter(name="CreateUser", outcome=Outcome.DENIED).exists()


def test_a_permission_that_is_missing_for_one_part_creates_nobody(alice: Person) -> None:
    deny = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:AttachUserPolicy","Resource":"*"}}'
    alice.client().put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=deny)

    answer = alice.browser().post(CREATE, wizard(permissions={"how": "direct", "policies": [IAM_READ_ONLY]}))

    assert answer.status_code == 403
    assert not User.objects.filter(name="carol").exists()
