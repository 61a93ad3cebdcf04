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
from accounts.models.credential import EXPIRED
from iamconsole import ids
from iamconsole.errors import InvalidInput, NoSuchEntity, ValidationError
from iamconsole.quotas import Quota

CREDENTIALS_PER_SERVICE = Quota("ContextSpecificCredentialsPerUserPerContext", 2)
PASSWORD_SERVICES = ("cassandra.amazonaws.com", "codecommit.amazonaws.com")
# With what API keys of each service begin.
PREFIXES = {
    "bedrock.amazonaws.com": "ABSK",
    "logs.amazonaws.com": "ACWL",
    "cloudwatch.amazonaws.com": "APIAACWM",
    "aws-external-anthropic.amazonaws.com": "AEAA",
}
API_KEY_SERVICES = tuple(PREFIXES)


def create(user: User, service: str, age_days: int | None) -> tuple[ServiceCredential, str]:
    """Return a new credential and its secret, which is never shown again."""
    service = known(service)
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


def known(service: str) -> str:
    """Return the name of a service that has such credentials as it is kept: case does not matter."""
    if service.lower() not in PASSWORD_SERVICES + API_KEY_SERVICES:
        raise NoSuchEntity(f"No such service {service} is supported for Service Specific Credentials")
    return service.lower()


def find(user: User, credential_id: str) -> ServiceCredential:
    in_account = ServiceCredential.objects.select_related("user").filter(user__account_id=user.account_id)
    credential = in_account.filter(pk=credential_id).first()
    if credential is None:
        raise NoSuchEntity(f"No such credential {credential_id} exists")
    if credential.user_id != user.pk:
        raise ValidationError(f"User {user.name} does not have a service specific credential with id {credential_id}")
    return credential


def reset(credential: ServiceCredential) -> str:
    """Return another secret in place of the old one, which is worth nothing from now on."""
    _refuse_expired(credential, "reset")
    secret = _new_secret(credential)
    credential.save(update_fields=["secret_hash"])
    return secret


def set_status(credential: ServiceCredential, status: str) -> None:
    check_status(status)
    _refuse_expired(credential, "update")
    credential.status = status
    credential.save(update_fields=["status"])


def delete(credential: ServiceCredential) -> None:
    credential.delete()


def is_api_key(credential: ServiceCredential) -> bool:
    return credential.service in API_KEY_SERVICES


def _refuse_expired(credential: ServiceCredential, verb: str) -> None:
    if credential.status_at(timezone.now()) == EXPIRED:
        raise InvalidInput(f"Cannot {verb} an expired service specific credential.")


def _new_secret(credential: ServiceCredential) -> str:
    secret = _base64(secrets.token_bytes(45))
    if is_api_key(credential):
        # The login is part of an API key, which is sent alone.
        secret = PREFIXES[credential.service] + _base64(f"{credential.login}:{secret}".encode())
    credential.secret_hash = make_password(secret)
    return secret


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _free_login(user: User, service: str) -> str:
    """Return `name-at-ACCOUNT`, with a number after the name when that is taken."""
    names = chain([user.name], (f"{user.name}+{number}" for number in count(1)))
    logins = (f"{name}-at-{user.account_id}" for name in names)
    return next(
        login for login in logins if not ServiceCredential.objects.filter(service=service, login=login).exists()
    )
