"""The rules of server certificates."""

from collections.abc import Iterable, Sequence

from cryptography.x509 import Certificate
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.credentials import x509
from accounts.models import ServerCertificate
from iamconsole import ids, tags
from iamconsole.errors import EntityAlreadyExists, MalformedCertificate, NoSuchEntity
from iamconsole.quotas import Quota

CERTIFICATES_PER_ACCOUNT = Quota("ServerCertificatesPerAccount", 20)


def find(account_id: str, name: str) -> ServerCertificate:
    certificate = ServerCertificate.objects.filter(account_id=account_id, name_key=name.lower()).first()
    if certificate is None:
        raise NoSuchEntity(f"The Server Certificate with name {name} cannot be found.")
    return certificate


def upload(
    account_id: str,
    name: str,
    *,
    body: str,
    private_key: str,
    chain: str = "",
    path: str = "/",
    new_tags: Iterable[tags.Tag] | None = None,
) -> ServerCertificate:
    """Keep a certificate whose key fits, and whose chain leads from it to its issuers."""
    parsed = x509.parse(body)
    now = timezone.now()
    if x509.has_expired_at(parsed, now):
        raise MalformedCertificate(
            "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed."
        )
    if not x509.is_valid_at(parsed, now):
        raise MalformedCertificate("The certificate is not valid yet: its dates lie in the future.")
    x509.check_key(parsed, private_key)
    x509.check_chain(parsed, _issuers(chain))
    CERTIFICATES_PER_ACCOUNT.check_room(ServerCertificate.objects.filter(account_id=account_id).count())
    certificate = ServerCertificate(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.CERTIFICATE),
        name=name,
        path=path,
        body=body.strip(),
        chain=chain.strip(),
        tags=tags.stored(new_tags, ignore_case=False),
        created=now,
        expires=parsed.not_valid_after_utc,
    )
    certificate.seal_key(private_key)
    _save_named(certificate)
    return certificate


def rename(certificate: ServerCertificate, *, name: str | None, path: str | None) -> None:
    certificate.name = name or certificate.name
    certificate.path = path or certificate.path
    _save_named(certificate)


def delete(certificate: ServerCertificate) -> None:
    certificate.delete()


def add_tags(certificate: ServerCertificate, added: Iterable[tags.Tag]) -> None:
    certificate.tags = tags.merged(certificate.tags, added, ignore_case=False)
    certificate.save(update_fields=["tags"])


def remove_tags(certificate: ServerCertificate, keys: Sequence[str]) -> None:
    certificate.tags = tags.without(certificate.tags, keys, ignore_case=False)
    certificate.save(update_fields=["tags"])


def _issuers(chain: str) -> list[Certificate]:
    try:
        return x509.parse_chain(chain) if chain else []
    except MalformedCertificate:
        # That is all AWS says of a chain it cannot read.
        raise MalformedCertificate("Unknown") from None


def _save_named(certificate: ServerCertificate) -> None:
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError:
        raise EntityAlreadyExists(f"The Server Certificate with name {certificate.name} already exists.") from None
