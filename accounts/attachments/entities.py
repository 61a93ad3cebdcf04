"""Who uses a policy: groups, roles and users, one list after the other, as ListEntitiesForPolicy pages over them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Attachment, Group, Role, User
from iamconsole.paging import Part
from policies.models import Policy

KINDS: dict[str, Any] = {"Group": Group, "Role": Role, "User": User}


def entities(policy: Policy, account_id: str, kind: str | None, path_prefix: str, usage: str | None) -> Sequence[Part]:
    """Return by kind who has `policy` attached or, with usage PermissionsBoundary, as boundary; each of them once."""
    wanted = [name for name in KINDS if kind in (None, name)]
    return [Part(name, _of_kind(name, policy, account_id, path_prefix, usage)) for name in wanted]


def _of_kind(name: str, policy: Policy, account_id: str, path_prefix: str, usage: str | None) -> QuerySet[Any]:
    found: QuerySet[Any] = KINDS[name].objects.filter(_uses(name, policy, usage), account_id=account_id)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def _uses(name: str, policy: Policy, usage: str | None) -> Q:
    attached = Q(Exists(Attachment.objects.filter(**{name.lower(): OuterRef("pk")}, policy=policy)))
    # Groups have no boundary.
    bounded = Q(pk__in=()) if name == "Group" else Q(boundary=policy)
    return {"PermissionsPolicy": attached, "PermissionsBoundary": bounded}.get(usage or "", attached | bounded)
