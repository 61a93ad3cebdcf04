"""The pages of groups."""

from typing import Any

import pytest

from accounts.groups import services
from accounts.models import Group
from accounts.users import services as users
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.wizards import sent

LIST = "/console/groups/"
CREATE = "/console/groups/new/group/"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ODD = "o+d=d,n.a@m-e_"


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


@pytest.fixture
def developers(alice: Person) -> Group:
    return services.create(ACCOUNT, "developers", path="/engineering/")


def test_the_list_counts_members_and_policies(alice: Person, bob: Person, developers: Group) -> None:
    services.add_member(developers, alice.user)
    services.add_member(developers, bob.user)
    alice.client().attach_group_policy(GroupName="developers", PolicyArn=READ_ONLY)
    alice.client().put_group_policy(GroupName="developers", PolicyName="own", PolicyDocument=EVERYTHING)

    [row] = alice.browser().get(LIST).context["rows"]

    assert [cell.value for _, cell in row.cells][:3] == ["developers", 2, 2]


@pytest.mark.parametrize(("text", "found"), [("DEV", ["developers"]), ("/engin", ["developers"]), ("<script>", [])])
def test_the_search_takes_parts_of_names_and_paths(
    alice: Person, developers: Group, text: str, found: list[str]
) -> None:
    page = alice.browser().get(LIST, {"q": text})

    assert names(page) == found
    assert 'value="<script>' not in page.content.decode()


@pytest.mark.parametrize("amount", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(
    alice: Person, amount: int, django_assert_max_num_queries: Any
) -> None:
    browser = alice.browser()
    browser.get(LIST)
    for number in range(amount):
        services.add_member(services.create(ACCOUNT, f"group-{number:02}"), users.create(ACCOUNT, f"user-{number}"))

    with django_assert_max_num_queries(12):
        page = browser.get(LIST)

    assert len(names(page)) == min(amount, 50)


def test_the_list_goes_on_from_its_marker_and_refuses_a_forged_one(alice: Person) -> None:
    for number in range(60):
        services.create(ACCOUNT, f"group-{number:02}")
    browser = alice.browser()

    assert len(names(browser.get(LIST + browser.get(LIST).context["after_url"]))) == 10
    assert browser.get(LIST, {"after": "forged"}).status_code == 400


def test_a_group_is_created_with_users_and_policies(alice: Person, bob: Person) -> None:
    fields = sent("group", group={"group_name": ODD, "users": ["alice", "bob"], "policies": [READ_ONLY]})

    answer = alice.browser().post(CREATE, fields, follow=True)

    made = Group.objects.get(name=ODD)
    assert answer.status_code == 200
    assert (made.memberships.count(), made.attachments.count()) == (2, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"group_name": "<b>"},
        {"group_name": "DEVELOPERS"},
        {"group_name": "x" * 129},
        {"group_name": "new", "users": ["nobody"]},
        {"group_name": "new", "policies": ["nonsense"]},
    ],
)
def test_what_does_not_fit_creates_no_group(alice: Person, developers: Group, fields: dict[str, Any]) -> None:
    assert alice.browser().post(CREATE, sent("group", group=fields)).status_code == 422
    assert Group.objects.count() == 1


@pytest.mark.parametrize("tab", ["users", "permissions", "last-accessed", "nonsense"])
def test_each_tab_opens(alice: Person, bob: Person, developers: Group, tab: str) -> None:
    services.add_member(developers, bob.user)

    assert alice.browser().get("/console/groups/developers/", {"tab": tab}).status_code == 200


def test_members_come_in_pages(alice: Person, developers: Group, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        services.add_member(developers, users.create(ACCOUNT, f"user-{number:02}"))
    browser = alice.browser()

    with django_assert_max_num_queries(15):
        first = browser.get("/console/groups/developers/").context["group"].result

    assert (len(first["members"]), first["count"]) == (50, 60)
    second = browser.get("/console/groups/developers/" + first["next_url"]).context["group"].result
    assert len(second["members"]) == 10


def test_a_user_is_added_and_removed(alice: Person, bob: Person, developers: Group) -> None:
    browser = alice.browser()

    assert "bob" in browser.get("/console/groups/developers/add-user/?q=bo").content.decode()
    browser.post("/console/groups/developers/add-user/", {"choice": "bob"})
    assert developers.memberships.count() == 1
    browser.post("/console/groups/developers/remove-user/?user=bob")
    assert developers.memberships.count() == 0


def test_policies_are_attached_written_and_taken_away(alice: Person, developers: Group) -> None:
    browser, page = alice.browser(), "/console/groups/developers/"
    browser.post(page + "attach-policy/", {"choice": READ_ONLY})
    browser.post(page + "put-inline/", {"policy_name": "own", "policy_document": EVERYTHING})
    assert (developers.attachments.count(), developers.inline_policies.count()) == (1, 1)

    browser.post(page + f"detach-policy/?arn={READ_ONLY}")
    browser.post(page + "delete-inline/?policy=own", {"confirm": "own"})

    assert (developers.attachments.count(), developers.inline_policies.count()) == (0, 0)


def test_a_group_gets_another_name(alice: Person, developers: Group) -> None:
    answer = alice.browser().post("/console/groups/developers/rename/", {"new_name": ODD, "new_path": "/"})

    developers.refresh_from_db()
    assert (developers.name, developers.path) == (ODD, "/")
    assert alice.browser().get(answer.url).status_code == 200


def test_deleting_names_what_goes_and_empties_the_group(alice: Person, bob: Person, developers: Group) -> None:
    services.add_member(developers, bob.user)
    alice.client().attach_group_policy(GroupName="developers", PolicyArn=READ_ONLY)
    browser, page = alice.browser(), "/console/groups/developers/delete/"

    shown = browser.get(page).content.decode()
    assert "Membership of bob" in shown
    assert "ReadOnlyAccess" in shown
    assert browser.post(page, {"confirm": "x"}).status_code == 422
    assert browser.post(page, {"confirm": "developers"}).url == LIST
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("add-user/", {"choice": "bob"}),
        ("remove-user/?user=alice", {}),
        ("attach-policy/", {"choice": READ_ONLY}),
        ("put-inline/", {"policy_name": "p", "policy_document": EVERYTHING}),
        ("rename/", {"new_name": "other"}),
        ("delete/", {"confirm": "developers"}),
    ],
)
def test_no_change_is_possible_without_the_permission(
    alice: Person, bob: Person, developers: Group, page: str, fields: dict[str, str]
) -> None:
    services.add_member(developers, alice.user)

    assert bob.browser().post(f"/console/groups/developers/{page}", fields).status_code == 403

    assert (Group.objects.get().name, developers.memberships.count()) == ("developers", 1)


def test_who_may_not_read_is_told_so(bob: Person, developers: Group) -> None:
    browser = bob.browser()

    assert "not authorized to perform: iam:ListGroups" in browser.get(LIST).content.decode()
    assert "not authorized to perform: iam:GetGroup" in browser.get("/console/groups/developers/").content.decode()


def test_a_group_of_another_account_is_not_there(mallory: Person, developers: Group) -> None:
    browser = mallory.browser()

    assert names(browser.get(LIST)) == []
    assert browser.get("/console/groups/developers/").status_code == 404
    assert browser.get("/console/groups/developers/delete/").status_code == 404
    assert browser.post("/console/groups/developers/delete/", {"confirm": "developers"}).status_code == 404
    assert browser.post("/console/groups/developers/add-user/", {"choice": "x"}).status_code == 422
