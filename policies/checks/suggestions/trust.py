"""Suggestions for the policy that says who may assume a role."""

import re

from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, shown, statements, suggestion
from policies.checks.security.conditions import is_audience

_SESSION = re.compile(r"arn:([^:]+):sts::(\d{12}):assumed-role/([^/]+)/.+")
_ROLE = re.compile(r"arn:([^:]+):iam::(\d{12}):role/(?:.+/)?([^/]+)")


@suggestion("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", each=statements)
def redundant_principal_in_role_trust_policy(statement: Statement) -> Problems:
    """Whoever trusts a role trusts all its sessions. Remove the session from the list."""
    if not statement.policy.is_trust:
        return
    roles = {match.groups() for p in statement.principals if (match := _ROLE.fullmatch(p.text))}
    for principal in statement.principals:
        session = _SESSION.fullmatch(principal.text)
        if session and session.groups() in roles:
            yield at(principal.node, f"The role of {shown(principal.text)} is trusted anyway.")


@suggestion("CONFIRM_AUDIENCE_CLAIM_TYPE", each=conditions)
def confirm_audience_claim_type(condition: Condition) -> Problems:
    """The audience of a token can be one value or several, depending on the provider. For one value use the
    plain operator, for several put ForAllValues or ForAnyValue before it."""
    if condition.policy.is_trust and is_audience(condition):
        yield at(condition.node, f"Make sure how many values {shown(condition.name)} has.")
