"""Principals that are trusted with too few questions asked."""

import re

from policies.checks.policy import Principal, Statement
from policies.checks.registry import Problems, at, at_all, principals, security_warning, shown, statements

SOURCE_KEYS = ("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths")
GITHUB = "token.actions.githubusercontent.com"
_OIDC = re.compile(r"arn:[^:]+:iam::\d{12}:oidc-provider/(.+)")
_DOMAINS = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")


@security_warning("ALLOW_WITH_NOTPRINCIPAL", each=statements)
def allow_with_notprincipal(statement: Statement) -> Problems:
    """Allow with NotPrincipal lets in everybody else in the world, anonymous callers too. Name in Principal
    who is meant."""
    member = statement.member("NotPrincipal")
    if statement.allows and member:
        yield at(member.key, "Allow with NotPrincipal lets everybody else in.")


@security_warning("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", each=statements)
def restrict_access_to_service_principal(statement: Statement) -> Problems:
    """A service acts for all its customers, so whoever uses it could reach this resource through it. Say on
    whose behalf: compare aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths."""
    policy = statement.policy
    if not policy.is_resource or policy.is_trust or not statement.allows:
        return
    services = [principal.node for principal in statement.principals if principal.kind == "Service"]
    if services and not statement.has_condition(*SOURCE_KEYS):
        yield at_all(services, "The service may act on behalf of anybody. Compare aws:SourceArn or aws:SourceAccount.")


@security_warning("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", each=principals)
def missing_condition_key_for_oidc_principal(principal: Principal) -> Problems:
    """Everybody whom the provider knows can assume the role. Compare its claims, such as the audience or
    the subject, in a condition."""
    provider = _provider(principal)
    names = principal.statement.condition_names
    if provider and not any(name.startswith(f"{provider}:") for name in names):
        yield at(principal.node, f"No condition compares a claim of {shown(provider)}.")


@security_warning("MISSING_GITHUB_REPO_CONDITION_KEY", each=principals)
def missing_github_repo_condition_key(principal: Principal) -> Problems:
    """Workflows of every repository on GitHub can assume the role. Compare the subject claim, which names
    the repository."""
    if _provider(principal) == GITHUB and not principal.statement.has_condition(f"{GITHUB}:sub"):
        yield at(principal.node, f"No condition compares {GITHUB}:sub.")


def _provider(principal: Principal) -> str | None:
    """Return the OpenID Connect provider that an Allow of a trust policy trusts."""
    if principal.kind != "Federated" or not principal.policy.is_trust or not principal.statement.allows:
        return None
    name = principal.text.lower()
    if match := _OIDC.fullmatch(name):
        return match[1]
    return name if name in _DOMAINS else None
