"""No secret that somebody enters or is given stands anywhere but where it belongs: not in logs, events, pages, mails,
sessions or the queue."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core import mail
from django.db import models
from django.test import Client

from accounts.mfa import services as devices
from accounts.models import User
from iamconsole.audit.models import Event
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code, enable
from tests.mails import delivered, token_in

OLD, NEW = "Marker-Old-Horse-1", "Marker-New-Horse-2"
GUESS = "Marker-Guess-3"
SIGN_IN = "/console/sign-in/"


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Catch what is logged at every level, by loggers that pass nothing on too."""
    loggers = [logging.getLogger(), logging.getLogger("django"), logging.getLogger("django.request")]
    levels = [logger.level for logger in loggers]
    for logger in loggers[1:]:
        logger.addHandler(caplog.handler)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(caplog.handler)
        logger.setLevel(level)


def everywhere(logged: pytest.LogCaptureFixture) -> str:
    """Return all texts that outlive a request: rows, log lines with their arguments, files of the queue and outbox."""
    rows = [
        str(value)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for value in model._base_manager.values_list(field.attname, flat=True)
    ]
    # What boto3 logs is the client's, not ours.
    ours = [record for record in logged.records if not record.name.startswith(("boto", "urllib3"))]
    lines = [f"{record.getMessage()} {record.args} {record.exc_text} {record.__dict__}" for record in ours]
    files = [path.read_text(errors="replace") for path in Path(configured.VAR_DIR).rglob("*") if _is_left_behind(path)]
    return "\n".join(rows + lines + files)


def _is_left_behind(path: Path) -> bool:
    return path.is_file() and path.suffix in (".msg", ".eml")


def stranger() -> Client:
    browser = Client(raise_request_exception=False)
    browser.handler = inprocess.handler()
    return browser


def test_passwords_and_codes_of_a_sign_in_stand_nowhere(
    bob: Person, everything_logged: pytest.LogCaptureFixture
) -> None:
    device = enable(devices.offer(bob.user), bob.user)
    browser, shown = stranger(), []
    fields = {"account": ACCOUNT, "user_name": "bob"}
    shown.append(browser.post(SIGN_IN, fields | {"password": GUESS}))
    shown.append(browser.post(SIGN_IN, {"account": GUESS, "user_name": GUESS, "password": GUESS}))
    shown.append(browser.post(f"{SIGN_IN}root-user/", {"email": f"{GUESS}@example.com", "password": GUESS}))
    browser.post(SIGN_IN, fields | {"password": PASSWORD})
    shown.append(browser.post(f"{SIGN_IN}code/", {"device": device.serial_number, "code": "918273"}))
    right = code(device.seed)
    device.refresh_from_db()
    device.throttle_reset()
    assert browser.post(f"{SIGN_IN}code/", {"device": device.serial_number, "code": right}).status_code == 302

    found = everywhere(everything_logged)
    for secret in (GUESS, PASSWORD, "918273", device.seed_text):
        assert secret not in found
    assert all(f'value="{PASSWORD}"' not in answer.content.decode() for answer in shown)


def test_passwords_that_are_set_and_the_tokens_that_set_them_stand_nowhere(
    alice: Person,
    bob: Person,
    everything_logged: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    bob.user.email, bob.user.email_confirmed = "bob@example.com", datetime.now(UTC)
    bob.user.save()
    browser = alice.browser()
    given = browser.post("/console/users/bob/set-password/", {"kind": "given", "password": OLD, "must_change": "on"})
    assert given.status_code == 302
    his = bob.browser()
    User.objects.filter(pk=bob.user.pk).update(must_change_password=True)
    new = {"old_password": OLD, "new_password": "short", "repeated": "short"}
    refused = stranger().post("/console/security/password/", new)
    assert refused.status_code == 302
    with delivered(django_capture_on_commit_callbacks):
        stranger().post("/console/forgotten-password/", {"account": ACCOUNT, "user_name": "bob"})
    link = next(message for message in mail.outbox if "token=" in str(message.body))
    token = token_in(str(link.body))
    stranger().get("/console/reset-password/", {"token": token})
    wrong = stranger().post("/console/reset-password/", {"token": token, "new_password": NEW, "repeated": OLD})
    assert NEW not in wrong.content.decode()
    with delivered(django_capture_on_commit_callbacks):
        done = stranger().post("/console/reset-password/", {"token": token, "new_password": NEW, "repeated": NEW})
    assert done.status_code == 302
    assert his.get("/console/").status_code == 302
    stranger().post("/console/reset-password/", {"token": token, "new_password": NEW, "repeated": NEW})

    found = everywhere(everything_logged)
    for secret in (OLD, NEW, token, token.partition(".")[2]):
        assert secret not in found
    told = [str(message.body) for message in mail.outbox if message is not link]
    assert told
    assert not any(secret in text for text in told for secret in (OLD, NEW, token))


def test_secrets_on_the_wire_stand_nowhere(alice: Person, everything_logged: pytest.LogCaptureFixture) -> None:
    client = alice.client()
    client.create_user(UserName="carol")
    client.create_login_profile(UserName="carol", Password=OLD)
    inprocess.refusal(client.update_login_profile, UserName="carol", Password="x")
    client.update_login_profile(UserName="carol", Password=NEW)
    key = client.create_access_key(UserName="carol")["AccessKey"]
    service = client.create_service_specific_credential(UserName="carol", ServiceName="codecommit.amazonaws.com")
    made = client.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    session = alice.client("sts").get_session_token()["Credentials"]
    hers = inprocess.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    inprocess.refusal(hers.change_password, OldPassword=GUESS, NewPassword=GUESS)
    inprocess.refusal(inprocess.client("iam", key["AccessKeyId"], GUESS).list_users)
    inprocess.refusal(
        client.enable_mfa_device,
        UserName="carol",
        SerialNumber=made["SerialNumber"],
        AuthenticationCode1="918273",
        AuthenticationCode2="918274",
    )

    found = everywhere(everything_logged)
    secrets = {
        "password": NEW,
        "old password": OLD,
        "guess": GUESS,
        "key": key["SecretAccessKey"],
        "service password": service["ServiceSpecificCredential"]["ServicePassword"],
        "seed": made["Base32StringSeed"].decode(),
        "session key": session["SecretAccessKey"],
        "session token": session["SessionToken"],
        "code": "918273",
    }
    assert [name for name, secret in secrets.items() if secret in found] == []
    assert Event.objects.filter(name="CreateLoginProfile").get().parameters["Password"] == "***"


def test_recovery_codes_stand_nowhere(alice: Person, everything_logged: pytest.LogCaptureFixture) -> None:
    enable(devices.offer(alice.user), alice.user)
    codes = alice.browser().post("/console/security/recovery-codes/").context["codes"]
    browser = stranger()
    browser.post(SIGN_IN, {"account": ACCOUNT, "user_name": "alice", "password": PASSWORD})
    browser.post(f"{SIGN_IN}recovery-code/", {"code": "wron-gcod-eabc"})
    alice.user.recovery_codes.throttle_reset()
    assert browser.post(f"{SIGN_IN}recovery-code/", {"code": codes[0]}).status_code == 302

    found = everywhere(everything_logged)
    assert [code for code in (*codes, "wron-gcod-eabc") if code in found or code.replace("-", "") in found] == []


def test_a_page_of_an_error_shows_and_logs_no_secret(
    bob: Person, everything_logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: Any, **_options: Any) -> None:
        local = GUESS + "-local"
        raise RuntimeError(f"broken for {len(local)}")

    monkeypatch.setattr("accounts.signin.views.SignInForm.candidate", fails)
    monkeypatch.setattr("accounts.signin.flow.authenticate", fails)

    answer = stranger().post(SIGN_IN, {"account": ACCOUNT, "user_name": "bob", "password": GUESS})

    assert answer.status_code == 500
    assert GUESS not in answer.content.decode()
    lines = [f"{record.getMessage()} {record.exc_text}" for record in everything_logged.records]
    assert not any(GUESS in line for line in lines)
