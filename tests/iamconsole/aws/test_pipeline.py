"""Every call leaves exactly one event that tells who, what and how it ended; what nobody known did leaves none."""

import json
from typing import Any

import pytest

from accounts.models import User
from iamconsole.audit.models import Event
from iamconsole.aws import constraints, model, registry
from iamconsole.errors import ValidationError
from tests.cast import ACCOUNT, Person
from tests.inprocess import refusal
from tests.wire import call, signed, unsigned


def test_a_call_that_was_allowed(root: Person) -> None:
    answer = signed(root, call("CreateUser", UserName="carol"), headers={"User-Agent": "test/1 \xe9"}).send()

    event = Event.objects.get()
    assert (event.action, event.outcome, event.changes, event.face) == ("iam:CreateUser", "allowed", True, "api")
    assert (event.principal, event.resource) == (f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:user/carol")
    assert (event.access_key_id, event.source_ip, event.region) == (root.key_id, "127.0.0.1", "us-east-1")
    assert (event.user_agent[:7], event.request_id) == ("test/1 ", answer.headers["x-amzn-RequestId"])


def test_a_call_that_was_denied(bob: Person) -> None:
    refusal(bob.client().create_user, UserName="carol")

    event = Event.objects.get()
    assert (event.outcome, event.error_code) == ("denied", "AccessDenied")
    assert event.error_message.endswith("because no identity-based policy allows the iam:CreateUser action")
    assert event.parameters == {"UserName": "carol"}


def test_a_call_that_failed(root: Person) -> None:
    refusal(root.client().get_user, UserName="nobody")

    event = Event.objects.get()
    assert (event.outcome, event.changes, event.error_code) == ("failed", False, "NoSuchEntity")


def test_a_call_whose_parameters_are_wrong(root: Person) -> None:
    signed(root, call("CreateUser", UserName="a b")).send()

    event = Event.objects.get()
    assert (event.outcome, event.error_code, event.resource) == ("failed", "ValidationError", "")


def test_a_read_is_an_event_too(root: Person) -> None:
    root.client().list_users()

    assert (Event.objects.get().action, Event.objects.get().changes) == ("iam:ListUsers", False)


def test_what_fails_late_changes_nothing_but_leaves_its_event(root: Person) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"

    refusal(root.client().create_user, UserName="carol", PermissionsBoundary=arn)

    assert not User.objects.filter(name="carol").exists()
    assert Event.objects.get().error_code == "NoSuchEntity"


@pytest.mark.parametrize("parameters", [{"Action": "Nothing", "Version": "2010-05-08"}, {"Version": "2010-05-08"}])
def test_what_is_no_operation_leaves_no_event(root: Person, parameters: dict[str, str]) -> None:
    signed(root, parameters).send()

    assert not Event.objects.exists()


def test_who_is_not_known_leaves_no_event(root: Person) -> None:
    unsigned(call("ListUsers")).send()
    signed(Person(root.user, root.key_id, "wrong"), call("ListUsers")).send()

    assert not Event.objects.exists()


def test_secrets_are_hidden(root: Person, bob: Person) -> None:
    root.client().update_login_profile(UserName="bob", Password="Correct-Horse-8")

    assert Event.objects.get().parameters == {"UserName": "bob", "Password": "***"}


def test_codes_are_hidden(root: Person, bob: Person) -> None:
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/x"
    refusal(root.client("sts").get_session_token, SerialNumber=serial, TokenCode="123456")

    assert Event.objects.get().parameters == {"SerialNumber": serial, "TokenCode": "***"}


def test_long_values_are_cut(root: Person) -> None:
    refusal(root.client().create_policy, PolicyName="p", PolicyDocument="x" * 5000)

    assert len(Event.objects.get().parameters["PolicyDocument"]) == 2051


def test_a_renamed_thing_is_named_as_it_was(root: Person, bob: Person) -> None:
    root.client().update_user(UserName="bob", NewUserName="robert")

    assert Event.objects.get().resource == f"arn:aws:iam::{ACCOUNT}:user/bob"


def test_a_new_secret_is_in_no_event(root: Person, bob: Person) -> None:
    key = root.client().create_access_key(UserName="bob")["AccessKey"]

    events = json.dumps(list(Event.objects.values_list("parameters", "error_message")))
    assert key["SecretAccessKey"] not in events


def test_every_operation_says_what_the_model_says() -> None:
    from iamconsole.aws.checks import check_operations

    assert check_operations() == []
    assert {operation.service for operation in registry.operations()} >= {"iam", "sts"}


def refused(operation: str, parameters: dict[str, Any], service: str = "iam") -> str:
    with pytest.raises(ValidationError) as error:
        constraints.validate(model.operation_model(service, operation).input_shape, parameters)
    return error.value.message


ONE = "1 validation error detected: "


@pytest.mark.parametrize(
    ("operation", "parameters", "message"),
    [
        (
            "CreateUser",
            {"UserName": "a b"},
            (
                "Value 'a b' at 'userName' failed to satisfy constraint:"
                r" Member must satisfy regular expression pattern: [\w+=,.@-]+"
            ),
        ),
        (
            "CreateUser",
            {"UserName": "a" * 65},
            (
                f"Value '{'a' * 65}' at 'userName' failed to satisfy constraint:"
                " Member must have length less than or equal to 64"
            ),
        ),
        ("CreateUser", {}, "Value null at 'userName' failed to satisfy constraint: Member must not be null"),
        (
            "ListUsers",
            {"MaxItems": 1001},
            (
                "Value '1001' at 'maxItems' failed to satisfy constraint:"
                " Member must have value less than or equal to 1000"
            ),
        ),
        (
            "CreateUser",
            {"UserName": "a", "Tags": [{"Key": "k", "Value": "v"}, {"Key": "a" * 129, "Value": "v"}]},
            (
                f"Value '{'a' * 129}' at 'tags.2.member.key' failed to satisfy constraint:"
                " Member must have length less than or equal to 128"
            ),
        ),
    ],
)
def test_a_violation_is_told_in_the_words_of_aws(operation: str, parameters: dict[str, Any], message: str) -> None:
    assert refused(operation, parameters).startswith(ONE + message)


def test_several_violations_are_told_at_once() -> None:
    message = refused("CreateUser", {"UserName": "a b", "Path": "x"})

    assert message.startswith('2 validation errors detected: Value "x" at "path" failed')
    assert '; Value "a b" at "userName" failed to satisfy constraint: Member must satisfy regular' in message


def test_several_violations_stand_in_the_order_of_a_java_map() -> None:
    given = {"MaxPasswordAge": 1096, "MinimumPasswordLength": 129, "PasswordReusePrevention": 25}

    message = refused("UpdateAccountPasswordPolicy", given)

    places = [message.index(f'at "{name}"') for name in ("minimumPasswordLength", "passwordReusePrevention")]
    assert sorted(places) == places
    assert message.index('at "maxPasswordAge"') > places[-1]


def test_a_path_has_a_sentence_of_its_own() -> None:
    assert refused("CreateUser", {"UserName": "a", "Path": "x"}) == constraints.INVALID_PATH


def test_a_list_of_texts_is_reported_once_with_all_that_they_must_satisfy() -> None:
    message = refused("UntagUser", {"UserName": "a", "TagKeys": ["k", "x" * 129, "y" * 130]})

    assert message.startswith(f"{ONE}Value '[k, {'x' * 129}, {'y' * 130}]' at 'tagKeys' failed to satisfy constraint: ")
    assert "Member must satisfy constraint: [Member must have length less than or equal to 128, Member must" in message


def test_a_length_of_tags_closes_with_a_full_stop() -> None:
    tags = [{"Key": "a" * 129, "Value": "v"}]

    assert refused("TagUser", {"UserName": "a", "Tags": tags}).endswith("length less than or equal to 128.")
    assert refused("CreateUser", {"UserName": "a" * 65}).endswith("length less than or equal to 64")


def test_a_wrong_choice_is_not_shown_to_whoever_made_it() -> None:
    message = refused("GetSSHPublicKey", {"UserName": "a", "SSHPublicKeyId": "A" * 20, "Encoding": "ssh"})

    choice = "Value at 'encoding' failed to satisfy constraint: Member must satisfy enum value set: [SSH, PEM]"
    assert message == ONE + choice


def test_the_choices_of_a_status_are_not_told() -> None:
    message = refused("UpdateAccessKey", {"AccessKeyId": "A" * 20, "Status": "Off"})

    assert message == f"{ONE}Value at 'status' failed to satisfy constraint: Member must satisfy enum value set"


def test_the_id_of_a_service_specific_credential_is_not_shown() -> None:
    message = refused("ResetServiceSpecificCredential", {"ServiceSpecificCredentialId": "wrong-" * 5})

    assert message.startswith(f"{ONE}Value at 'serviceSpecificCredentialId' failed")


def test_a_sensitive_value_is_not_shown() -> None:
    message = refused("CreateLoginProfile", {"UserName": "a", "Password": "geheim\u4e2d"})

    assert "geheim" not in message
    assert message.startswith(ONE + "Value at 'password' failed to satisfy constraint:")


@pytest.mark.parametrize("text", ["é", "日本", "a b", "x:/=+-@_."])
def test_javas_letters_are_letters(text: str) -> None:
    shape = model.operation_model("iam", "TagUser").input_shape

    constraints.validate(shape, {"UserName": "a", "Tags": [{"Key": text, "Value": text}]})


@pytest.mark.parametrize("text", ["a;b", "a\nb", "<", "\U0001f600"])
def test_javas_letters_are_no_more_than_that(text: str) -> None:
    assert "at 'tags.1.member.key'" in refused("TagUser", {"UserName": "a", "Tags": [{"Key": text, "Value": ""}]})
