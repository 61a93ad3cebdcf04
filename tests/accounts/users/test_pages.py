"""The pages of users: list, creation, detail with its tabs, credentials, policies, deletion."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.keys import services as keys
from accounts.mfa import services as devices
from accounts.models import AccessKey, User
from accounts.passwords import services as passwords
from accounts.signin.caller import CONFIRMED_AT
from accounts.users import services as users
from iamconsole.audit.models import Event, Outcome
from tests import certificates
from tests.cast import ACCOUNT, EVERYTHING, PASSWORD, Person
from tests.codes import enable
from tests.wizards import sent

LIST = "/console/users/"
CREATE = "/console/users/new/user/"
ODD = "o+d=d,n.a@m-e_"
IAM_READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


# -- the list -----------------------------------------------------------------------------------------------------


def test_the_list_shows_groups_mfa_and_ages(alice: Person, bob: Person) -> None:
    for group in ("a", "b", "c"):
        alice.client().create_group(GroupName=group)
        alice.client().add_user_to_group(GroupName=group, UserName="bob")
    AccessKey.objects.filter(pk=bob.key_id).update(created=timezone.now() - timedelta(days=91))

    page = alice.browser().get(LIST).content.decode()

    assert "+ 1 more" in page
    assert '<span class="text-danger">91 days</span>' in page
    assert "Virtual" in page


@pytest.mark.parametrize(("text", "found"), [("ALI", ["alice"]), ("%", []), ("_", [ODD]), ("/team/", ["carol"])])
def test_the_search_takes_parts_of_names_and_paths(alice: Person, text: str, found: list[str]) -> None:
    users.create(ACCOUNT, "carol", path="/team/")
    users.create(ACCOUNT, ODD)

    assert names(alice.browser().get(LIST, {"q": text})) == found


def test_an_access_key_id_finds_its_user(alice: Person, bob: Person) -> None:
    assert names(alice.browser().get(LIST, {"q": bob.key_id})) == ["bob"]


def test_the_quick_filters_are_those_of_the_dashboard(alice: Person, bob: Person) -> None:
    AccessKey.objects.filter(pk=bob.key_id).update(created=timezone.now() - timedelta(days=91))
    browser = alice.browser()

    assert names(browser.get(LIST, {"q": "console:yes mfa:none"})) == ["bob"]
    assert names(browser.get(LIST, {"q": "key-age>90"})) == ["bob"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("group:devel", ["bob"]),
        ("group=devel", []),
        ("-group:devel", ["alice"]),
        ("mfa:virtual", ["alice"]),
        ("console:no", []),
        ("keys:active", ["alice", "bob"]),
        ("keys:none", []),
        ("keys:inactive,active name=bob", ["bob"]),
        ("key-age<1", ["alice", "bob"]),
        ("signed-in:never", ["alice", "bob"]),
        ("signed-in<7", []),
        ("boundary:no name:al", ["alice"]),
        ("path:/", ["alice", "bob"]),
        ("policy:iamreadonly", ["bob"]),
        ("created>2020-01-01", ["alice", "bob"]),
        ("-alice", ["bob"]),
        (f"arn:aws:iam::{ACCOUNT}:user/bob", ["bob"]),
    ],
)
def test_the_fields_of_users(alice: Person, bob: Person, text: str, found: list[str]) -> None:
    alice.client().create_group(GroupName="developers")
    alice.client().add_user_to_group(GroupName="developers", UserName="bob")
    alice.client().attach_user_policy(UserName="bob", PolicyArn=IAM_READ_ONLY)

    assert names(alice.browser().get(LIST, {"q": text})) == found


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "' OR 1=1 --", "\0\0", "a" * 5000])
def test_hostile_searches_find_nothing_and_stay_text(alice: Person, text: str) -> None:
    page = alice.browser().get(LIST, {"q": text})

    assert page.status_code in (200, 422)
    assert "<script>alert" not in page.content.decode()
    assert "<img src=x>" not in page.content.decode()


def test_the_list_goes_on_from_its_marker(alice: Person) -> None:
    for number in range(60):
        users.create(ACCOUNT, f"user-{number:02}")
    browser = alice.browser()

    first = browser.get(LIST, {"q": "user"})
    second = browser.get(LIST + first.context["after_url"])

    assert (len(names(first)), len(names(second))) == (50, 10)
    assert names(second)[0] == "user-50"
    assert second.context["after_url"] == ""
    assert names(browser.get(LIST + second.context["before_url"])) == names(first)


@pytest.mark.parametrize("marker", ["forged", "ä", "\0", "a" * 3000])
def test_a_forged_marker_is_refused(alice: Person, marker: str) -> None:
    assert alice.browser().get(LIST, {"after": marker}).status_code == 400


@pytest.mark.parametrize("amount", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(
    alice: Person, amount: int, django_assert_max_num_queries: Any
) -> None:
    browser = alice.browser()
    browser.get(LIST)
    for number in range(amount):
        keys.create(users.create(ACCOUNT, f"user-{number}"))

    with django_assert_max_num_queries(12):
        browser.get(LIST)


def test_users_of_another_account_are_never_listed(mallory: Person, alice: Person) -> None:
    assert names(mallory.browser().get(LIST)) == []
    assert names(mallory.browser().get(LIST, {"q": alice.key_id})) == []


def test_who_may_not_list_is_told_so(bob: Person) -> None:
    page = bob.browser().get(LIST)

    assert page.status_code == 200
    assert "not authorized to perform: iam:ListUsers" in page.content.decode()


# -- creation -----------------------------------------------------------------------------------------------------


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


# -- the user -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", ["permissions", "groups", "security", "tags", "last-accessed", "nonsense"])
@pytest.mark.parametrize("name", ["alice", "ALICE", ODD])
def test_each_tab_opens(alice: Person, tab: str, name: str) -> None:
    users.create(ACCOUNT, ODD)

    assert alice.browser().get(f"/console/users/{name}/", {"tab": tab}).status_code == 200


@pytest.mark.parametrize("name", ["nobody", "root"])
def test_a_user_who_is_not_there_is_a_404(alice: Person, mallory: Person, name: str) -> None:
    assert alice.browser().get(f"/console/users/{name}/").status_code == 404
    assert mallory.browser().get("/console/users/alice/").status_code == 404


def test_an_address_with_markup_is_refused_as_text(alice: Person) -> None:
    answer = alice.browser().get("/console/users/%3Cscript%3Ex%3C%2Fscript%3E/")

    assert answer.status_code in (400, 404)
    assert "<script>x" not in answer.content.decode()


@pytest.mark.parametrize("tab", ["permissions", "groups", "security", "tags"])
def test_somebody_without_permissions_sees_why_in_each_part(bob: Person, alice: Person, tab: str) -> None:
    answer = bob.browser().get("/console/users/alice/", {"tab": tab})

    assert answer.status_code == 200
    assert "not authorized to perform: iam:GetUser" in answer.content.decode()
    assert alice.key_id not in answer.content.decode()


def test_tags_with_markup_are_shown_as_text(alice: Person) -> None:
    users.add_tags(alice.user, [{"Key": "team", "Value": "<b>core</b>"}])

    page = alice.browser().get("/console/users/alice/?tab=tags").content.decode()

    assert "&lt;b&gt;core&lt;/b&gt;" in page


def test_policies_of_groups_are_shown_with_the_group(alice: Person) -> None:
    alice.client().create_group(GroupName="developers")
    alice.client().add_user_to_group(GroupName="developers", UserName="alice")
    alice.client().attach_group_policy(GroupName="developers", PolicyArn=IAM_READ_ONLY)

    page = alice.browser().get("/console/users/alice/").content.decode()

    assert "developers" in page
    assert "IAMReadOnlyAccess" in page


# -- changes ------------------------------------------------------------------------------------------------------


def test_a_policy_is_found_attached_and_detached(alice: Person, bob: Person) -> None:
    browser = alice.browser()

    assert IAM_READ_ONLY in browser.get("/console/users/bob/attach-policy/?q=iamread").content.decode()
    browser.post("/console/users/bob/attach-policy/", {"choice": IAM_READ_ONLY})
    assert bob.user.attachments.count() == 1
    browser.post(f"/console/users/bob/detach-policy/?arn={IAM_READ_ONLY}")
    assert bob.user.attachments.count() == 0


@pytest.mark.parametrize("choice", ["", "nonsense", "arn:aws:iam::aws:policy/NoSuchPolicy", "<script>" * 4])
def test_a_policy_that_is_not_there_is_refused(alice: Person, choice: str) -> None:
    answer = alice.browser().post("/console/users/alice/attach-policy/", {"choice": choice})

    assert answer.status_code == 422
    assert "<script><script>" not in answer.content.decode()


def test_who_may_not_list_policies_can_type_an_arn(bob: Person, root: Person) -> None:
    page = bob.browser().get("/console/users/bob/attach-policy/").content.decode()

    assert "not authorized to perform: iam:ListPolicies" in page
    assert re.search(r'<input type="text"\s+name="choice"', page)


def test_an_inline_policy_is_written_shown_again_and_deleted(alice: Person, bob: Person) -> None:
    browser, name = alice.browser(), "a+b=c"
    browser.post("/console/users/bob/put-inline/", {"policy_name": name, "policy_document": EVERYTHING})

    page = browser.get("/console/users/bob/put-inline/", {"policy": name})
    assert page.context["form"]["policy_document"].value() == EVERYTHING
    url = "/console/users/bob/delete-inline/?policy=a%2Bb%3Dc"
    assert browser.post(url, {"confirm": "other"}).status_code == 422
    assert browser.post(url, {"confirm": name}).status_code == 302
    assert not bob.user.inline_policies.exists()


def test_a_document_that_is_no_policy_is_refused_at_its_field(alice: Person) -> None:
    fields = {"policy_name": "p", "policy_document": "{"}

    answer = alice.browser().post("/console/users/alice/put-inline/", fields)

    assert answer.status_code == 422
    assert "policy_document" in answer.context["form"].errors


def test_a_user_joins_and_leaves_a_group(alice: Person, bob: Person) -> None:
    alice.client().create_group(GroupName="developers")
    browser = alice.browser()

    browser.post("/console/users/bob/add-to-group/", {"choice": "developers"})
    assert bob.user.memberships.count() == 1
    browser.post("/console/users/bob/remove-from-group/?group=developers")
    assert bob.user.memberships.count() == 0


def test_tags_are_added_changed_and_removed_at_once(alice: Person, bob: Person) -> None:
    users.add_tags(bob.user, [{"Key": "team", "Value": "core"}, {"Key": "old", "Value": "1"}])
    browser, page = alice.browser(), "/console/users/bob/tags/"

    assert 'value="core"' in browser.get(page).content.decode()
    fields = {"tags-key": ["Team", "cost center", ""], "tags-value": ["payments", "47/11", ""]}
    browser.post(page, fields)

    assert User.objects.get(name="bob").tags == [["Team", "payments"], ["cost center", "47/11"]]
    browser.post(page, {"tags-key": [""], "tags-value": [""]})
    assert User.objects.get(name="bob").tags == []


def test_refused_tags_stay_as_they_were_typed(alice: Person, bob: Person) -> None:
    fields = {"tags-key": ["good", "aws:bad"], "tags-value": ["1", "<b>"]}

    answer = alice.browser().post("/console/users/bob/tags/", fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="good"' in page
    assert 'value="aws:bad"' in page
    assert "aws:bad: keys that begin with aws: are AWS" in page
    assert User.objects.get(name="bob").tags == []


def test_more_tags_than_fit_are_refused(alice: Person, bob: Person) -> None:
    fields = {"tags-key": [f"key-{number}" for number in range(51)], "tags-value": [""] * 51}

    answer = alice.browser().post("/console/users/bob/tags/", fields)

    assert answer.status_code == 422
    assert "At most 50 tags" in answer.content.decode()


def test_a_boundary_is_set_and_removed(alice: Person, bob: Person) -> None:
    browser = alice.browser()

    browser.post("/console/users/bob/boundary/", {"choice": IAM_READ_ONLY})
    assert User.objects.get(name="bob").boundary is not None
    assert "only what the policies above and this one both allow" in browser.get("/console/users/bob/").content.decode()
    assert browser.post("/console/users/bob/boundary/", {"choice": ""}).status_code == 422
    browser.post("/console/users/bob/remove-boundary/")
    assert User.objects.get(name="bob").boundary is None


def test_what_was_ticked_stays_ticked_through_a_search(alice: Person, bob: Person) -> None:
    fields = {"choice": [IAM_READ_ONLY], "choice-q": "PowerUserAccess", "go": "search"}

    page = alice.browser().post("/console/users/bob/attach-policy/", fields)

    picker = page.context["picker"]
    assert [option.title for option in picker.found] == ["PowerUserAccess"]
    assert [option.value for option in picker.kept] == [IAM_READ_ONLY]
    assert not bob.user.attachments.exists()


def test_the_rows_to_choose_from_go_on(alice: Person, bob: Person) -> None:
    browser, page = alice.browser(), "/console/users/bob/attach-policy/"
    first = browser.get(page).context["picker"]

    fields = {"go": "more:choice", "choice-marker": first.marker}
    second = browser.post(page, fields).context["picker"]

    assert (len(first.found), len(second.found)) == (50, 50)
    assert not {option.value for option in first.found} & {option.value for option in second.found}
    assert browser.post(page, {"go": "more:choice", "choice-marker": "forged"}).status_code == 400


def test_all_that_are_ticked_are_attached_or_none(alice: Person, bob: Person) -> None:
    browser, page = alice.browser(), "/console/users/bob/attach-policy/"
    power = "arn:aws:iam::aws:policy/PowerUserAccess"

    refused = browser.post(page, {"choice": [IAM_READ_ONLY, "arn:aws:iam::aws:policy/NoSuchPolicy"]})
    assert (refused.status_code, bob.user.attachments.count()) == (422, 0)
    browser.post(page, {"choice": [IAM_READ_ONLY, power]})
    assert bob.user.attachments.count() == 2


def test_the_last_access_names_service_and_action(alice: Person) -> None:
    page = alice.browser().get("/console/users/alice/?tab=last-accessed&access=used&q=identity&service=iam")

    found = page.context["last"].result
    assert [row["ServiceNamespace"] for row in found["services"]] == ["iam"]
    assert found["services"][0]["used_actions"]
    assert [row["EntityInfo"]["Name"] for row in found["who"]["entities"]] == ["alice"]


def test_a_user_gets_another_name(alice: Person, bob: Person) -> None:
    answer = alice.browser().post("/console/users/bob/rename/", {"new_name": ODD, "new_path": "/team/"})

    bob.user.refresh_from_db()
    assert (bob.user.name, bob.user.path) == (ODD, "/team/")
    assert alice.browser().get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("attach-policy/", {"choice": IAM_READ_ONLY}),
        ("put-inline/", {"policy_name": "p", "policy_document": EVERYTHING}),
        ("add-to-group/", {"choice": "developers"}),
        ("tags/", {"tags-key": "a", "tags-value": "b"}),
        ("boundary/", {"choice": IAM_READ_ONLY}),
        ("remove-boundary/", {}),
        ("copy-permissions/", {"choice": "bob"}),
        ("rename/", {"new_name": "robert"}),
        ("create-key/", {"use": "cli"}),
        ("delete/", {"confirm": "alice"}),
        ("set-password/", {"kind": "generated"}),
        ("delete-password/", {}),
    ],
)
def test_no_change_is_possible_without_the_permission(
    alice: Person, bob: Person, page: str, fields: dict[str, str]
) -> None:
    before = str(User.objects.values_list("name", "password", "tags"))

    answer = bob.browser().post(f"/console/users/alice/{page}", fields)

    assert answer.status_code == 403
    assert str(User.objects.values_list("name", "password", "tags")) == before
    assert AccessKey.objects.filter(user=alice.user).count() == 1


@pytest.mark.parametrize("page", ["attach-policy/", "create-key/", "delete/", "set-password/", "remove-from-group/"])
def test_nothing_of_another_account_can_be_changed(alice: Person, mallory: Person, page: str) -> None:
    fields = {"choice": IAM_READ_ONLY, "confirm": "alice", "kind": "generated", "use": "cli"}

    answer = mallory.browser().post(f"/console/users/alice/{page}?group=developers", fields)

    assert answer.status_code in (404, 422)
    assert AccessKey.objects.filter(user=alice.user).count() == 1
    assert User.objects.filter(name="alice").exists()


# -- credentials --------------------------------------------------------------------------------------------------


def test_the_secret_of_a_key_stands_only_on_the_answer_to_the_form(alice: Person, bob: Person) -> None:
    AccessKey.objects.filter(user=bob.user).delete()
    browser = alice.browser()

    answer = browser.post("/console/users/bob/create-key/", {"use": "cli", "description": "laptop"})

    secret = AccessKey.objects.get(user=bob.user).secret
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer.context["key"]["SecretAccessKey"] == secret
    assert answer.context["file"].startswith("data:text/csv")
    assert secret not in browser.get("/console/users/bob/?tab=security").content.decode()
    assert secret not in str(dict(browser.session))
    assert User.objects.get(name="bob").tags == [[AccessKey.objects.get(user=bob.user).pk, "laptop"]]


def test_a_key_asks_what_it_is_for_and_advises(alice: Person) -> None:
    page = alice.browser().get("/console/users/alice/create-key/").content.decode()
    refused = alice.browser().post("/console/users/alice/create-key/", {"use": "nonsense"})

    assert "Do not use a key here: give the machine" in page
    assert refused.status_code == 422
    assert AccessKey.objects.filter(user=alice.user).count() == 1


def test_a_key_whose_description_is_refused_is_shown_all_the_same(alice: Person) -> None:
    deny = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:TagUser","Resource":"*"}}'
    alice.client().put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=deny)

    answer = alice.browser().post("/console/users/alice/create-key/", {"use": "cli", "description": "laptop"})

    assert answer.context["key"]["SecretAccessKey"] in answer.content.decode()
    assert "its description is not saved" in answer.content.decode()


def test_a_third_key_is_refused(alice: Person, bob: Person) -> None:
    keys.create(bob.user)

    answer = alice.browser().post("/console/users/bob/create-key/", {"use": "other"})

    assert answer.status_code == 422
    assert "AccessKeysPerUser" in answer.content.decode()


def test_a_key_is_deactivated_activated_and_deleted(alice: Person, bob: Person) -> None:
    browser, page = alice.browser(), f"/console/users/bob/update-key/{bob.key_id}/"

    browser.post(page, {"status": "Inactive"})
    assert AccessKey.objects.get(pk=bob.key_id).status == "Inactive"
    browser.post(page, {"status": "Active"})
    assert AccessKey.objects.get(pk=bob.key_id).status == "Active"
    browser.post(f"/console/users/bob/delete-key/{bob.key_id}/", {"confirm": bob.key_id})
    assert not AccessKey.objects.filter(pk=bob.key_id).exists()


def test_a_key_of_somebody_else_is_not_changed_through_a_user(alice: Person, bob: Person, mallory: Person) -> None:
    for key_id in (alice.key_id, mallory.key_id):
        url = f"/console/users/bob/delete-key/{key_id}/"
        assert alice.browser().post(url, {"confirm": key_id}).status_code == 422

    assert AccessKey.objects.filter(pk__in=[alice.key_id, mallory.key_id]).count() == 2


def test_a_password_is_given_set_again_and_taken_away(alice: Person) -> None:
    users.create(ACCOUNT, "carol")
    browser, page = alice.browser(), "/console/users/carol/set-password/"

    first = browser.post(page, {"kind": "generated"}).context["password"]
    assert User.objects.get(name="carol").check_password(first)
    browser.post(page, {"kind": "given", "password": PASSWORD})
    assert User.objects.get(name="carol").check_password(PASSWORD)
    browser.post("/console/users/carol/delete-password/")
    assert not User.objects.get(name="carol").has_password


def test_a_lost_device_is_removed_for_good(alice: Person, bob: Person) -> None:
    device = enable(devices.offer(bob.user), bob.user)

    alice.browser().post(f"/console/users/bob/remove-device/?serial={device.serial_number}")

    assert not type(device).objects.filter(pk=device.pk).exists()


# -- deletion -----------------------------------------------------------------------------------------------------


def with_everything(alice: Person, bob: Person) -> None:
    alice.client().create_group(GroupName="developers")
    alice.client().add_user_to_group(GroupName="developers", UserName="bob")
    alice.client().attach_user_policy(UserName="bob", PolicyArn=IAM_READ_ONLY)
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=EVERYTHING)
    alice.client().upload_ssh_public_key(UserName="bob", SSHPublicKeyBody=certificates.ssh_line(certificates.rsa_key()))
    alice.client().create_service_specific_credential(UserName="bob", ServiceName="codecommit.amazonaws.com")
    enable(devices.offer(bob.user), bob.user)


def test_deleting_names_everything_that_goes(alice: Person, bob: Person) -> None:
    with_everything(alice, bob)

    page = alice.browser().get("/console/users/bob/delete/").content.decode()

    for thing in (
        "Console password",
        bob.key_id,
        "developers",
        "IAMReadOnlyAccess",
        "Inline policy own",
        "MFA device",
        "SSH public key",
    ):
        assert thing in page


def test_deleting_takes_everything_and_leaves_an_event_of_each_step(alice: Person, bob: Person) -> None:
    with_everything(alice, bob)

    answer = alice.browser().post("/console/users/bob/delete/", {"confirm": "bob"})

    assert answer.url == LIST
    assert not User.objects.filter(name="bob").exists()
    changed = set(Event.objects.filter(changes=True, face="console").values_list("name", flat=True))
    assert {"DeleteLoginProfile", "DeleteAccessKey", "DeactivateMFADevice", "DetachUserPolicy", "DeleteUser"} <= changed


def test_deleting_asks_to_type_the_name(alice: Person, bob: Person) -> None:
    answer = alice.browser().post("/console/users/bob/delete/", {"confirm": "BOB"})

    assert answer.status_code == 422
    assert User.objects.filter(name="bob").exists()


def test_a_missing_permission_in_the_middle_changes_nothing_and_is_recorded(alice: Person, bob: Person) -> None:
    with_everything(alice, bob)
    deny = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:DetachUserPolicy","Resource":"*"}}'
    alice.client().put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=deny)

    answer = alice.browser().post("/console/users/bob/delete/", {"confirm": "bob"})

    assert answer.status_code == 403
    assert (bob.user.access_keys.count(), bob.user.memberships.count()) == (1, 1)
    assert passwords.check_profile(User.objects.get(name="bob")) is None
    assert Event.objects.filter(name="DetachUserPolicy", outcome=Outcome.DENIED).exists()


def test_the_page_says_when_it_may_not_see_what_would_go(bob: Person, alice: Person) -> None:
    page = bob.browser().get("/console/users/alice/delete/")

    assert "Your permissions do not show what would be gone" in page.content.decode()
