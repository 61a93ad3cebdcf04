"""Errors of the policy that says who may assume a role."""

import re

from policies.catalog.globs import covers
from policies.checks.errors.actions import names
from policies.checks.policy import RESOURCES, Principal, Statement
from policies.checks.registry import Problems, at, error, principals, shown, statements

ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"
ROLES_ANYWHERE_ACTIONS = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
PROVIDER_ARN = re.compile(r"arn:[^:]+:iam::\d{12}:(saml|oidc)-provider/.+")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/\S*)?")


@error("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", each=statements)
def role_trust_policy_syntax_error_notprincipal(statement: Statement) -> Problems:
    """A trust policy says who may assume the role. Name them with Principal; NotPrincipal is refused."""
    member = statement.member("NotPrincipal")
    if statement.policy.is_trust and member:
        yield at(member.key, "A trust policy cannot have NotPrincipal. Use Principal.")


@error("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", each=principals)
def role_trust_policy_unsupported_wildcard_in_principal(principal: Principal) -> Problems:
    """A role that everybody may assume gives its permissions to all of AWS. Name the accounts, users, roles
    or services that may."""
    if principal.policy.is_trust and principal.statement.allows and principal.is_anyone:
        yield at(principal.node, "A trust policy cannot trust everybody. Name who may assume the role.")


@error("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", each=statements)
def role_trust_policy_syntax_error_resource(statement: Statement) -> Problems:
    """The resource of a trust policy is the role it belongs to. Remove Resource and NotResource."""
    for name in RESOURCES if statement.policy.is_trust else ():
        if member := statement.member(name):
            yield at(member.key, f"A trust policy cannot have {name}. Remove it.")


@error("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", each=principals)
def invalid_federated_principal_syntax(principal: Principal) -> Problems:
    """An identity provider is named by its ARN in IAM, or by its domain if AWS knows it, such as
    accounts.google.com."""
    if not principal.policy.is_trust or principal.kind != "Federated":
        return
    if not PROVIDER_ARN.fullmatch(principal.text) and not _DOMAIN.fullmatch(principal.text):
        yield at(principal.node, f"{shown(principal.text)} names no identity provider.")


@error("MISMATCHED_ACTION_FOR_PRINCIPAL", each=statements)
def mismatched_action_for_principal(statement: Statement) -> Problems:
    """Users of a SAML provider come by sts:AssumeRoleWithSAML, those of an OpenID Connect provider by
    sts:AssumeRoleWithWebIdentity. Use the action of the provider."""
    if not statement.policy.is_trust:
        return
    wrong = {_wrong_action(principal): principal for principal in statement.principals}
    for entry in statement.actions:
        if principal := wrong.get(entry.text.lower()):
            yield at(entry.node, f"{entry.text} is not how users of {shown(principal.text)} come.")


@error("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", each=statements)
def missing_action_for_roles_anywhere(statement: Statement) -> Problems:
    """IAM Roles Anywhere assumes the role, names the source and tags the session, so it needs
    sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession together."""
    if not statement.policy.is_trust or not statement.allows:
        return
    missing = [action for action in ROLES_ANYWHERE_ACTIONS if not names(statement, action)]
    for principal in statement.principals:
        if principal.text == ROLES_ANYWHERE and missing and statement.actions:
            yield at(principal.node, f"{ROLES_ANYWHERE} also needs {', '.join(missing)}.")


def _wrong_action(principal: Principal) -> str:
    if principal.kind != "Federated":
        return ""
    is_saml = covers("arn:*:saml-provider/*", principal.text)
    return "sts:assumerolewithwebidentity" if is_saml else "sts:assumerolewithsaml"
