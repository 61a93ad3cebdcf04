"""The pages of a user's access keys, password and MFA devices."""

from accounts.keys import services as keys
from accounts.mfa import services as devices
from accounts.models import AccessKey, User
from accounts.users import services as users
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import enable


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
