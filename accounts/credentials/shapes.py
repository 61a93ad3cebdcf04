"""SSH keys, certificates and service-specific credentials as AWS shows them."""

from typing import Any

from django.utils import timezone

from accounts.credentials import service_specific, ssh
from accounts.models import ServerCertificate, ServiceCredential, SigningCertificate, SSHPublicKey
from iamconsole import tags


def ssh_key_shape(key: SSHPublicKey) -> dict[str, Any]:
    return {
        "UserName": key.user.name,
        "SSHPublicKeyId": key.id,
        "Status": key.status,
        "UploadDate": key.created,
    }


def whole_ssh_key_shape(key: SSHPublicKey, encoding: str) -> dict[str, Any]:
    return ssh_key_shape(key) | {"Fingerprint": key.fingerprint, "SSHPublicKeyBody": ssh.encoded(key.body, encoding)}


def new_ssh_key_shape(key: SSHPublicKey) -> dict[str, Any]:
    return ssh_key_shape(key) | {"Fingerprint": key.fingerprint, "SSHPublicKeyBody": key.body}


def signing_certificate_shape(certificate: SigningCertificate) -> dict[str, Any]:
    return {
        "UserName": certificate.user.label,
        "CertificateId": certificate.id,
        "CertificateBody": certificate.body,
        "Status": certificate.status,
        "UploadDate": certificate.created,
    }


def server_certificate_shape(certificate: ServerCertificate) -> dict[str, Any]:
    return {
        "Path": certificate.path,
        "ServerCertificateName": certificate.name,
        "ServerCertificateId": certificate.unique_id,
        "Arn": certificate.arn,
        "UploadDate": certificate.created,
        "Expiration": certificate.expires,
    }


def whole_server_certificate_shape(certificate: ServerCertificate) -> dict[str, Any]:
    """All but the private key, which nobody sees again."""
    return {
        "ServerCertificateMetadata": server_certificate_shape(certificate),
        "CertificateBody": certificate.body,
        "CertificateChain": certificate.chain or None,
        "Tags": tags.shape(certificate.tags) or None,
    }


def service_credential_shape(credential: ServiceCredential) -> dict[str, Any]:
    name = "ServiceCredentialAlias" if service_specific.is_api_key(credential) else "ServiceUserName"
    return {
        "CreateDate": credential.created,
        "ExpirationDate": credential.expires,
        "ServiceName": credential.service,
        name: credential.login,
        "ServiceSpecificCredentialId": credential.id,
        "UserName": credential.user.name,
        "Status": credential.status_at(timezone.now()),
    }


def new_service_credential_shape(credential: ServiceCredential, secret: str) -> dict[str, Any]:
    name = "ServiceCredentialSecret" if service_specific.is_api_key(credential) else "ServicePassword"
    return service_credential_shape(credential) | {name: secret}
