"""The password policy of an account, through boto3: kept, and enforced wherever a password is set."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from accounts.models import FormerPassword, User
from accounts.passwords import services
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.refused import code, refused

STRONG = "Correct-Horse-Battery-9"
HOME = reverse_lazy("console:home")
NEW_PASSWORD = reverse_lazy("signin:new-password")


def age(person: Person, days: int) -> None:
    User.objects.filter(pk=person.user.pk).update(password_changed=timezone.now() - timedelta(days=days, minutes=1))


def sign_in(name: str, password: str) -> Client:
    browser = Client()
    browser.post(reverse("signin:sign-in"), {"account": ACCOUNT, "user_name": name, "password": password})
    return browser


def test_what_is_left_out_goes_back_to_nothing(alice: Person) -> None:
    client = alice.client()
    client.update_account_password_policy(MinimumPasswordLength=20, RequireSymbols=True, PasswordReusePrevention=3)

    client.update_account_password_policy(MaxPasswordAge=90, HardExpiry=True)

    assert client.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 6,
        "RequireSymbols": False,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": True,
        "MaxPasswordAge": 90,
        "HardExpiry": True,
    }


def test_an_account_without_a_policy_says_so(alice: Person) -> None:
    client = alice.client()

    assert refused(client.get_account_password_policy) == (
        "NoSuchEntity",
        f"The Password Policy with domain name {ACCOUNT} cannot be found.",
    )
    assert refused(client.delete_account_password_policy) == (
        "NoSuchEntity",
        "The account policy with name PasswordPolicy cannot be found.",
    )


def test_a_deleted_policy_leaves_the_default_one(alice: Person) -> None:
    client = alice.client()
    client.update_account_password_policy(MinimumPasswordLength=6)
    client.delete_account_password_policy()

    error = refused(client.update_login_profile, UserName="alice", Password="Short-7")

    assert error == ("PasswordPolicyViolation", "Password should have a minimum length of 8")


def test_numbers_out_of_range_are_refused(alice: Person) -> None:
    assert code(alice.client().update_account_password_policy, MinimumPasswordLength=129) == "ValidationError"
    assert code(alice.client().update_account_password_policy, MaxPasswordAge=1096) == "ValidationError"
    assert code(alice.client().update_account_password_policy, PasswordReusePrevention=25) == "ValidationError"


@pytest.mark.parametrize(
    ("wanted", "password", "missing"),
    [
        ({"MinimumPasswordLength": 14}, "Correct-Hors9", "a minimum length of 14"),
        ({"RequireSymbols": True}, "Correct0Horse", "one symbol"),
        ({"RequireNumbers": True}, "Correct-Horse", "one number"),
        ({"RequireUppercaseCharacters": True}, "correct-horse-9", "one uppercase letter"),
        ({"RequireLowercaseCharacters": True}, "CORRECT-HORSE-9", "one lowercase letter"),
    ],
)
def test_each_rule_is_enforced(
    alice: Person, bob: Person, wanted: dict[str, object], password: str, missing: str
) -> None:
    client = alice.client()
    client.update_account_password_policy(**wanted)

    answer, message = refused(client.update_login_profile, UserName="bob", Password=password)

    assert (answer, missing in message) == ("PasswordPolicyViolation", True)


def test_it_is_enforced_for_new_profiles_and_own_changes(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.update_account_password_policy(MinimumPasswordLength=20)
    client.create_user(UserName="carol")

    assert code(client.create_login_profile, UserName="carol", Password=PASSWORD) == "PasswordPolicyViolation"
    assert code(client.change_password, OldPassword=PASSWORD, NewPassword="Another-7") == "PasswordPolicyViolation"


def test_a_custom_policy_may_ask_for_less_than_the_default_one(alice: Person) -> None:
    client = alice.client()
    client.update_account_password_policy()

    client.update_login_profile(UserName="alice", Password="simple")


def test_it_does_not_hold_for_root(root: Person) -> None:
    root.client().update_account_password_policy(MinimumPasswordLength=40, MaxPasswordAge=1)
    age(root, 30)

    assert root.browser().get(HOME).status_code == 200


def test_the_last_passwords_cannot_be_used_again(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.update_account_password_policy(PasswordReusePrevention=2)
    client.update_login_profile(UserName="bob", Password=STRONG)

    call = client.update_login_profile

    assert code(call, UserName="bob", Password=STRONG) == "PasswordPolicyViolation"
    assert code(call, UserName="bob", Password=PASSWORD) == "PasswordPolicyViolation"
    call(UserName="bob", Password="Another-Horse-8")
    call(UserName="bob", Password=PASSWORD)


def test_a_password_is_remembered_when_its_profile_is_deleted(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.update_account_password_policy(PasswordReusePrevention=1)
    client.delete_login_profile(UserName="bob")

    error = code(client.create_login_profile, UserName="bob", Password=PASSWORD)

    assert error == "PasswordPolicyViolation"


def test_no_more_passwords_are_kept_than_a_policy_can_ask_for(bob: Person) -> None:
    FormerPassword.objects.bulk_create(
        FormerPassword(user=bob.user, password="!", replaced=timezone.now()) for _ in range(30)
    )
    services.set_password(bob.user, STRONG, must_change=False)

    assert bob.user.former_passwords.count() == 23


def test_without_the_policy_users_need_a_permission_to_change_their_password(bob: Person) -> None:
    call = bob.client().change_password

    assert code(call, OldPassword=PASSWORD, NewPassword=STRONG) == "AccessDenied"


def test_a_policy_may_let_all_users_change_their_own_password(alice: Person, bob: Person) -> None:
    alice.client().update_account_password_policy(AllowUsersToChangePassword=True, MinimumPasswordLength=8)

    bob.client().change_password(OldPassword=PASSWORD, NewPassword=STRONG)

    assert bob.client().get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 8
    assert code(bob.client().get_user) == "AccessDenied"
    assert code(bob.client().update_login_profile, UserName="bob", Password=STRONG) == "AccessDenied"


def test_an_explicit_deny_is_stronger(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.update_account_password_policy(AllowUsersToChangePassword=True)
    deny = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ChangePassword","Resource":"*"}}'
    client.put_user_policy(UserName="bob", PolicyName="deny", PolicyDocument=deny)

    assert code(bob.client().change_password, OldPassword=PASSWORD, NewPassword=STRONG) == "AccessDenied"


def test_an_old_password_must_be_changed_at_sign_in(alice: Person, bob: Person) -> None:
    browser = bob.browser()
    age(bob, 90)
    assert browser.get(HOME).status_code == 200

    alice.client().update_account_password_policy(MaxPasswordAge=90)

    assert browser.get(HOME).headers["Location"] == NEW_PASSWORD


def test_an_expired_password_can_be_changed_there(alice: Person, bob: Person) -> None:
    alice.client().update_account_password_policy(MaxPasswordAge=90)
    browser = bob.browser()
    age(bob, 90)

    browser.post(NEW_PASSWORD, {"old_password": PASSWORD, "new_password": STRONG, "repeated": STRONG})

    assert browser.get(HOME).status_code == 200


def test_with_hard_expiry_nobody_signs_in_with_an_old_password(alice: Person, bob: Person) -> None:
    alice.client().update_account_password_policy(MaxPasswordAge=90, HardExpiry=True)
    assert "_auth_user_id" in sign_in("bob", PASSWORD).session

    age(bob, 90)

    assert "_auth_user_id" not in sign_in("bob", PASSWORD).session


def test_with_hard_expiry_an_open_session_cannot_set_a_new_password(alice: Person, bob: Person) -> None:
    alice.client().update_account_password_policy(MaxPasswordAge=90, HardExpiry=True, AllowUsersToChangePassword=True)
    browser = bob.browser()
    age(bob, 90)

    browser.post(NEW_PASSWORD, {"old_password": PASSWORD, "new_password": STRONG, "repeated": STRONG})

    assert browser.get(HOME).headers["Location"] == NEW_PASSWORD


def test_with_hard_expiry_the_api_still_changes_a_password(alice: Person, bob: Person) -> None:
    alice.client().update_account_password_policy(MaxPasswordAge=90, HardExpiry=True, AllowUsersToChangePassword=True)
    age(bob, 90)

    bob.client().change_password(OldPassword=PASSWORD, NewPassword=STRONG)

    assert "_auth_user_id" in sign_in("bob", STRONG).session


def test_a_login_profile_is_made_once_and_shown(alice: Person) -> None:
    client = alice.client()
    client.create_user(UserName="carol")

    client.create_login_profile(UserName="carol", Password=STRONG, PasswordResetRequired=True)
    again = code(client.create_login_profile, UserName="carol", Password=STRONG)
    shown = client.get_login_profile(UserName="carol")["LoginProfile"]
    client.delete_login_profile(UserName="carol")

    assert (shown["UserName"], shown["PasswordResetRequired"], again) == ("carol", True, "EntityAlreadyExists")
    assert code(client.delete_login_profile, UserName="carol") == "NoSuchEntity"
    assert code(client.get_login_profile, UserName="carol") == "NoSuchEntity"
    assert code(client.create_login_profile, UserName="nobody", Password=STRONG) == "NoSuchEntity"


def test_only_users_with_a_password_change_it(root: Person, alice: Person) -> None:
    given = {"OldPassword": PASSWORD, "NewPassword": STRONG}
    root.client().delete_login_profile(UserName="alice")

    assert code(alice.client().change_password, **given) == "NoSuchEntity"
    assert code(root.client().change_password, **given) == "InvalidUserType"


@pytest.mark.parametrize("given", [("Wrong-Horse-7", "Correct-Horse-8"), (PASSWORD, PASSWORD)])
def test_whoever_knows_no_other_password_is_denied(alice: Person, given: tuple[str, str]) -> None:
    old, new = given

    assert code(alice.client().change_password, OldPassword=old, NewPassword=new) == "AccessDenied"


@pytest.mark.parametrize("operation", ["get_login_profile", "update_login_profile"])
def test_a_login_profile_that_is_not_there(alice: Person, operation: str) -> None:
    alice.client().create_user(UserName="carol")

    assert refused(getattr(alice.client(), operation), UserName="carol") == (
        "NoSuchEntity",
        "Login Profile for User carol cannot be found.",
    )
