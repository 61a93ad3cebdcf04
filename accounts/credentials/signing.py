"""The rules of signing certificates."""

import secrets
from base64 import b32encode

from cryptography.hazmat.primitives.hashes import SHA256
from django.utils import timezone

from accounts.credentials import x509
from accounts.credentials.services import check_status
from accounts.models import SigningCertificate, User
from iamconsole.errors import DuplicateCertificate, InvalidCertificate, NoSuchEntity
from iamconsole.quotas import Quota

CERTIFICATES_PER_USER = Quota("CertificatesPerUser", 2)


def upload(user: User, body: str) -> SigningCertificate:
    certificate = x509.parse(body)
    now = timezone.now()
    if not x509.is_valid_at(certificate, now):
        raise InvalidCertificate("The certificate is not valid now: its dates lie in the past or in the future.")
    digest = certificate.fingerprint(SHA256()).hex()
    if SigningCertificate.objects.filter(user__account_id=user.account_id, digest=digest).exists():
        raise DuplicateCertificate("The certificate is already associated with an IAM user of this account.")
    CERTIFICATES_PER_USER.check_room(user.signing_certificates.count())
    return SigningCertificate.objects.create(id=_new_id(), user=user, body=body, digest=digest, created=now)


def find(user: User, certificate_id: str) -> SigningCertificate:
    certificate = user.signing_certificates.filter(pk=certificate_id).first()
    if certificate is None:
        raise NoSuchEntity(f"The Certificate with id {certificate_id} cannot be found.")
    return certificate


def set_status(certificate: SigningCertificate, status: str) -> None:
    check_status(status)
    certificate.status = status
    certificate.save(update_fields=["status"])


def delete(certificate: SigningCertificate) -> None:
    certificate.delete()


def _new_id() -> str:
    return b32encode(secrets.token_bytes(20)).decode()
