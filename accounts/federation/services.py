"""The rules of identity providers: whom an account believes about people it does not know."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.federation import metadata
from accounts.federation.markup import Malformed
from accounts.models import OIDCProvider, SAMLPrivateKey, SAMLProvider
from iamconsole import arns, ids, tags
from iamconsole.errors import EntityAlreadyExists, InvalidInput, NoSuchEntity, ValidationError
from iamconsole.quotas import Quota

OIDC_PROVIDERS_PER_ACCOUNT = Quota("OpenIdConnectProvidersPerAccount", 100)
CLIENT_IDS_PER_PROVIDER = Quota("ClientIdsPerOpenIdConnectProvider", 100)
THUMBPRINTS_PER_PROVIDER = 5
ALLOWED, REQUIRED = "Allowed", "Required"
SAML_PROVIDERS_PER_ACCOUNT = Quota("SAMLProvidersPerAccount", 100)
KEYS_PER_SAML_PROVIDER = Quota("KeysPerSAMLProvider", 10)
PRIVATE_KEYS_PER_PROVIDER = Quota("PrivateKeysPerSAMLProvider", 2, "Private key limit of {limit} is reached.")
NO_ADDRESS = "Invalid Open ID Connect Provider URL"
THUMBPRINT = re.compile(r"[0-9A-Fa-f]{40}")
# How long metadata holds that does not say so itself.
UNLIMITED = timedelta(days=36_500)


def find_oidc(account_id: str, arn: str) -> OIDCProvider:
    url = _named(account_id, arn, "oidc-provider/")
    provider = OIDCProvider.objects.filter(account_id=account_id, url=url).first()
    if provider is None:
        raise NoSuchEntity(f"OpenIDConnect Provider not found for arn {arn}")
    return provider


def create_oidc(
    account_id: str,
    url: str,
    *,
    client_ids: Sequence[str],
    thumbprints: Sequence[str],
    new_tags: Iterable[tags.Tag] | None,
) -> OIDCProvider:
    """Return a new provider. Its keys are fetched when a token is shown, always over https.

    Without thumbprints only the authorities that the system trusts vouch for its host.
    """
    _check_url(url)
    _check_thumbprints(thumbprints)
    _check_client_ids(client_ids)
    OIDC_PROVIDERS_PER_ACCOUNT.check_room(OIDCProvider.objects.filter(account_id=account_id).count())
    provider = OIDCProvider(
        account_id=account_id,
        url=OIDCProvider.address(url),
        client_ids=list(dict.fromkeys(client_ids)),
        thumbprints=[thumbprint.lower() for thumbprint in thumbprints],
        tags=tags.stored(new_tags, ignore_case=False),
        created=timezone.now(),
    )
    try:
        with transaction.atomic():
            provider.save(force_insert=True)
    except IntegrityError:
        # "Unknown" is all that AWS says here.
        raise EntityAlreadyExists("Unknown") from None
    return provider


def delete_oidc(account_id: str, arn: str) -> None:
    """Remove the provider; its being gone is no error (API Reference, DeleteOpenIDConnectProvider)."""
    url = _named(account_id, arn, "oidc-provider/")
    OIDCProvider.objects.filter(account_id=account_id, url=url).delete()


def set_thumbprints(provider: OIDCProvider, thumbprints: Sequence[str]) -> None:
    if not thumbprints:
        raise InvalidInput("Thumbprint list must contain at least one entry.")
    _check_thumbprints(thumbprints)
    provider.thumbprints = [thumbprint.lower() for thumbprint in thumbprints]
    provider.save(update_fields=["thumbprints"])


def add_client_id(provider: OIDCProvider, client_id: str) -> None:
    """Accept tokens made for `client_id` too; accepting them already is no error."""
    client_ids = list(dict.fromkeys([*provider.client_ids, client_id]))
    _check_client_ids(client_ids)
    provider.client_ids = client_ids
    provider.save(update_fields=["client_ids"])


def remove_client_id(provider: OIDCProvider, client_id: str) -> None:
    """Accept them no more; not having accepted them is no error."""
    provider.client_ids = [known for known in provider.client_ids if known != client_id]
    provider.save(update_fields=["client_ids"])


def find_saml(account_id: str, arn: str) -> SAMLProvider:
    name = _named(account_id, arn, "saml-provider/")
    provider = SAMLProvider.objects.filter(account_id=account_id, name_key=name.lower()).first()
    if provider is None:
        raise NoSuchEntity(f"Manifest not found for arn {arn}")
    return provider


def create_saml(
    account_id: str,
    name: str,
    document: str,
    *,
    encryption_mode: str,
    private_key: str | None,
    new_tags: Iterable[tags.Tag] | None,
) -> SAMLProvider:
    SAML_PROVIDERS_PER_ACCOUNT.check_room(SAMLProvider.objects.filter(account_id=account_id).count())
    provider = SAMLProvider(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.SAML_PROVIDER),
        name=name,
        metadata=document,
        valid_until=_valid_until(document),
        encryption_mode=encryption_mode,
        tags=tags.stored(new_tags, ignore_case=False),
        created=timezone.now(),
    )
    try:
        with transaction.atomic():
            provider.save(force_insert=True)
    except IntegrityError:
        raise EntityAlreadyExists(f"SAML provider {name} already exists.") from None
    if private_key is not None:
        add_private_key(provider, private_key)
    _check_encryption(provider)
    return provider


def update_saml(
    provider: SAMLProvider,
    *,
    document: str | None,
    encryption_mode: str | None,
    added_key: str | None,
    removed_key: str | None,
) -> None:
    """Change what is given, of which there must be something; a key is added or removed, not both."""
    if all(given is None for given in (document, encryption_mode, added_key, removed_key)):
        raise ValidationError(
            "Unable to update identity provider. No updates are defined for metadata or encryption assertion."
        )
    if added_key is not None and removed_key is not None:
        raise ValidationError(
            "Unable to add and remove private keys in the same request. Set a value for only one of the two parameters."
        )
    if document is not None:
        provider.metadata, provider.valid_until = document, _valid_until(document)
    if encryption_mode is not None:
        provider.encryption_mode = encryption_mode
    provider.save(update_fields=["metadata", "valid_until", "encryption_mode"])
    if removed_key is not None:
        remove_private_key(provider, removed_key)
    if added_key is not None:
        add_private_key(provider, added_key)
    _check_encryption(provider)


def add_private_key(provider: SAMLProvider, pem: str) -> None:
    PRIVATE_KEYS_PER_PROVIDER.check_room(provider.private_keys.count())
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        raise InvalidInput("The private key must be in PEM format, without a password.") from None
    if not isinstance(key, RSAPrivateKey):
        raise InvalidInput("The private key must be an RSA key.")
    row = SAMLPrivateKey(provider=provider, unique_id=ids.new_entity_id(ids.SAML_PRIVATE_KEY), created=timezone.now())
    row.seal(pem.encode())
    row.save(force_insert=True)


def remove_private_key(provider: SAMLProvider, key_id: str) -> None:
    """Take away the key with this id; where assertions must be encrypted, the last one stays."""
    removed, _ = provider.private_keys.filter(unique_id=key_id).delete()
    if not removed or (provider.encryption_mode == REQUIRED and not provider.private_keys.exists()):
        raise InvalidInput("Failed to remove private key.")


def add_tags(provider: OIDCProvider | SAMLProvider, added: Iterable[tags.Tag]) -> None:
    provider.tags = tags.merged(provider.tags, added, ignore_case=False)
    provider.save(update_fields=["tags"])


def remove_tags(provider: OIDCProvider | SAMLProvider, keys: Sequence[str]) -> None:
    provider.tags = tags.without(provider.tags, keys, ignore_case=False)
    provider.save(update_fields=["tags"])


def _named(account_id: str, arn: str, kind: str) -> str:
    """Return what `arn` names, a provider of this kind; "" for one of another account."""
    parts = arns.parse(arn)
    if parts is None or parts.service != "iam" or not parts.resource.startswith(kind):
        raise InvalidInput(f"Invalid ARN: {arn}")
    return parts.resource.removeprefix(kind) if parts.account_id == account_id else ""


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValidationError(NO_ADDRESS) from None
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise ValidationError(NO_ADDRESS)


def _check_thumbprints(thumbprints: Sequence[str]) -> None:
    if len(thumbprints) > THUMBPRINTS_PER_PROVIDER:
        raise InvalidInput(f"Thumbprint list must contain fewer than {THUMBPRINTS_PER_PROVIDER} entries.")
    if not all(THUMBPRINT.fullmatch(thumbprint) for thumbprint in thumbprints):
        raise InvalidInput("A thumbprint must be 40 hexadecimal digits.")


def _check_client_ids(client_ids: Sequence[str]) -> None:
    CLIENT_IDS_PER_PROVIDER.check(len(set(client_ids)))


def _valid_until(document: str) -> datetime:
    try:
        found = metadata.read(document)
    except Malformed:
        raise InvalidInput("Could not parse metadata") from None
    KEYS_PER_SAML_PROVIDER.check(len(found.certificates))
    return found.valid_until or timezone.now() + UNLIMITED


def _check_encryption(provider: SAMLProvider) -> None:
    if provider.encryption_mode == REQUIRED and not provider.private_keys.exists():
        raise InvalidInput("Failed to set assertion encryption mode to Required because no private key is present.")
