"""Identity providers as AWS shows them."""

from typing import Any

from accounts.federation.services import ALLOWED
from accounts.models import OIDCProvider, SAMLProvider
from iamconsole import tags


def oidc_shape(provider: OIDCProvider) -> dict[str, Any]:
    return {
        "Url": provider.url,
        "ClientIDList": provider.client_ids,
        "ThumbprintList": provider.thumbprints,
        "CreateDate": provider.created,
        "Tags": tags.shape(provider.tags),
    }


def saml_entry(provider: SAMLProvider) -> dict[str, Any]:
    return {"Arn": provider.arn, "ValidUntil": provider.valid_until, "CreateDate": provider.created}


def saml_shape(provider: SAMLProvider) -> dict[str, Any]:
    return {
        "SAMLProviderUUID": provider.unique_id,
        "SAMLMetadataDocument": provider.metadata,
        "CreateDate": provider.created,
        "ValidUntil": provider.valid_until,
        "Tags": tags.shape(provider.tags),
        "AssertionEncryptionMode": provider.encryption_mode or ALLOWED,
        "PrivateKeyList": [
            {"KeyId": key.unique_id, "Timestamp": key.created} for key in provider.private_keys.order_by("pk")
        ],
    }
