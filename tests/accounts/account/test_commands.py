"""The management commands that make, empty and remove accounts."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, Group, User
from iamconsole.audit.models import Event
from policies.models import Policy, PolicyUse
from tests import inprocess
from tests.cast import ACCOUNT, EVERYTHING, Person

NEW = "111122223333"


def made(*arguments: str) -> dict[str, Any]:
    output = StringIO()
    call_command("create_account", *arguments, "--root-email", "boss@example.com", "--json", stdout=output)
    content: dict[str, Any] = json.loads(output.getvalue())
    return content


def test_it_tells_everything_about_a_new_account(db: None) -> None:
    account = made("--account-id", NEW, "--alias", "peers-corp", "--root-access-key")

    assert (account["AccountId"], account["Alias"]) == (NEW, "peers-corp")
    assert list(account["Root"]) == ["Email", "Password", "AccessKeyId", "SecretAccessKey"]
    assert account["Root"]["Email"] == "boss@example.com"


def test_the_key_it_tells_is_good(db: None) -> None:
    root = made("--root-access-key")["Root"]

    client = inprocess.client("sts", root["AccessKeyId"], root["SecretAccessKey"])

    assert client.get_caller_identity()["Arn"].endswith(":root")


def test_the_password_it_tells_is_good_once(db: None) -> None:
    account = made()

    root = User.objects.get(account=account["AccountId"])
    assert root.check_password(account["Root"]["Password"])
    assert root.must_change_password


def test_without_json_it_is_for_people(db: None) -> None:
    output = StringIO()
    call_command("create_account", "--account-id", NEW, "--root-email", "boss@example.com", stdout=output)

    assert output.getvalue().startswith(f"Account {NEW}\n  Email: boss@example.com\n  Password: ")


def test_secrets_are_not_in_the_event(db: None) -> None:
    account = made("--account-id", NEW, "--root-access-key")

    event = Event.objects.get()
    assert (event.action, event.account_id, event.face) == ("iamconsole:CreateAccount", NEW, "command")
    assert account["Root"]["Password"] not in json.dumps(event.parameters)


@pytest.mark.parametrize("account_id", ["12345678901", "1234567890123", "12345678901x", "", "٣" * 12, "9" * 5000])
@pytest.mark.parametrize("command", ["create_account", "delete_account", "reset_account"])
def test_an_account_id_has_twelve_digits(db: None, command: str, account_id: str) -> None:
    options = ["--account-id", account_id or " ", "--root-email", "a@b.test"]
    arguments = options if command == "create_account" else [account_id, "--yes"]

    with pytest.raises(CommandError, match="An account id has 12 digits"):
        call_command(command, *arguments)
    assert not Event.objects.exists()


@pytest.mark.parametrize("alias", ["ab", "Upper", "a--b", "-ab", "ab-", "a" * 64, "123456789012", "a b"])
def test_an_alias_follows_its_rules(db: None, alias: str) -> None:
    with pytest.raises(CommandError):
        made(f"--alias={alias}")
    assert not Account.objects.exists()


def test_no_account_is_made_twice(root: Person) -> None:
    with pytest.raises(CommandError, match=f"Account {ACCOUNT} or alias .* already exists"):
        made("--account-id", ACCOUNT)


def test_no_alias_is_given_twice(db: None) -> None:
    made("--alias", "peers-corp")

    with pytest.raises(CommandError, match="alias peers-corp already exists"):
        call_command("create_account", "--alias", "peers-corp", "--root-email", "other@example.com")


def test_no_address_is_roots_twice(root: Person) -> None:
    with pytest.raises(CommandError, match="is already the root user's of another account"):
        call_command("create_account", "--root-email", "ROOT@example.com")


def test_an_address_must_be_one(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("create_account", "--root-email", "nobody")
    assert not Account.objects.exists()


@pytest.mark.parametrize("command", ["delete_account", "reset_account"])
def test_it_asks_whether_one_is_sure(root: Person, bob: Person, command: str) -> None:
    with pytest.raises(CommandError, match="Say --yes to do it"):
        call_command(command, ACCOUNT)
    assert User.objects.filter(name="bob").exists()


@pytest.mark.parametrize("command", ["delete_account", "reset_account"])
def test_an_unknown_account_cannot_be_found(db: None, command: str) -> None:
    with pytest.raises(CommandError, match=f"Account {NEW} cannot be found"):
        call_command(command, NEW, "--yes")


def test_a_reset_empties_the_account(alice: Person, mallory: Person) -> None:
    _fill(alice)

    call_command("reset_account", ACCOUNT, "--yes")

    assert list(User.objects.filter(account=ACCOUNT).values_list("is_root", flat=True)) == [True]
    assert not Group.objects.filter(account=ACCOUNT).exists()
    assert not Policy.objects.filter(account_id=ACCOUNT).exists()
    assert not PolicyUse.objects.exists()
    assert User.objects.filter(account=mallory.user.account_id).exists()


def test_a_reset_keeps_roots_key_and_password(root: Person, alice: Person) -> None:
    call_command("reset_account", ACCOUNT, "--yes")

    assert root.client().list_users()["Users"] == []
    assert User.objects.get(is_root=True).check_password("Correct-Horse-7")


def test_a_reset_ends_the_keys_of_users(alice: Person) -> None:
    call_command("reset_account", ACCOUNT, "--yes")

    with pytest.raises(Exception, match="InvalidClientTokenId"):
        alice.client().list_users()


def test_deleting_leaves_nothing_but_events(alice: Person) -> None:
    _fill(alice)

    call_command("delete_account", ACCOUNT, "--yes")

    assert not Account.objects.exists()
    assert not User.objects.exists()
    assert Event.objects.latest("pk").action == "iamconsole:DeleteAccount"


def test_a_deleted_account_can_be_made_anew(alice: Person) -> None:
    call_command("delete_account", ACCOUNT, "--yes")

    assert made("--account-id", ACCOUNT)["AccountId"] == ACCOUNT


def _fill(alice: Person) -> None:
    client = alice.client()
    arn = client.create_policy(PolicyName="p", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    client.create_group(GroupName="g")
    client.add_user_to_group(GroupName="g", UserName="alice")
    client.attach_group_policy(GroupName="g", PolicyArn=arn)
    client.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    client.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=arn)
    client.create_virtual_mfa_device(VirtualMFADeviceName="phone")
