"""Reports on who could do harm: administrators and those who could become one, and roles that strangers can take on."""

from collections.abc import Iterator
from typing import Any

from accounts.access.shelf import Identity, shelf_of
from accounts.models import Account, Group, Role, User
from accounts.reporting.model import (
    GROUP,
    ROLE,
    USER,
    Bar,
    Batch,
    Chart,
    Column,
    Figure,
    Finding,
    Kind,
    amount,
    bounded,
    days_between,
)
from accounts.reporting.powers import kind_of, kinds_of, label_of, powers_of, universe_of
from accounts.roles import trust
from iamconsole import arns
from policies.language import Effect, PolicyKind, Principals, read

FULL, LIKE, UNUSED = 50, 60, 20
ANYBODY, OTHER_ACCOUNT, PROVIDER, NO_CONDITION, POWERFUL = 70, 30, 20, 15, 25


# -- administrators -----------------------------------------------------------------------------------------------


def examine_administrators(batch: Batch) -> Iterator[Finding]:
    users, groups, roles = kinds_of(batch.subjects)
    identities: list[Identity] = [*(user for user in users if not user.is_root), *groups, *roles]
    shelf, universe = shelf_of(batch.account_id, identities), universe_of(batch.account_id)
    for identity in identities:
        powers = powers_of(identity, shelf, universe)
        last = None if isinstance(identity, Group) else _last_seen(identity)
        idle = days_between(last, batch.now) if last else None
        risk, words = 0, "It is no administrator, and cannot become one."
        if powers.is_full:
            risk, words = FULL, "Its policies allow everything."
        elif powers.ways:
            # Worse than one that is known to be an administrator: nobody expects it.
            risk, words = LIKE, f"It can make itself an administrator by {', '.join(powers.ways)}."
        if risk and idle is not None and idle > batch.thresholds.tracking_days:
            risk, words = risk + UNUSED, f"{words} Unused for {amount(idle, 'day')}."
        kind = kind_of(identity)
        state = "full" if powers.is_full else "like" if powers.ways else "plain"
        yield Finding(
            key=f"administrator/{identity.unique_id}",
            risk=bounded(risk),
            subject=identity.arn,
            title=f"{kind.capitalize()} {label_of(identity)}",
            reason=words,
            facts={
                "name": label_of(identity),
                "kind": kind,
                "access": powers.told,
                "ways": list(powers.ways),
                "last_used": last.isoformat() if last else None,
            },
            owner=identity.unique_id if isinstance(identity, User) else "",
            marks=("identities", state, *((f"{kind}s_{state}",) if risk else ())),
        )


def _last_seen(identity: User | Role) -> Any:
    return identity.last_used if isinstance(identity, Role) else identity.password_used


ADMINISTRATORS = Kind(
    name="administrators",
    title="Administrators",
    about="Users, groups and roles that may do everything, and those that could give themselves everything.",
    subjects=(USER, GROUP, ROLE),
    columns=(
        Column("name", "Name"),
        Column("kind", "Kind"),
        Column("access", "May do"),
        Column("ways", "Ways to more"),
        Column("last_used", "Last used"),
    ),
    examine=examine_administrators,
    headline=lambda summary: (
        f"{amount(summary['full'], 'administrator')} and {summary['like']:,} who can become one in account"
        f" {summary.account}"
    ),
    figures=lambda _: (
        Figure("administrators", "full", "warning"),
        Figure("can become one", "like", "danger"),
        Figure("identities in all", "identities"),
    ),
    chart=lambda _: Chart(
        "Identities by power",
        (
            Bar("administrators", "full", "warning"),
            Bar("can become", "like", "danger"),
            Bar("others", "plain", "success"),
        ),
        "Power",
    ),
    advice="Take permissions to change policies, memberships and other people's credentials from whoever does not need"
    " them, or bound them by a permissions boundary.",
)


# -- trust that reaches outside -----------------------------------------------------------------------------------


def examine_trust(batch: Batch) -> Iterator[Finding]:
    """Yield every role with whom it trusts outside its account."""
    _, _, roles = kinds_of(batch.subjects)
    shelf, universe = shelf_of(batch.account_id, roles), universe_of(batch.account_id)
    principals = trust.principals_of(roles)
    here = set(Account.objects.values_list("pk", flat=True))
    for role in roles:
        outside = sorted(set(_outside(role, trust.shown(role, principals))), reverse=True)
        powers = powers_of(role, shelf, universe)
        risk = max((risk for risk, _, _, _ in outside), default=0)
        risk += POWERFUL if risk and powers.is_administrator else 0
        marks = {mark for _, _, mark, _ in outside}
        accounts = {account for _, _, _, account in outside if account}
        yield Finding(
            key=f"trust/{role.unique_id}",
            risk=bounded(risk),
            subject=role.arn,
            title=f"Role {role.name}",
            reason=" ".join(words for _, words, _, _ in outside) or "It trusts nobody outside the account.",
            facts={
                "name": role.name,
                "outside": sorted(accounts),
                "here": sorted(accounts & here),
                "access": powers.told,
                "last_used": role.last_used.isoformat() if role.last_used else None,
            },
            marks=("roles", *sorted(marks), *(("outside",) if marks else ("inside",))),
        )


Outside = tuple[int, str, str, str]


def _outside(role: Role, document: str) -> Iterator[Outside]:
    for statement in read(document, PolicyKind.TRUST).statements:
        if statement.effect is not Effect.ALLOW:
            continue
        bare = 0 if statement.conditions else NO_CONDITION
        if statement.principals is None:
            yield ANYBODY + bare, "It trusts everybody but those that NotPrincipal names.", "anybody", ""
            continue
        yield from _named(role, statement.principals, bare)


def _named(role: Role, principals: Principals, bare: int) -> Iterator[Outside]:
    without = ", without any condition" if bare else ""
    if principals.anyone or "*" in principals.aws:
        yield ANYBODY + bare, f"It trusts everybody{without}.", "anybody", ""
    for named in principals.aws:
        parts = arns.parse(named)
        account = parts.account_id if parts else named
        if account.isdecimal() and account != role.account_id:
            yield OTHER_ACCOUNT + bare, f"It trusts {named} of account {account}{without}.", "other_accounts", account
    for provider in principals.federated:
        yield PROVIDER + bare, f"It trusts identities of {provider}{without}.", "providers", ""


EXTERNAL_TRUST = Kind(
    name="external-trust",
    title="Trust outside the account",
    about="Roles that other accounts, identity providers or everybody can take on, and what they may do then.",
    subjects=(ROLE,),
    columns=(
        Column("name", "Role"),
        Column("outside", "Accounts"),
        Column("here", "Of them here", shown=False),
        Column("access", "May do"),
        Column("last_used", "Last used"),
    ),
    examine=examine_trust,
    headline=lambda summary: (
        f"{amount(summary['outside'], 'role')} trusting somebody outside account {summary.account}"
    ),
    figures=lambda _: (
        Figure("trust everybody", "anybody", "danger"),
        Figure("trust other accounts", "other_accounts", "warning"),
        Figure("trust identity providers", "providers", "warning"),
        Figure("roles in all", "roles"),
    ),
    chart=lambda _: Chart(
        "Roles by whom they trust",
        (
            Bar("inside only", "inside", "success"),
            Bar("providers", "providers", "warning"),
            Bar("other accounts", "other_accounts", "warning"),
            Bar("everybody", "anybody", "danger"),
        ),
        "Trust",
    ),
    advice="Name single roles in place of whole accounts, ask for an external ID, and bind identity providers to an"
    " audience and a subject.",
)
