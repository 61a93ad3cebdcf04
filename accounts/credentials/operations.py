"""The IAM operations on SSH keys, signing and server certificates, and service-specific credentials."""

from collections.abc import Mapping
from typing import Any

from accounts import resources
from accounts.credentials import selectors, server, service_specific, shapes, signing, ssh_keys
from accounts.models import ServiceCredential
from accounts.users import services as users
from iamconsole import arns, tags
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import InvalidInput
from iamconsole.paging import page, page_by_position

Tags = list[dict[str, str]]
SERVICE_KEY = "iam:servicespecificcredentialservicename"
AGE_KEY = "iam:servicespecificcredentialagedays"


@operation("iam", "UploadSSHPublicKey", resource=resources.user, quotas=(ssh_keys.SSH_KEYS_PER_USER,))
def upload_ssh_public_key(caller: Caller, user_name: str, ssh_public_key_body: str) -> dict[str, Any]:
    key = ssh_keys.upload(users.find(caller.account_id, user_name), ssh_public_key_body)
    return {"SSHPublicKey": shapes.new_ssh_key_shape(key)}


@operation("iam", "GetSSHPublicKey", resource=resources.user)
def get_ssh_public_key(caller: Caller, user_name: str, ssh_public_key_id: str, encoding: str) -> dict[str, Any]:
    key = ssh_keys.find(users.find(caller.account_id, user_name), ssh_public_key_id)
    return {"SSHPublicKey": shapes.whole_ssh_key_shape(key, encoding)}


@operation("iam", "ListSSHPublicKeys", resource=resources.user)
def list_ssh_public_keys(
    caller: Caller, user_name: str | None = None, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    rows, more = page(selectors.ssh_keys_of(user), ["pk"], marker, max_items)
    return {"SSHPublicKeys": [shapes.ssh_key_shape(key) for key in rows], **more}


@operation("iam", "UpdateSSHPublicKey", resource=resources.user)
def update_ssh_public_key(caller: Caller, user_name: str, ssh_public_key_id: str, status: str) -> None:
    user = users.find(caller.account_id, user_name)
    ssh_keys.set_status(ssh_keys.find(user, ssh_public_key_id), status)


@operation("iam", "DeleteSSHPublicKey", resource=resources.user)
def delete_ssh_public_key(caller: Caller, user_name: str, ssh_public_key_id: str) -> None:
    user = users.find(caller.account_id, user_name)
    ssh_keys.delete(ssh_keys.find(user, ssh_public_key_id))


@operation("iam", "UploadSigningCertificate", resource=resources.user, quotas=(signing.CERTIFICATES_PER_USER,))
def upload_signing_certificate(caller: Caller, certificate_body: str, user_name: str | None = None) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    return {"Certificate": shapes.signing_certificate_shape(signing.upload(user, certificate_body))}


@operation("iam", "ListSigningCertificates", resource=resources.user)
def list_signing_certificates(
    caller: Caller, user_name: str | None = None, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    rows, more = page(selectors.signing_certificates_of(user), ["pk"], marker, max_items)
    return {"Certificates": [shapes.signing_certificate_shape(certificate) for certificate in rows], **more}


@operation("iam", "UpdateSigningCertificate", resource=resources.user)
def update_signing_certificate(caller: Caller, certificate_id: str, status: str, user_name: str | None = None) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    signing.set_status(signing.find(user, certificate_id), status)


@operation("iam", "DeleteSigningCertificate", resource=resources.user)
def delete_signing_certificate(caller: Caller, certificate_id: str, user_name: str | None = None) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    signing.delete(signing.find(user, certificate_id))


def _tagging(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters)


@operation(
    "iam",
    "UploadServerCertificate",
    resource=resources.new_server_certificate,
    context=_tagging,
    quotas=(server.CERTIFICATES_PER_ACCOUNT, tags.TAGS_PER_RESOURCE),
)
def upload_server_certificate(
    caller: Caller,
    server_certificate_name: str,
    certificate_body: str,
    private_key: str,
    path: str = "/",
    certificate_chain: str = "",
    tags: Tags | None = None,
) -> dict[str, Any]:
    certificate = server.upload(
        caller.account_id,
        server_certificate_name,
        body=certificate_body,
        private_key=private_key,
        chain=certificate_chain,
        path=path,
        new_tags=tags,
    )
    shape = shapes.whole_server_certificate_shape(certificate)
    return {"ServerCertificateMetadata": shape["ServerCertificateMetadata"], "Tags": shape["Tags"]}


@operation("iam", "GetServerCertificate", resource=resources.server_certificate)
def get_server_certificate(caller: Caller, server_certificate_name: str) -> dict[str, Any]:
    certificate = server.find(caller.account_id, server_certificate_name)
    return {"ServerCertificate": shapes.whole_server_certificate_shape(certificate)}


@operation("iam", "ListServerCertificates", resource=resources.all_server_certificates)
def list_server_certificates(
    caller: Caller, path_prefix: str = "/", marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    rows, more = page(selectors.server_certificates(caller.account_id, path_prefix), ["name_key"], marker, max_items)
    return {"ServerCertificateMetadataList": [shapes.server_certificate_shape(row) for row in rows], **more}


@operation("iam", "UpdateServerCertificate", resource=resources.server_certificate)
def update_server_certificate(
    caller: Caller,
    server_certificate_name: str,
    new_path: str | None = None,
    new_server_certificate_name: str | None = None,
) -> None:
    certificate = server.find(caller.account_id, server_certificate_name)
    path, name = new_path or certificate.path, new_server_certificate_name or certificate.name
    # Renaming needs the permission for both names (API Reference, UpdateServerCertificate).
    renamed = arns.named(caller.account_id, "server-certificate", path, name)
    require(caller, "iam:UpdateServerCertificate", renamed, tags.resource_context(renamed, certificate.tags))
    server.rename(certificate, name=name, path=path)


@operation("iam", "DeleteServerCertificate", resource=resources.server_certificate)
def delete_server_certificate(caller: Caller, server_certificate_name: str) -> None:
    server.delete(server.find(caller.account_id, server_certificate_name))


@operation(
    "iam",
    "TagServerCertificate",
    resource=resources.server_certificate,
    context=_tagging,
    quotas=(tags.TAGS_PER_RESOURCE,),
)
def tag_server_certificate(caller: Caller, server_certificate_name: str, tags: Tags) -> None:
    server.add_tags(server.find(caller.account_id, server_certificate_name), tags)


@operation("iam", "UntagServerCertificate", resource=resources.server_certificate, context=_tagging)
def untag_server_certificate(caller: Caller, server_certificate_name: str, tag_keys: list[str]) -> None:
    server.remove_tags(server.find(caller.account_id, server_certificate_name), tag_keys)


@operation("iam", "ListServerCertificateTags", resource=resources.server_certificate)
def list_server_certificate_tags(
    caller: Caller, server_certificate_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    certificate = server.find(caller.account_id, server_certificate_name)
    rows, more = page_by_position(tags.shape(sorted(certificate.tags)), marker, max_items)
    return {"Tags": rows, **more}


def _new_credential(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    age = parameters.get("CredentialAgeDays")
    return {SERVICE_KEY: parameters["ServiceName"].lower()} | ({AGE_KEY: str(age)} if age is not None else {})


def _credential(caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the condition key of the service that a credential named by its id is for."""
    found = ServiceCredential.objects.filter(
        pk=parameters["ServiceSpecificCredentialId"], user__account_id=caller.account_id
    ).first()
    return {SERVICE_KEY: found.service} if found else {}


@operation(
    "iam",
    "CreateServiceSpecificCredential",
    resource=resources.user,
    context=_new_credential,
    quotas=(service_specific.CREDENTIALS_PER_SERVICE,),
)
def create_service_specific_credential(
    caller: Caller, user_name: str, service_name: str, credential_age_days: int | None = None
) -> dict[str, Any]:
    user = users.find(caller.account_id, user_name)
    credential, secret = service_specific.create(user, service_name, credential_age_days)
    return {"ServiceSpecificCredential": shapes.new_service_credential_shape(credential, secret)}


@operation("iam", "ListServiceSpecificCredentials", resource=resources.user_or_all_users)
def list_service_specific_credentials(
    caller: Caller,
    user_name: str | None = None,
    service_name: str | None = None,
    all_users: bool = False,
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    if all_users and user_name is not None:
        raise InvalidInput("Cannot list credentials for all users if a username is given")
    user = None if all_users else users.find_own(caller.account_id, user_name, caller.user_key)
    if service_name is not None:
        service_name = service_specific.known(service_name)
    rows, more = page(selectors.service_credentials(caller.account_id, user, service_name), ["pk"], marker, max_items)
    return {"ServiceSpecificCredentials": [shapes.service_credential_shape(row) for row in rows], **more}


@operation("iam", "UpdateServiceSpecificCredential", resource=resources.user, context=_credential)
def update_service_specific_credential(
    caller: Caller, service_specific_credential_id: str, status: str, user_name: str | None = None
) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    service_specific.set_status(service_specific.find(user, service_specific_credential_id), status)


@operation("iam", "ResetServiceSpecificCredential", resource=resources.user, context=_credential)
def reset_service_specific_credential(
    caller: Caller, service_specific_credential_id: str, user_name: str | None = None
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    credential = service_specific.find(user, service_specific_credential_id)
    secret = service_specific.reset(credential)
    return {"ServiceSpecificCredential": shapes.new_service_credential_shape(credential, secret)}


@operation("iam", "DeleteServiceSpecificCredential", resource=resources.user, context=_credential)
def delete_service_specific_credential(
    caller: Caller, service_specific_credential_id: str, user_name: str | None = None
) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    service_specific.delete(service_specific.find(user, service_specific_credential_id))
