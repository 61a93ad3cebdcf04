"""Whom a statement names, and through which form: how much a grant is worth depends on it."""

import re
from enum import IntEnum

from policies.language import Effect, Principals, Statement

from .request import Principal, PrincipalKind

_ACCOUNT = re.compile(r"arn:[^:]+:iam::([0-9]{12}):root")


class Grant(IntEnum):
    """How a principal was named, the stronger form the greater."""

    NONE = 0
    ACCOUNT = 1  # the account: it may delegate, its identities still need their own policies
    ISSUER = 2  # the user who made a federated session: boundary and session policy still apply
    ROLE = 3  # the role of a session: boundary and session policy still apply
    DIRECT = 4  # the very caller, or everybody: implicit denies of the caller's own policies do not matter


class PrincipalTest:
    """The principals of one statement."""

    def __init__(self, statement: Statement) -> None:
        named = statement.principals or statement.not_principals or Principals()
        self._is_negated = statement.not_principals is not None
        self._denies = statement.effect is Effect.DENY
        self._anyone = named.anyone or "*" in named.aws
        self._aws = frozenset(map(_without_root, named.aws))
        self._services = frozenset(named.service)
        self._providers = frozenset(named.federated)

    def grant(self, principal: Principal) -> Grant:
        """Return how this statement names `principal`; NONE when it does not speak of it."""
        names = self._names_for(principal.kind)
        if self._is_negated:
            return Grant.NONE if self._exempts(principal, names) else Grant.DIRECT
        if self._anyone or "*" in names:
            return Grant.DIRECT
        return max((grant for name, grant in forms_of(principal) if name in names), default=Grant.NONE)

    def _exempts(self, principal: Principal, names: frozenset[str]) -> bool:
        if self._anyone or "*" in names:
            return True
        listed = [bool(names & identity) for identity in _identities(principal)]
        # AWS looks at account, role and session one by one: a Deny spares only whom it lists in every form.
        return all(listed) and bool(listed) if self._denies else any(listed)

    def _names_for(self, kind: PrincipalKind) -> frozenset[str]:
        if kind is PrincipalKind.SERVICE:
            return self._services
        if kind is PrincipalKind.SAML or kind is PrincipalKind.WEB_IDENTITY:
            return self._providers
        return self._aws


def forms_of(principal: Principal) -> tuple[tuple[str, Grant], ...]:
    """Return the names under which a policy can grant something to `principal`."""
    match principal.kind:
        case PrincipalKind.USER:
            return (
                (principal.arn, Grant.DIRECT),
                (principal.unique_id, Grant.DIRECT),
                (principal.account_id, Grant.ACCOUNT),
            )
        case PrincipalKind.ASSUMED_ROLE:
            return (
                (principal.arn, Grant.DIRECT),
                (principal.role_arn, Grant.ROLE),
                (principal.unique_id, Grant.ROLE),
                (principal.account_id, Grant.ACCOUNT),
            )
        case PrincipalKind.FEDERATED_USER:
            return (
                (principal.arn, Grant.DIRECT),
                (principal.issuer, Grant.ISSUER),
                (principal.account_id, Grant.ACCOUNT),
            )
        case PrincipalKind.ROOT:
            return ((principal.account_id, Grant.DIRECT),)
        case PrincipalKind.SERVICE:
            return ((principal.arn, Grant.DIRECT),)
        case PrincipalKind.SAML | PrincipalKind.WEB_IDENTITY:
            return ((principal.issuer, Grant.DIRECT),)
    return ()


def _identities(principal: Principal) -> list[frozenset[str]]:
    by_grant: dict[Grant, set[str]] = {}
    for name, grant in forms_of(principal):
        by_grant.setdefault(grant, set()).add(name)
    return [frozenset(names) for names in by_grant.values()]


def _without_root(name: str) -> str:
    match = _ACCOUNT.fullmatch(name)
    return match[1] if match else name
