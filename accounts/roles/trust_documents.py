"""Trust policies for the usual kinds of trusted entity, as the AWS console writes them.

Source: IAM User Guide, "Create a role to delegate permissions to an AWS service", "... to an IAM user", "Create a role
for a third-party identity provider", "Create a role for SAML 2.0 federation".
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iamconsole import arns

SAML_SIGN_IN = "https://signin.aws.amazon.com/saml"
GITHUB = "token.actions.githubusercontent.com"

Conditions = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PublicProvider:
    """A provider that needs no row of its own: its condition key for the application's id, and what that is called."""

    name: str
    audience_key: str
    audience: str


# Those that AWS knows without set-up (User Guide, "About web identity federation").
PUBLIC_PROVIDERS: Mapping[str, PublicProvider] = {
    "cognito-identity.amazonaws.com": PublicProvider(
        "Amazon Cognito", "cognito-identity.amazonaws.com:aud", "Identity pool ID"
    ),
    "www.amazon.com": PublicProvider("Login with Amazon", "www.amazon.com:app_id", "Application ID"),
    "graph.facebook.com": PublicProvider("Facebook", "graph.facebook.com:app_id", "Application ID"),
    "accounts.google.com": PublicProvider("Google", "accounts.google.com:aud", "Audience"),
}


def for_service(principal: str) -> str:
    """Return the policy that lets an AWS service (`ec2.amazonaws.com`) take the role on."""
    return _document({"Service": principal}, "sts:AssumeRole", {})


def for_account(account_id: str, *, external_id: str = "", needs_mfa: bool = False) -> str:
    """Return the policy that leaves it to an account who of it takes the role on."""
    conditions: dict[str, Any] = {}
    if external_id:
        conditions["StringEquals"] = {"sts:ExternalId": external_id}
    if needs_mfa:
        conditions["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
    return _document({"AWS": arns.root(account_id)}, "sts:AssumeRole", conditions)


def for_web_identity(provider: str, audience: str, subjects: Sequence[str] = ()) -> str:
    """Return the policy for people and workloads whom an OpenID Connect provider vouches for.

    `provider` is the ARN of one of the account's, or the host of one that AWS knows. `subjects` are who of them, with
    `*` for anything; nothing means everybody who has a token for that audience.
    """
    host = provider.partition("oidc-provider/")[2] or provider
    known = PUBLIC_PROVIDERS.get(host)
    conditions: dict[str, Any] = {"StringEquals": {known.audience_key if known else f"{host}:aud": audience}}
    if subjects:
        operator = "StringLike" if any("*" in subject or "?" in subject for subject in subjects) else "StringEquals"
        conditions.setdefault(operator, {})[f"{host}:sub"] = _one_or_many(subjects)
    return _document({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", conditions)


def for_saml(provider: str, *, with_console: bool, attribute: str = "", value: str = "") -> str:
    """Return the policy for people whom a SAML provider of the account vouches for."""
    conditions: dict[str, Any] = {"StringEquals": {"SAML:aud": SAML_SIGN_IN}} if with_console else {}
    if attribute:
        conditions.setdefault("StringEquals", {})[attribute] = value
    return _document({"Federated": provider}, "sts:AssumeRoleWithSAML", conditions)


def github_subject(organization: str, repository: str = "", branch: str = "") -> str:
    """Return who a workflow of GitHub Actions is, as its token says: organization, repository and branch."""
    return f"repo:{organization}/{repository or '*'}:{f'ref:refs/heads/{branch}' if branch else '*'}"


def _document(principal: Mapping[str, str], action: str, conditions: Conditions) -> str:
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": principal, "Action": action}
    if conditions:
        statement["Condition"] = conditions
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=4)


def _one_or_many(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
