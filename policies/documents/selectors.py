"""Reads of managed policies."""

from django.db.models import Q, QuerySet

from iamconsole import arns
from iamconsole.searching import has_part
from policies.models import AWS, Policy, PolicyVersion


def policies(account_id: str, scope: str = "All", path_prefix: str = "/") -> QuerySet[Policy]:
    """Return the policies that `account_id` sees; `scope` is All, AWS or Local."""
    owners = {"All": (account_id, AWS), "AWS": (AWS,), "Local": (account_id,)}[scope]
    found = Policy.objects.seen_by(account_id).filter(account_id__in=owners)
    return found if path_prefix == "/" else found.filter(path__startswith=path_prefix)


def in_use(found: QuerySet[Policy], usage: str) -> QuerySet[Policy]:
    """Return those of `found` that are attached; `usage` is PermissionsPolicy, PermissionsBoundary or "" for both."""
    attached, bounding = Q(attachments__gt=0), Q(boundaries__gt=0)
    return found.filter(
        {"PermissionsPolicy": attached, "PermissionsBoundary": bounding}.get(usage, attached | bounding)
    )


def newest_first(version: PolicyVersion) -> str:
    """Return a text that sorts the newest version before the others."""
    return f"{10**10 - version.number:010d}"


def matching(found: QuerySet[Policy], text: str) -> QuerySet[Policy]:
    """Return those of `found` that have `text` in their name or description, in either case."""
    return found.filter(worded(text))


def worded(text: str) -> Q:
    """Return the condition that a policy has `text` in its name or description, or that it is its ARN."""
    parts = arns.parse(text)
    if parts is not None:
        name = parts.resource.rpartition("/")[2]
        return Q(account_id=parts.account_id, name_key=name.lower())
    return has_part("name_key", text) | Q(description__icontains=text)


def arns_of(account_id: str, name: str) -> list[str]:
    """Return the ARNs of the policies called `name`: the account's, AWS's, or both."""
    return [policy.arn for policy in policies(account_id).filter(name_key=name.lower())]
