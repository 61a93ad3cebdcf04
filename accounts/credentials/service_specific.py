"""The rules of service-specific credentials: a name and a secret that one service alone would accept.

Two kinds: a user name with a password, and a long-term API key. Source: API Reference, ServiceSpecificCredential.
"""

import base64
import secrets
from datetime import timedelta
from itertools import chain, count

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.credentials.services import check_status
from accounts.models import ServiceCredential, User
from iamconsole import ids
from iamconsole.errors import InvalidInput, NoSuchEntity
from iamconsole.quotas import Quota

CREDENTIALS_PER_SERVICE = Quota("ServiceSpecificCredentialsPerUser", 2)
PASSWORD_SERVICES = ("cassandra.amazonaws.com", "codecommit.amazonaws.com")
API_KEY_SERVICES = ("bedrock.amazonaws.com", "logs.amazonaws.com")


def create(user: User, service: str, age_days: int | None) -> tuple[ServiceCredential, str]:
    """Return a new credential and its secret, which is never shown again."""
    check_service(service)
    if age_days is not None and service not in API_KEY_SERVICES:
        raise InvalidInput(f"Credentials of {service} do not expire: leave out CredentialAgeDays.")
    CREDENTIALS_PER_SERVICE.check_room(user.service_credentials.filter(service=service).count())
    now = timezone.now()
    credential = ServiceCredential(
        id=ids.new_entity_id(ids.SERVICE_CREDENTIAL),
        user=user,
        service=service,
        login=_free_login(user, service),
        created=now,
        expires=now + timedelta(days=age_days) if age_days else None,
    )
    secret = _new_secret(credential)
    credential.save(force_insert=True)
    return credential, secret


def check_service(service: str) -> None:
    if service not in PASSWORD_SERVICES + API_KEY_SERVICES:
        raise NoSuchEntity(f"No such service {service} is supported for Service Specific Credentials")


def find(user: User, credential_id: str) -> ServiceCredential:
    credential = user.service_credentials.select_related("user").filter(pk=credential_id).first()
    if credential is None:
        raise NoSuchEntity("No such credential ID exists")
    return credential


def reset(credential: ServiceCredential) -> str:
    """Return another secret in place of the old one, which is worth nothing from now on."""
    secret = _new_secret(credential)
    credential.save(update_fields=["secret_hash"])
    return secret


def set_status(credential: ServiceCredential, status: str) -> None:
    check_status(status)
    credential.status = status
    credential.save(update_fields=["status"])


def delete(credential: ServiceCredential) -> None:
    credential.delete()


def is_api_key(credential: ServiceCredential) -> bool:
    return credential.service in API_KEY_SERVICES


def _new_secret(credential: ServiceCredential) -> str:
    secret = base64.b64encode(secrets.token_bytes(33)).decode()
    if is_api_key(credential):
        # The login is part of an API key, which is sent alone.
        secret = "ABSK" + base64.b64encode(f"{credential.login}:{secret}".encode()).decode()
    credential.secret_hash = make_password(secret)
    return secret


def _free_login(user: User, service: str) -> str:
    """Return `name-at-ACCOUNT`, with a number after the name when that is taken; an API key's ends at random."""
    if service in API_KEY_SERVICES:
        return f"{user.name}+{secrets.token_hex(4)}-at-{user.account_id}"
    names = chain([user.name], (f"{user.name}+{number}" for number in count(1)))
    logins = (f"{name}-at-{user.account_id}" for name in names)
    return next(
        login for login in logins if not ServiceCredential.objects.filter(service=service, login=login).exists()
    )
