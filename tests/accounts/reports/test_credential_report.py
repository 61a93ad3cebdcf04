"""The credential report, through boto3: its columns, its states, its four hours."""

import csv
from datetime import timedelta

from django.utils import timezone

from accounts.models import CredentialReport
from tests.cast import Person
from tests.certificates import certificate
from tests.codes import enable
from tests.refused import code, refused

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def report(person: Person) -> list[dict[str, str]]:
    client = person.client()
    client.generate_credential_report()
    return list(csv.DictReader(client.get_credential_report()["Content"].decode().splitlines()))


def test_it_is_started_then_complete(alice: Person) -> None:
    client = alice.client()

    assert [client.generate_credential_report()["State"] for _ in range(3)] == ["STARTED", "COMPLETE", "COMPLETE"]


def test_it_has_the_columns_of_aws(alice: Person) -> None:
    client = alice.client()
    client.generate_credential_report()

    answer = client.get_credential_report()

    assert answer["Content"].decode().split("\n")[0] == HEADER
    assert (answer["ReportFormat"], answer["GeneratedTime"].microsecond) == ("text/csv", 0)


def test_root_comes_first_then_the_users_by_name(alice: Person, bob: Person) -> None:
    alice.client().create_user(UserName="Abe")

    assert [row["user"] for row in report(alice)] == ["<root_account>", "Abe", "alice", "bob"]


def test_it_tells_of_keys_and_their_use(alice: Person, bob: Person) -> None:
    alice.client().update_access_key(UserName="bob", AccessKeyId=bob.key_id, Status="Inactive")

    _, of_alice, of_bob = report(alice)

    assert of_alice["access_key_1_active"] == "true"
    assert (of_alice["access_key_1_last_used_service"], of_alice["access_key_1_last_used_region"]) == (
        "iam",
        "us-east-1",
    )
    assert of_alice["access_key_1_last_used_date"].endswith("Z")
    assert (of_bob["access_key_1_active"], of_bob["access_key_1_last_used_date"]) == ("false", "N/A")
    assert (of_bob["access_key_2_active"], of_bob["access_key_2_last_rotated"]) == ("false", "N/A")


def test_it_tells_of_passwords_and_when_they_must_change(alice: Person, bob: Person) -> None:
    client = alice.client()
    client.delete_login_profile(UserName="bob")
    before = report(alice)[1]["password_next_rotation"]
    client.update_account_password_policy(MaxPasswordAge=30)

    of_root, of_alice, of_bob = report(alice)

    assert (before, of_alice["password_last_used"]) == ("N/A", "no_information")
    assert of_alice["password_next_rotation"] > of_alice["password_last_changed"]
    assert (of_bob["password_enabled"], of_bob["password_last_used"]) == ("false", "N/A")
    assert (of_root["password_enabled"], of_root["password_last_changed"]) == ("true", "not_supported")


def test_it_tells_of_devices_and_certificates(alice: Person, bob: Person) -> None:
    from accounts.mfa import services as devices

    enable(devices.offer(bob.user), bob.user)
    alice.client().upload_signing_certificate(UserName="bob", CertificateBody=certificate().body)

    _, of_alice, of_bob = report(alice)

    assert (of_alice["mfa_active"], of_bob["mfa_active"]) == ("false", "true")
    assert (of_bob["cert_1_active"], of_bob["cert_2_active"], of_bob["cert_2_last_rotated"]) == ("true", "false", "N/A")


def test_a_change_of_the_account_is_in_the_next_report(alice: Person) -> None:
    report(alice)
    alice.client().create_user(UserName="carol")

    assert [row["user"] for row in report(alice)][-1] == "carol"


def test_without_a_change_it_stays_the_same_report(alice: Person) -> None:
    client = alice.client()
    client.generate_credential_report()
    first = CredentialReport.objects.get().generated

    client.generate_credential_report()

    assert CredentialReport.objects.get().generated == first


def test_there_is_none_before_the_first(alice: Person) -> None:
    assert refused(alice.client().get_credential_report) == ("ReportNotPresent", "Unknown")


def test_it_expires_after_four_hours(alice: Person) -> None:
    client = alice.client()
    client.generate_credential_report()
    CredentialReport.objects.update(generated=timezone.now() - timedelta(hours=4))

    assert code(client.get_credential_report) == "ReportExpired"
    assert client.generate_credential_report()["State"] == "STARTED"
    assert client.get_credential_report()["Content"]


def test_it_needs_permission(bob: Person) -> None:
    assert code(bob.client().generate_credential_report) == "AccessDenied"
    assert code(bob.client().get_credential_report) == "AccessDenied"
