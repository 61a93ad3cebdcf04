"""The page that deletes a user with everything that hangs on it."""

from accounts.models import User
from accounts.passwords import services as passwords
from iamconsole.audit.models import Event, Outcome
from tests.accounts.users.pages import LIST, with_everything
from tests.cast import Person


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
