"""Condition keys that no single service owns: global keys, keys of role sessions, federation claims.

IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys".
"""

import re
from collections.abc import Iterable

from policies.catalog.model import ConditionKey, KeyType


def _keys(kind: KeyType, names: str, *, multivalued: bool = False) -> tuple[ConditionKey, ...]:
    return tuple(ConditionKey(name, kind, multivalued) for name in names.split())


GLOBAL_KEYS = (
    *_keys(
        KeyType.STRING,
        """aws:PrincipalAccount aws:PrincipalOrgID aws:PrincipalTag/${TagKey} aws:PrincipalServiceName
        aws:PrincipalType aws:userid aws:username aws:FederatedProvider aws:Ec2InstanceSourceVpc
        aws:SourceIdentity aws:SourceVpc aws:SourceVpce aws:VpceAccount aws:VpceOrgID aws:ResourceAccount
        aws:ResourceOrgID aws:ResourceTag/${TagKey} aws:CalledViaFirst aws:CalledViaLast
        aws:CalledViaAWSMCP aws:referer aws:UserAgent aws:RequestedRegion aws:RequestTag/${TagKey}
        aws:SourceAccount aws:SourceOrgID""",
    ),
    *_keys(
        KeyType.STRING,
        """aws:PrincipalOrgPaths aws:PrincipalServiceNamesList aws:VpceOrgPaths aws:ResourceOrgPaths
        aws:CalledVia aws:TagKeys aws:SourceOrgPaths""",
        multivalued=True,
    ),
    *_keys(
        KeyType.ARN,
        "aws:PrincipalArn aws:SignInSessionArn aws:ChatbotSourceArn aws:SourceVpcArn aws:SourceArn",
    ),
    *_keys(
        KeyType.BOOL,
        """aws:PrincipalIsAWSService aws:AssumedRoot aws:MultiFactorAuthPresent aws:ViaAWSMCPService
        aws:IsMcpServiceAction aws:ViaAWSService aws:SecureTransport""",
    ),
    *_keys(KeyType.DATE, "aws:TokenIssueTime aws:CurrentTime aws:EpochTime"),
    *_keys(KeyType.NUMERIC, "aws:MultiFactorAuthAge"),
    *_keys(KeyType.IP, "aws:SourceIp aws:VpcSourceIp aws:Ec2InstanceSourcePrivateIPv4"),
)

# Only requests that carry or touch tags have these, so each action lists them where it supplies them.
TAG_KEYS = frozenset({"aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}", "aws:TagKeys"})

DEPRECATED_KEYS = {"aws:arn": "aws:PrincipalArn"}

# Credentials that a service handed to a workload carry these into every request.
SESSION_KEYS = (
    *_keys(KeyType.NUMERIC, "ec2:RoleDelivery"),
    *_keys(
        KeyType.ARN,
        """ec2:SourceInstanceArn codebuild:BuildArn codebuild:ProjectArn lambda:SourceFunctionArn
        ssm:SourceInstanceArn""",
    ),
    *_keys(KeyType.STRING, "glue:RoleAssumedBy glue:CredentialIssuingService identitystore:UserId"),
)

SAML_KEYS = (
    *_keys(
        KeyType.STRING,
        """saml:aud saml:iss saml:doc saml:sub saml:sub_type saml:namequalifier saml:edupersonorgdn
        saml:edupersonprimaryaffiliation saml:edupersonprimaryorgunitdn saml:edupersonprincipalname""",
    ),
    *_keys(
        KeyType.STRING,
        """saml:cn saml:commonName saml:givenName saml:mail saml:name saml:organizationStatus
        saml:primaryGroupSID saml:surname saml:uid saml:x500UniqueIdentifier saml:edupersonaffiliation
        saml:edupersonassurance saml:edupersonentitlement saml:edupersonnickname saml:edupersonorgunitdn
        saml:edupersonscopedaffiliation saml:edupersontargetedid saml:eduorghomepageuri
        saml:eduorgidentityauthnpolicyuri saml:eduorglegalname saml:eduorgsuperioruri
        saml:eduorgwhitepagesuri""",
        multivalued=True,
    ),
)

_PLACEHOLDER = re.compile(r"([^$<]*)(\$\{[^}]*\}|<[^>]*>)?(.*)")

MULTIVALUED_CLAIMS = frozenset({"amr"})


def web_identity_key(name: str) -> ConditionKey | None:
    """Return `host/path:claim` as a key if it has that form; every provider has its own claims."""
    provider, colon, claim = name.rpartition(":")
    if not colon or not claim or "." not in provider.split("/")[0] or ":" in provider.split("/")[0]:
        return None
    return ConditionKey(name, KeyType.STRING, claim.lower() in MULTIVALUED_CLAIMS)


class KeyTable:
    """Condition keys found by name, in any spelling of case, their placeholders filled or not."""

    def __init__(self, keys: Iterable[ConditionKey]) -> None:
        self._exact: dict[str, ConditionKey] = {}
        self._open: list[tuple[str, str, ConditionKey]] = []
        for key in keys:
            start, placeholder, end = _PLACEHOLDER.match(key.name.lower()).groups("")  # type: ignore[union-attr]  # matches all
            if placeholder:
                self._open.append((start, end, key))
            else:
                self._exact.setdefault(start, key)

    def find(self, name: str) -> ConditionKey | None:
        lower = name.lower()
        exact = self._exact.get(lower)
        if exact or not self._open:
            return exact
        return next((key for start, end, key in self._open if _lies_between(lower, start, end)), None)


def _lies_between(name: str, start: str, end: str) -> bool:
    return len(name) >= len(start) + len(end) and name.startswith(start) and name.endswith(end)


GLOBAL_TABLE = KeyTable(GLOBAL_KEYS)
SAML_TABLE = KeyTable(SAML_KEYS)
SESSION_TABLE = KeyTable(SESSION_KEYS)
NO_KEYS = KeyTable(())
