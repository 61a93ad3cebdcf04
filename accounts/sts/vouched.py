"""Sessions for people whom an identity provider vouches for: the trust policy of the role alone decides.

Source: IAM User Guide, "Available keys for AWS STS", "Pass session tags in AWS STS".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.access.authorize import authorize_external
from accounts.access.context import origin_context
from accounts.federation import assertions, tokens
from accounts.federation.assertions import SAMLIdentity
from accounts.federation.identity import Claims
from accounts.federation.tokens import WebIdentity
from accounts.models import OIDCProvider, Role, SAMLProvider
from accounts.sts import services
from iamconsole import tags
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, InvalidIdentityToken
from policies.engine import Principal, PrincipalKind


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says: who comes under which name, with which tags, and `keys` that conditions can test."""

    action: str
    kind: PrincipalKind
    provider_arn: str
    session_name: str
    claims: Claims
    keys: Mapping[str, Any]

    def context(self) -> dict[str, Any]:
        found = {**self.keys, "sts:rolesessionname": self.session_name}
        if self.claims.source_identity:
            found["sts:sourceidentity"] = self.claims.source_identity
        if self.claims.transitive_keys:
            found["sts:transitivetagkeys"] = self.claims.transitive_keys
        return found | tags.request_context({"Tags": self.claims.tags})

    def actions(self) -> Iterator[str]:
        """Return every action that the trust policy must allow."""
        yield self.action
        if self.claims.tags:
            yield "sts:TagSession"
        if self.claims.source_identity:
            yield "sts:SetSourceIdentity"


def web_identity(account_id: str, token: str) -> WebIdentity:
    """Return whom an ID token names, if a provider of the account issued it."""
    issuer = tokens.issuer_of(token)
    provider = OIDCProvider.objects.filter(account_id=account_id, url=issuer).first()
    if provider is None:
        raise InvalidIdentityToken(f"No OpenIDConnect provider found in your account for https://{issuer[:255]}")
    return tokens.verify(provider, token)


def saml_identity(account_id: str, provider_arn: str, assertion: str) -> SAMLIdentity:
    """Return whom a SAML response names, if this provider of the account made it."""
    name = provider_arn.partition(":saml-provider/")[2]
    provider = SAMLProvider.objects.filter(account_id=account_id, name_key=name.lower()).first()
    if provider is None or provider.arn != provider_arn:
        raise InvalidIdentityToken("Specified provider doesn't exist")
    return assertions.verify(provider, assertion)


def find_role(role_arn: str, vouched: Vouched) -> Role:
    """Return the role; nobody learns whether it is there, or does not trust the provider."""
    role = services.find_role(role_arn)
    if role is None:
        raise AccessDenied(f"Not authorized to perform {vouched.action}")
    return role


def require_offer(identity: SAMLIdentity, role: Role) -> None:
    """Raise AccessDenied unless the assertion offers this role through this provider."""
    if (role.arn, identity.provider.arn) not in identity.roles:
        raise AccessDenied("Not authorized to perform sts:AssumeRoleWithSAML")


def authorize(caller: Caller, role: Role, vouched: Vouched) -> None:
    """Raise AccessDenied unless `role` trusts the provider to say all of this."""
    principal = Principal(vouched.kind, issuer=vouched.provider_arn)
    context = {**origin_context(caller, role.arn, timezone.now()), **vouched.context()}
    for action in vouched.actions():
        authorize_external(principal, role, action, context)
