"""Whom a role trusts: principals are kept by their unique ids, and read back by the names they have now.

Source: IAM User Guide, "AWS JSON policy elements: Principal", on principals that are deleted or renamed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from accounts.models import Account, Role, User
from iamconsole import arns
from iamconsole.errors import MalformedPolicyDocument
from iamconsole.quotas import Quota
from policies import language
from policies.documents.services import check_document
from policies.language import PolicyKind

TRUST_SIZE = Quota("ACLSizePerRole", 2048)
_IDENTITY = re.compile(r"(user|role)/(?:.*/)?([^/]+)")

Statements = list[dict[str, Any]]


def check(document: str) -> dict[str, str]:
    """Return the unique id of each user and role that a trust policy names; raise when it is none, or names nobody."""
    check_document(document, PolicyKind.TRUST)
    TRUST_SIZE.check(language.size_of(document))
    named = set(_named(_statements(json.loads(document))))
    return {arn: unique_id for arn in named if (unique_id := _unique_id(arn))}


def principals_of(roles: Sequence[Role]) -> dict[str, str]:
    """Return the present ARN of every user and role that `roles` trust, by unique id."""
    wanted = {unique_id for role in roles for unique_id in role.trusted_ids.values()}
    if not wanted:
        return {}
    users = {user.unique_id: user.arn for user in User.objects.filter(unique_id__in=wanted)}
    return users | {role.unique_id: role.arn for role in Role.objects.filter(unique_id__in=wanted)}


def shown(role: Role, principals: Mapping[str, str] | None = None) -> str:
    """Return the trust policy with each principal under its present ARN, or its bare id when it is gone.

    `principals` are those of `principals_of`, for whoever shows many roles.
    """
    if principals is None:
        principals = principals_of([role])
    current = {arn: principals.get(unique_id, unique_id) for arn, unique_id in role.trusted_ids.items()}
    changed = {arn: now for arn, now in current.items() if now != arn}
    if not changed:
        return role.trust
    document = json.loads(role.trust)
    for statement in _statements(document):
        _rename(statement["Principal"], changed)
    return json.dumps(document)


def _statements(document: dict[str, Any]) -> Statements:
    statements = document["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _named(statements: Statements) -> Iterator[str]:
    for statement in statements:
        principal = statement["Principal"]
        named = principal.get("AWS", []) if isinstance(principal, dict) else []
        yield from [named] if isinstance(named, str) else named


def _rename(principal: Any, changed: dict[str, str]) -> None:
    if not isinstance(principal, dict) or "AWS" not in principal:
        return
    named = principal["AWS"]
    if isinstance(named, str):
        principal["AWS"] = changed.get(named, named)
    else:
        principal["AWS"] = [changed.get(arn, arn) for arn in named]


def _unique_id(arn: str) -> str:
    """Return the id of a user or role of this installation; "" for principals that are not kept by id."""
    parts = arns.parse(arn)
    identity = _IDENTITY.fullmatch(parts.resource) if parts and parts.service == "iam" else None
    if parts is None or identity is None or not Account.objects.filter(pk=parts.account_id).exists():
        # An account that is not here cannot be asked; nobody from it can come either.
        return ""
    model = User if identity[1] == "user" else Role
    found = model.objects.filter(account_id=parts.account_id, name_key=identity[2].lower()).first()
    if found is None or found.arn != arn:
        raise MalformedPolicyDocument(f'Invalid principal in policy: "AWS":"{arn}"')
    return found.unique_id
