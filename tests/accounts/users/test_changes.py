"""The pages that change a user: policies, boundary, groups, tags and name."""

import re

import pytest

from accounts.models import AccessKey, User
from accounts.users import services as users
from tests.accounts.users.pages import IAM_READ_ONLY, ODD
from tests.cast import EVERYTHING, Person


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
