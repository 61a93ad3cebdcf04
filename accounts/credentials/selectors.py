"""Reads of credentials."""

from django.db.models import QuerySet

from accounts.models import ServerCertificate, ServiceCredential, SigningCertificate, SSHPublicKey, User


def ssh_keys_of(user: User) -> QuerySet[SSHPublicKey]:
    return SSHPublicKey.objects.filter(user=user).select_related("user")


def signing_certificates_of(user: User) -> QuerySet[SigningCertificate]:
    return SigningCertificate.objects.filter(user=user).select_related("user")


def server_certificates(account_id: str, path_prefix: str = "/") -> QuerySet[ServerCertificate]:
    found = ServerCertificate.objects.filter(account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def service_credentials(account_id: str, user: User | None, service: str | None) -> QuerySet[ServiceCredential]:
    """Return the credentials of `user`, or of all users of the account; those of one service only when it is named."""
    found = ServiceCredential.objects.filter(user__account_id=account_id).select_related("user")
    found = found.filter(user=user) if user else found
    return found.filter(service=service) if service else found
