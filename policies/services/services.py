"""The rules of registered services: whose prefixes they may have, how many there are, what their documents say."""

import re

from django.utils import timezone

from iamconsole.errors import InvalidInput, NoSuchEntity
from iamconsole.quotas import Quota
from policies.catalog import default_catalog
from policies.models import RegisteredService
from policies.services.document import DocumentError, read_service

SERVICES_PER_ACCOUNT = Quota("ServicesPerAccount", 100)
PREFIX = re.compile(r"[a-z0-9](-?[a-z0-9]){1,62}")
# Namespaces of this installation and of AWS that are no services of the catalog.
RESERVED = frozenset({"aws", "iamconsole", "saml", "cognito-identity"})


def find(account_id: str, prefix: str) -> RegisteredService:
    service = RegisteredService.objects.filter(account_id=account_id, prefix=prefix.lower()).first()
    if service is None:
        raise NoSuchEntity(f"The service with prefix {prefix} cannot be found.")
    return service


def put(account_id: str, prefix: str, name: str, document: str) -> RegisteredService:
    """Register a service, or replace the one of that prefix."""
    _check_prefix(prefix)
    known = RegisteredService.objects.filter(account_id=account_id, prefix=prefix).first()
    if known is None:
        SERVICES_PER_ACCOUNT.check_room(RegisteredService.objects.filter(account_id=account_id).count())
    try:
        described = read_service(prefix, name, document)
    except DocumentError as error:
        raise InvalidInput(f"The document of the service is not valid. {error}") from None
    now = timezone.now()
    service = known or RegisteredService(account_id=account_id, prefix=prefix, created=now)
    service.name, service.document, service.updated = name, document, now
    service.action_count = len(described.actions)
    service.save()
    return service


def delete(service: RegisteredService) -> None:
    service.delete()


def _check_prefix(prefix: str) -> None:
    if not PREFIX.fullmatch(prefix):
        raise InvalidInput(f"The prefix {prefix!r} must be lower-case letters and digits, with single hyphens inside.")
    if prefix in RESERVED or default_catalog().service(prefix):
        raise InvalidInput(f"The prefix {prefix} belongs to AWS or to iamconsole itself. Choose another one.")
