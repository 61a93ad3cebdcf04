"""The rules of signing certificates."""

import secrets
from base64 import b32encode

from cryptography.hazmat.primitives.hashes import SHA256
from django.utils import timezone

from accounts.credentials import x509
from accounts.credentials.services import check_status
from accounts.models import SigningCertificate, User
from iamconsole.errors import DuplicateCertificate, InvalidCertificate, MalformedCertificate, NoSuchEntity
from iamconsole.quotas import Quota

CERTIFICATES_PER_USER = Quota("CertificatesPerUser", 2)
# So much of an upload an error carries back.
SHOWN = 1024


def upload(user: User, body: str) -> SigningCertificate:
    """Return the new certificate of `user`, or the one there is already: AWS takes one's own twice."""
    now = timezone.now()
    try:
        certificate = x509.parse(body)
    except MalformedCertificate:
        raise MalformedCertificate(f"Certificate {body[:SHOWN]} is malformed.") from None
    if x509.has_expired_at(certificate, now):
        raise MalformedCertificate(f"Certificate {body[:SHOWN]} has expired.")
    if not x509.is_valid_at(certificate, now):
        raise InvalidCertificate("The certificate is not valid yet: its dates lie in the future.")
    digest = certificate.fingerprint(SHA256()).hex()
    present = SigningCertificate.objects.filter(user__account_id=user.account_id, digest=digest).first()
    if present is not None and present.user_id == user.pk:
        return present
    if present is not None:
        raise DuplicateCertificate("Duplicate certificate uploaded.")
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
