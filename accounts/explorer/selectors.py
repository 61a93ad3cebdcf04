"""Reads over the policies of a whole account: who can do one thing, what one identity can do, all that there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from accounts.access.context import request_context
from accounts.access.shelf import Held, Identity, Shelf, principal_of, shelf_of
from accounts.models import Group, Role, User
from iamconsole import arns
from iamconsole.caller import Caller, CallerKind, Face, Origin, Session
from policies.engine import Decision, Holder, Request, decide, who_can

# So many identities are looked at in one go: a few queries for all of them.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Able:
    """An identity that can do the thing asked about, and the decision that says why."""

    identity: User | Role
    decision: Decision
    through: str


def able(account_id: str, action: str, resource: str, now: datetime, *, with_mfa: bool) -> Iterator[Able]:
    """Yield the users and roles of the account that may do `action` on `resource`, as a request over TLS would find.

    Policies of the resource itself take no part: they stand in the service that has it.
    """
    resource_account = _account_of(resource) or account_id
    for batch in _batches(account_id):
        shelf = shelf_of(account_id, batch)
        holders = [
            Holder(principal_of(one), shelf.policies(one), _context(one, resource, now, with_mfa=with_mfa))
            for one in batch
        ]
        identities = {holder.principal.unique_id: one for holder, one in zip(holders, batch, strict=True)}
        for holder in who_can(action, resource, holders, resource_account=resource_account):
            request = Request(holder.principal, action, resource, resource_account, holder.context)
            decision = decide(request, holder.policies)
            identity = identities[holder.principal.unique_id]
            yield Able(identity, decision, _through(identity, shelf, decision))


def find(account_id: str, arn: str) -> Identity | None:
    """Return the user, group or role of the account with exactly this ARN."""
    kind, _, name = arn.partition(f"arn:aws:iam::{account_id}:")[2].partition("/")
    models: dict[str, type[Identity]] = {"user": User, "group": Group, "role": Role}
    model = models.get(kind)
    if model is None:
        return None
    found = model._default_manager.filter(account_id=account_id, name_key=name.rpartition("/")[2].lower()).first()
    return found if found is not None and found.arn == arn else None


def all_identities(account_id: str, most: int) -> list[Identity]:
    """Return at most `most` users, groups and roles of the account, each kind by name."""
    users = User.objects.filter(account_id=account_id, is_root=False)
    tables: tuple[Any, ...] = (users, Group.objects.filter(account_id=account_id), _roles(account_id))
    rows = (row for table in tables for row in table.order_by("name_key")[:most])
    return list(islice(rows, most))


def _batches(account_id: str) -> Iterator[list[User | Role]]:
    for rows in (User.objects.filter(account_id=account_id, is_root=False), _roles(account_id)):
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1].pk
            yield batch


def _roles(account_id: str) -> Any:
    return Role.objects.filter(account_id=account_id)


def _context(identity: User | Role, resource: str, now: datetime, *, with_mfa: bool) -> dict[str, Any]:
    """Return the condition keys that a request of the identity would have."""
    principal = principal_of(identity)
    is_user = isinstance(identity, User)
    caller = Caller(
        kind=CallerKind.USER if is_user else CallerKind.ASSUMED_ROLE,
        account_id=identity.account_id,
        arn=principal.arn,
        principal_arn=identity.arn,
        user_id=identity.unique_id if is_user else f"{identity.unique_id}:{principal.session_name}",
        user_name=principal.name,
        tags=dict(identity.tags),
        session=Session(issued_at=now, mfa_at=now if with_mfa and is_user else None),
        origin=Origin(face=Face.CONSOLE, request_id="", is_secure=True),
    )
    return request_context(caller, resource, now)


def _through(identity: User | Role, shelf: Shelf, decision: Decision) -> str:
    """Return the group that gives the deciding policy, "" where the identity has it itself."""
    source = decision.source
    if source is None or _holds(shelf.own(identity), source.id):
        return ""
    return next((group.name for group in shelf.groups_of(identity) if _holds(shelf.own(group), source.id)), "")


def _holds(held: tuple[Held, ...], source_id: str) -> bool:
    return any(one.source.id == source_id for one in held)


def _account_of(resource: str) -> str:
    parts = arns.parse(resource)
    return parts.account_id if parts and parts.account_id.isdecimal() else ""
