"""Reads of identity providers."""

from django.db.models import QuerySet

from accounts.models import OIDCProvider, SAMLProvider


def oidc_providers(account_id: str) -> QuerySet[OIDCProvider]:
    return OIDCProvider.objects.filter(account_id=account_id).order_by("url")


def saml_providers(account_id: str) -> QuerySet[SAMLProvider]:
    return SAMLProvider.objects.filter(account_id=account_id).order_by("name_key")
