"""SAML assertions: whom they name, once a certificate of the provider's metadata has proved them.

Only what the signature covers is read: the element that the verifier gives back, never the document around it.
Source: STS API Reference, AssumeRoleWithSAML; IAM User Guide, "Configure SAML assertions for the authentication
response"; SAML 2.0 Profiles, 4.1.4.3.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from accounts.federation import markup, metadata
from accounts.federation.decryption import decrypted
from accounts.federation.identity import Claims, check_session_name
from accounts.federation.markup import ASSERTION, NAMES, PROTOCOL, Malformed, text_of
from accounts.models import SAMLProvider
from iamconsole.errors import ExpiredTokenException, IDPRejectedClaim, InvalidIdentityToken

ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
FORMAT = re.compile(r"urn:oasis:names:tc:SAML:2\.0:nameid-format:(persistent|transient)")
# Whom assertions are for: AWS by its own names, which providers are set up with already, or this installation.
AUDIENCES = frozenset({"urn:amazon:webservices", "https://signin.aws.amazon.com/saml"})
AWS_SIGN_IN = re.compile(r"https://([a-z0-9-]+\.)?signin\.aws\.amazon\.com/(saml|saml/acs/[\w-]+)")
REDEEM_WITHIN = timedelta(minutes=5)
LEEWAY = timedelta(seconds=60)
SHORTEST_SESSION, LONGEST_SESSION = 900, 43_200
INVALID = "Invalid SAML assertion"
SIGNATURE_INVALID = "Response signature invalid"
EXPIRED = "Token must be redeemed within 5 minutes of issuance"

# AWS's names for the attributes of the eduPerson, eduOrg and LDAP schemes, by their object identifiers.
NAMED_ATTRIBUTES = {
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.1": "edupersonaffiliation",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.2": "edupersonnickname",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.3": "edupersonorgdn",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.4": "edupersonorgunitdn",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.5": "edupersonprimaryaffiliation",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.6": "edupersonprincipalname",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.7": "edupersonentitlement",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.8": "edupersonprimaryorgunitdn",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.9": "edupersonscopedaffiliation",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.10": "edupersontargetedid",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.11": "edupersonassurance",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.2": "eduorghomepageuri",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.3": "eduorgidentityauthnpolicyuri",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.4": "eduorglegalname",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.5": "eduorgsuperioruri",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.6": "eduorgwhitepagesuri",
    "urn:oid:2.5.4.3": "cn",
    "urn:oid:2.5.4.4": "surname",
    "urn:oid:2.5.4.42": "givenname",
    "urn:oid:2.5.4.45": "x500uniqueidentifier",
    "urn:oid:0.9.2342.19200300.100.1.1": "uid",
    "urn:oid:0.9.2342.19200300.100.1.3": "mail",
    "urn:oid:0.9.2342.19200300.100.1.45": "organizationstatus",
    "http://schemas.xmlsoap.org/claims/CommonName": "commonname",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name": "name",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid": "primarygroupsid",
}
SINGLE_VALUED = {
    "edupersonorgdn",
    "edupersonprimaryaffiliation",
    "edupersonprimaryorgunitdn",
    "edupersonprincipalname",
}


@dataclass(frozen=True, slots=True)
class SAMLIdentity:
    """Somebody whom a provider vouches for; `roles` are the pairs of role and provider that it offers."""

    provider: SAMLProvider
    issuer: str
    subject: str
    subject_type: str
    recipient: str
    session_name: str
    roles: frozenset[tuple[str, str]]
    seconds_at_most: int | None
    claims: Claims
    attributes: Mapping[str, Any]

    @property
    def name_qualifier(self) -> str:
        """Return AWS's hash of who speaks for whom; with the subject it names a person once and for all."""
        named = f"{self.issuer}{self.provider.account_id}/{self.provider.name}"
        # AWS's formula, which protects nothing.
        digest = hashlib.sha1(named.encode(), usedforsecurity=False).digest()
        return base64.b64encode(digest).decode()

    @property
    def keys(self) -> dict[str, Any]:
        """Return the condition keys that a trust policy can test."""
        return {
            **self.attributes,
            **self.lasting_keys,
            "saml:aud": self.recipient,
            "saml:iss": self.issuer,
            "saml:doc": f"{self.provider.account_id}/{self.provider.name}",
        }

    @property
    def lasting_keys(self) -> dict[str, Any]:
        """Return those that stay with the session (User Guide, "Available keys for SAML-based federation")."""
        return {
            "aws:federatedprovider": self.provider.arn,
            "saml:namequalifier": self.name_qualifier,
            "saml:sub": self.subject,
            "saml:sub_type": self.subject_type,
        }


def verify(provider: SAMLProvider, encoded: str) -> SAMLIdentity:
    """Return whom the response names; raise when the provider did not sign it, or not for us, or not just now."""
    now = timezone.now()
    described = _metadata(provider, now)
    assertion = _signed_assertion(_response(encoded), provider, described.certificates)
    if text_of(assertion.find("saml:Issuer", NAMES)) != described.entity_id:
        raise InvalidIdentityToken("Issuer not present in specified provider")
    recipient = _confirmed_recipient(assertion, now)
    _check_conditions(assertion, now)
    values = _attributes(assertion)
    return SAMLIdentity(
        provider=provider,
        issuer=described.entity_id,
        recipient=recipient,
        session_name=check_session_name("".join(values.get(f"{ATTRIBUTES}RoleSessionName", ())[:1])),
        roles=frozenset(_pairs(values.get(f"{ATTRIBUTES}Role", ()))),
        seconds_at_most=_seconds_at_most(assertion, values, now),
        claims=_claims(values),
        attributes=_named_attributes(values),
        **_subject(assertion),
    )


def _metadata(provider: SAMLProvider, now: datetime) -> metadata.Metadata:
    if provider.valid_until <= now:
        raise InvalidIdentityToken("The metadata of the identity provider has expired.")
    return metadata.read(provider.metadata)


def _response(encoded: str) -> etree._Element:
    try:
        root = markup.parse(base64.b64decode("".join(encoded.split()), validate=True))
    except (binascii.Error, ValueError, Malformed):
        raise InvalidIdentityToken(INVALID) from None
    status = root.find("samlp:Status/samlp:StatusCode", NAMES)
    if root.tag != f"{{{PROTOCOL}}}Response" or status is None:
        raise InvalidIdentityToken(INVALID)
    if status.get("Value") != SUCCESS:
        raise IDPRejectedClaim("The identity provider reported that authentication failed.")
    return root


def _signed_assertion(
    response: etree._Element, provider: SAMLProvider, certificates: tuple[x509.Certificate, ...]
) -> etree._Element:
    """Return the one assertion that is signed, by itself or with the whole response."""
    if response.find("ds:Signature", NAMES) is not None:
        response = _proved(response, "./", certificates)
        if response.tag != f"{{{PROTOCOL}}}Response":
            raise InvalidIdentityToken(SIGNATURE_INVALID)
        return _only_assertion(response, provider)
    assertion = _proved(_only_assertion(response, provider), "./", certificates)
    if assertion.tag != f"{{{ASSERTION}}}Assertion":
        raise InvalidIdentityToken(SIGNATURE_INVALID)
    return assertion


def _only_assertion(response: etree._Element, provider: SAMLProvider) -> etree._Element:
    """Return a copy of the response's assertion, decrypted, with nothing of the response around it."""
    plain, sealed = response.findall("saml:Assertion", NAMES), response.findall("saml:EncryptedAssertion", NAMES)
    if len(plain) + len(sealed) != 1 or (plain and provider.encryption_mode == "Required"):
        raise InvalidIdentityToken(INVALID)
    try:
        return decrypted(sealed[0], provider) if sealed else markup.parse(etree.tostring(plain[0], with_tail=False))
    except Malformed:
        raise InvalidIdentityToken(INVALID) from None


def _proved(element: etree._Element, location: str, certificates: tuple[x509.Certificate, ...]) -> etree._Element:
    """Return what the signature in `element` covers; one of the provider's certificates must have made it."""
    expected = SignatureConfiguration(require_x509=True, location=location, expect_references=1)
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(
                etree.tostring(element, with_tail=False),
                x509_cert=certificate,
                parser=markup.parser(),
                expect_config=expected,
            )
        except (SignXMLException, ValueError, TypeError, AttributeError, etree.LxmlError):
            # The verifier meets hostile documents: whatever it stumbles over, they are not proved.
            continue
        assert not isinstance(result, list), "one reference gives one result"
        if result.signed_xml is not None:
            return result.signed_xml
    raise InvalidIdentityToken(SIGNATURE_INVALID)


def _confirmed_recipient(assertion: etree._Element, now: datetime) -> str:
    """Return where the assertion was to be delivered, which must be here, and in time."""
    for confirmation in assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMES):
        terms = confirmation.find("saml:SubjectConfirmationData", NAMES)
        if confirmation.get("Method") != BEARER or terms is None:
            continue
        recipient = str(terms.get("Recipient", ""))
        if not _is_here(recipient) or terms.get("NotOnOrAfter") is None:
            continue
        issued = _moment(assertion.get("IssueInstant"))
        if now >= _moment(terms.get("NotOnOrAfter")) or now >= issued + REDEEM_WITHIN:
            raise ExpiredTokenException(EXPIRED)
        if issued > now + LEEWAY:
            raise InvalidIdentityToken("The SAML assertion is not yet valid.")
        return recipient
    raise InvalidIdentityToken("The SAML assertion is not for this recipient.")


def _is_here(recipient: str) -> bool:
    return AWS_SIGN_IN.fullmatch(recipient) is not None or recipient.startswith(f"{settings.PUBLIC_URL}/")


def _check_conditions(assertion: etree._Element, now: datetime) -> None:
    conditions = assertion.find("saml:Conditions", NAMES)
    if conditions is None:
        raise InvalidIdentityToken(INVALID)
    if conditions.get("NotOnOrAfter") is not None and now >= _moment(conditions.get("NotOnOrAfter")):
        raise ExpiredTokenException(EXPIRED)
    if conditions.get("NotBefore") is not None and now + LEEWAY < _moment(conditions.get("NotBefore")):
        raise InvalidIdentityToken("The SAML assertion is not yet valid.")
    restrictions = conditions.findall("saml:AudienceRestriction", NAMES)
    ours = AUDIENCES | {settings.PUBLIC_URL}
    if not restrictions or not all(_audiences(restriction) & ours for restriction in restrictions):
        raise InvalidIdentityToken("The SAML assertion is not for this audience.")


def _audiences(restriction: etree._Element) -> frozenset[str]:
    return frozenset(text_of(audience) for audience in restriction.findall("saml:Audience", NAMES))


def _attributes(assertion: etree._Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for attribute in assertion.findall("saml:AttributeStatement/saml:Attribute", NAMES):
        name = str(attribute.get("Name", ""))
        values = tuple(text_of(value) for value in attribute.findall("saml:AttributeValue", NAMES))
        found[name] = found.get(name, ()) + values
    return found


def _pairs(values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return role and provider of each `Role` attribute, which may stand in either order."""
    split = [[part.strip() for part in value.split(",")] for value in values]
    pairs = [parts for parts in split if len(parts) == 2]
    return [(one, other) if ":saml-provider/" in other else (other, one) for one, other in pairs]


def _seconds_at_most(assertion: etree._Element, values: Mapping[str, tuple[str, ...]], now: datetime) -> int | None:
    """Return how long the provider lets the session last: its SessionDuration, and till SessionNotOnOrAfter."""
    limits = []
    for given in values.get(f"{ATTRIBUTES}SessionDuration", ())[:1]:
        if not given.isdecimal() or not SHORTEST_SESSION <= int(given) <= LONGEST_SESSION:
            raise InvalidIdentityToken("The SessionDuration of the SAML assertion is not valid.")
        limits.append(int(given))
    ends = [statement.get("SessionNotOnOrAfter") for statement in assertion.findall("saml:AuthnStatement", NAMES)]
    limits.extend(int((_moment(end) - now).total_seconds()) for end in ends if end is not None)
    if any(limit <= 0 for limit in limits):
        raise ExpiredTokenException(EXPIRED)
    return min(limits, default=None)


def _claims(values: Mapping[str, tuple[str, ...]]) -> Claims:
    prefix = f"{ATTRIBUTES}PrincipalTag:"
    tags = {name.removeprefix(prefix): "".join(value[:1]) for name, value in values.items() if name.startswith(prefix)}
    source_identity = "".join(values.get(f"{ATTRIBUTES}SourceIdentity", ())[:1])
    return Claims.checked(tags, values.get(f"{ATTRIBUTES}TransitiveTagKeys", ()), source_identity)


def _named_attributes(values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    named = {NAMED_ATTRIBUTES[name]: value for name, value in values.items() if name in NAMED_ATTRIBUTES and value}
    return {f"saml:{name}": value[0] if name in SINGLE_VALUED else value for name, value in named.items()}


def _subject(assertion: etree._Element) -> dict[str, str]:
    name = assertion.find("saml:Subject/saml:NameID", NAMES)
    subject = text_of(name)
    if name is None or not subject:
        raise InvalidIdentityToken(INVALID)
    format_uri = str(name.get("Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"))
    short = FORMAT.fullmatch(format_uri)
    return {"subject": subject, "subject_type": short[1] if short else format_uri}


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise InvalidIdentityToken(INVALID) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
