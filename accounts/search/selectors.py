"""What a text may name in an account: by name, id or ARN; a few rows of each kind, the likeliest first.

Every question ends after a few rows: a name that begins with the text is found along the index of names, then one that
has it inside, and last one that has its letters in this order.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import (
    AccessKey,
    Group,
    InstanceProfile,
    OIDCProvider,
    Role,
    SAMLProvider,
    ServerCertificate,
    User,
    VirtualMFADevice,
)
from iamconsole import arns
from policies.documents import selectors as policies
from policies.models import AWS, Policy

OF_EACH_KIND = 6
UNIQUE_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,28}")
KEY_ID = re.compile(r"A[KS]IA[A-Z2-7]{4,28}")
LONGEST_FUZZY = 40
# The end of what begins with a text, in whatever collation the database sorts: letters of a name and of a key's id.
LAST_NAME, LAST_KEY = "z" * 128, "Z" * 28

Named = User | Group | Role | Policy | ServerCertificate | InstanceProfile | VirtualMFADevice | SAMLProvider


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was found: `name` is what its page is called by, `note` tells it from others of that name."""

    kind: str
    name: str
    note: str
    arn: str


def users(account_id: str, text: str) -> list[Match]:
    found = _named(User.objects.filter(account_id=account_id, is_root=False), account_id, "user", text)
    return [Match("user", user.name, "" if user.path == "/" else user.path, user.arn) for user in found]


def groups(account_id: str, text: str) -> list[Match]:
    found = _named(Group.objects.filter(account_id=account_id), account_id, "group", text)
    return [Match("group", group.name, "" if group.path == "/" else group.path, group.arn) for group in found]


def roles(account_id: str, text: str) -> list[Match]:
    found = _named(Role.objects.filter(account_id=account_id), account_id, "role", text)
    return [Match("role", role.name, role.description[:80], role.arn) for role in found]


def managed_policies(account_id: str, text: str) -> list[Match]:
    own, of_aws = (
        _named(policies.policies(account_id, scope), owner, "policy", text)
        for scope, owner in (("Local", account_id), ("AWS", AWS))
    )
    found = [*own, *of_aws][:OF_EACH_KIND]
    return [Match("policy", one.name, "AWS managed" if one.is_aws_managed else "", one.arn) for one in found]


def keys(account_id: str, text: str) -> list[Match]:
    """Return the keys whose id begins with the text, and who owns them."""
    if not KEY_ID.fullmatch(text.upper()):
        return []
    start = text.upper()
    found = AccessKey.objects.filter(
        account_id=account_id, id__gte=start, id__lte=start + LAST_KEY, id__startswith=start
    ).select_related("user")
    return [
        Match("key", key.pk, f"{key.status}, of {key.user.label}", key.user.arn)
        for key in found.order_by("id")[:OF_EACH_KIND]
    ]


def certificates(account_id: str, text: str) -> list[Match]:
    rows = ServerCertificate.objects.filter(account_id=account_id).defer("body", "chain", "sealed_key")
    found = _named(rows, account_id, "server-certificate", text)
    return [Match("certificate", one.name, "" if one.path == "/" else one.path, one.arn) for one in found]


def instance_profiles(account_id: str, text: str) -> list[Match]:
    rows = InstanceProfile.objects.filter(account_id=account_id)
    found = _named(rows, account_id, "instance-profile", text)
    return [Match("instance-profile", one.name, "" if one.path == "/" else one.path, one.arn) for one in found]


def mfa_devices(account_id: str, text: str) -> list[Match]:
    rows = VirtualMFADevice.objects.filter(account_id=account_id).select_related("user")
    found = _named(rows, account_id, "mfa", text)
    return [Match("mfa", one.name, f"of {one.user.label}" if one.user else "", one.serial_number) for one in found]


def oidc_providers(account_id: str, text: str) -> list[Match]:
    """Return the providers by their address, which is also what their ARNs end in."""
    address = text.removeprefix(arns.iam(account_id, "oidc-provider/")).removeprefix("https://")
    rows = OIDCProvider.objects.filter(account_id=account_id).annotate(name_key=Lower("url"))
    found = _first(rows, [*_likeness(address.lower())]) if address else []
    return [Match("oidc-provider", one.url, "", one.arn) for one in found]


def saml_providers(account_id: str, text: str) -> list[Match]:
    rows = SAMLProvider.objects.filter(account_id=account_id).defer("metadata")
    found = _named(rows, account_id, "saml-provider", text)
    return [Match("saml-provider", one.name, "", one.arn) for one in found]


def _named(rows: QuerySet[Named], owner: str, kind: str, text: str) -> list:  # type: ignore[type-arg]
    """Return the rows that `text` names: by ARN, by unique id, or by name."""
    parts = arns.parse(text)
    if parts is not None:
        here, _, rest = parts.resource.partition("/")
        name = rest.rpartition("/")[2]
        if (here, parts.account_id) != (kind, owner) or not name:
            return []
        return _first(rows, [Q(name_key__startswith=name.lower())])
    if UNIQUE_ID.fullmatch(text) and rows.model is not VirtualMFADevice:
        return [*rows.filter(unique_id=text)[:1]]
    return _first(rows, [*_likeness(text.lower())])


def _likeness(text: str) -> Iterator[Q]:
    # Collations that pass over hyphens and dots find more between the two than what begins so.
    yield Q(name_key__gte=text, name_key__lte=text + LAST_NAME, name_key__startswith=text)
    yield Q(name_key__contains=text)
    letters = re.sub(r"\s", "", text)
    if 3 < len(letters) <= LONGEST_FUZZY:
        yield Q(name_key__regex=".*".join(re.escape(letter) for letter in letters))


def _first(rows: QuerySet[Any], conditions: list[Q]) -> list[Any]:
    found: dict[int, Model] = {}
    for condition in conditions:
        missing = OF_EACH_KIND - len(found)
        if missing <= 0:
            break
        more = rows.filter(condition).exclude(pk__in=[*found]).order_by("name_key")[:missing]
        found |= {row.pk: row for row in more}
    return [*found.values()]


# The operation without which nothing of a kind is looked for.
KINDS: dict[str, tuple[tuple[str, str], Callable[[str, str], list[Match]]]] = {
    "user": (("iam", "ListUsers"), users),
    "group": (("iam", "ListGroups"), groups),
    "role": (("iam", "ListRoles"), roles),
    "policy": (("iam", "ListPolicies"), managed_policies),
    "key": (("iamconsole", "ListAccountAccessKeys"), keys),
    "certificate": (("iam", "ListServerCertificates"), certificates),
    "instance-profile": (("iam", "ListInstanceProfiles"), instance_profiles),
    "mfa": (("iam", "ListVirtualMFADevices"), mfa_devices),
    "oidc-provider": (("iam", "ListOpenIDConnectProviders"), oidc_providers),
    "saml-provider": (("iam", "ListSAMLProviders"), saml_providers),
}
