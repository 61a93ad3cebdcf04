"""The pages of SSH keys, signing certificates and service credentials: one's own, and those of a user."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import ServiceCredential, SigningCertificate, SSHPublicKey
from tests import certificates
from tests.cast import Person

OWN = "/console/security/"
OF_BOB = "/console/users/bob/"


@pytest.fixture(params=[OWN, OF_BOB])
def place(request: pytest.FixtureRequest, bob: Person) -> str:
    """Where alice works: on her own credentials, and on bob's."""
    return str(request.param)


def ssh_key(browser: Any, place: str) -> SSHPublicKey:
    line = certificates.ssh_line(certificates.rsa_key())
    assert browser.post(f"{place}upload-ssh-key/", {"body": line}).status_code == 302
    return SSHPublicKey.objects.get()


def certificate(browser: Any, place: str) -> SigningCertificate:
    body = certificates.certificate("alice.example.com").body
    assert browser.post(f"{place}upload-certificate/", {"body": body}).status_code == 302
    return SigningCertificate.objects.get()


def test_an_ssh_key_is_uploaded_deactivated_and_deleted(alice: Person, place: str) -> None:
    browser = alice.browser()
    key = ssh_key(browser, place)
    assert key.user.name == ("alice" if place == OWN else "bob")

    assert browser.get(f"{place}update-ssh-key/{key.pk}/").status_code == 200
    browser.post(f"{place}update-ssh-key/{key.pk}/", {"status": "Inactive"})
    assert SSHPublicKey.objects.get().status == "Inactive"
    browser.post(f"{place}delete-ssh-key/{key.pk}/", {"confirm": key.pk})
    assert not SSHPublicKey.objects.exists()


def test_a_certificate_is_uploaded_deactivated_and_deleted(alice: Person, place: str) -> None:
    browser = alice.browser()
    held = certificate(browser, place)

    browser.post(f"{place}update-certificate/{held.pk}/", {"status": "Inactive"})
    assert SigningCertificate.objects.get().status == "Inactive"
    browser.post(f"{place}delete-certificate/{held.pk}/", {"confirm": held.pk})
    assert not SigningCertificate.objects.exists()


@pytest.mark.parametrize(
    ("service", "shown"), [("codecommit.amazonaws.com", "Password"), ("bedrock.amazonaws.com", "API key")]
)
def test_the_secret_of_a_service_credential_is_shown_once(alice: Person, place: str, service: str, shown: str) -> None:
    browser = alice.browser()

    made = browser.post(f"{place}create-service-credential/", {"service": service})

    assert shown in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    credential = ServiceCredential.objects.get()
    answer = made.context["credential"]
    secret = answer.get("ServicePassword") or answer["ServiceCredentialSecret"]
    again = browser.post(f"{place}reset-service-credential/{credential.pk}/")
    assert secret not in again.content.decode()
    browser.post(f"{place}update-service-credential/{credential.pk}/", {"status": "Inactive"})
    assert ServiceCredential.objects.get().status == "Inactive"
    browser.post(f"{place}delete-service-credential/{credential.pk}/", {"confirm": credential.pk})
    assert not ServiceCredential.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "x", "ssh-rsa AAAA", "-----BEGIN PRIVATE KEY-----\nx", "\0", "ssh-rsa " + "A" * 20000]
)
def test_what_is_no_key_is_refused_at_its_field(alice: Person, body: str) -> None:
    browser = alice.browser()

    for page in ("upload-ssh-key/", "upload-certificate/"):
        answer = browser.post(f"{OWN}{page}", {"body": body})
        assert answer.status_code == 422
        assert answer.context["form"].errors.get("body"), page
    assert not SSHPublicKey.objects.exists()


def test_a_service_credential_may_expire(alice: Person) -> None:
    fields = {"service": "codecommit.amazonaws.com", "age_days": "5"}

    assert alice.browser().post(f"{OWN}create-service-credential/", fields).status_code == 200
    made = ServiceCredential.objects.get()
    assert made.expires == made.created + timedelta(days=5)
    assert alice.browser().post(f"{OWN}create-service-credential/", fields | {"age_days": "0"}).status_code == 422


@pytest.mark.parametrize("page", ["upload-ssh-key/", "upload-certificate/", "create-service-credential/"])
def test_nothing_is_made_without_the_permission(bob: Person, page: str) -> None:
    line = certificates.ssh_line(certificates.rsa_key())
    body = line if "ssh" in page else certificates.certificate("bob.example.com").body

    answer = bob.browser().post(f"{OWN}{page}", {"body": body, "service": "codecommit.amazonaws.com"})

    assert answer.status_code == 403


def test_the_credentials_of_another_user_are_not_ones_own(alice: Person, bob: Person) -> None:
    browser = alice.browser()
    key = ssh_key(browser, OF_BOB)

    answer = browser.post(f"{OWN}delete-ssh-key/{key.pk}/", {"confirm": key.pk})

    assert answer.status_code == 422
    assert SSHPublicKey.objects.exists()


def test_the_tabs_show_them(alice: Person, bob: Person) -> None:
    browser = alice.browser()
    key = ssh_key(browser, OF_BOB)
    for service in ("codecommit.amazonaws.com", "bedrock.amazonaws.com"):
        for place in (OF_BOB, OWN):
            browser.post(f"{place}create-service-credential/", {"service": service})
    held = [credential.login for credential in ServiceCredential.objects.all()]

    page = browser.get(f"{OF_BOB}?tab=security").content.decode() + browser.get(f"{OWN}?tab=other").content.decode()
    assert len(held) == 4
    assert all(login in page for login in held)
    assert key.pk in browser.get(f"{OF_BOB}?tab=security").content.decode()
    own = browser.get(f"{OWN}?tab=other").content.decode()
    assert key.pk not in own
    assert "Signing certificates" in own


def test_root_has_certificates_only(root: Person) -> None:
    browser = root.browser()
    held = certificate(browser, OWN)

    page = browser.get(f"{OWN}?tab=other").content.decode()

    assert held.pk in page
    assert "SSH public keys" not in page
