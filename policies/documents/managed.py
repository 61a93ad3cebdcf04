"""The policies that AWS manages, as rows: loaded from the catalog's data whenever that has another edition."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from iamconsole import ids
from policies.catalog import managed
from policies.catalog.managed import ManagedPolicy, managed_policies
from policies.models import AWS, LoadedData, Policy, PolicyVersion

DATA = "managed-policies"


def load(**_signal: Any) -> None:
    """Bring the tables to the edition in the data file; those that hold it already are left as they are.

    A policy keeps its row, and so what it is attached to; one that AWS withdrew stays for whoever uses it.
    """
    digest = hashlib.sha256(managed.TARGET.read_bytes()).hexdigest()
    if LoadedData.objects.filter(name=DATA, digest=digest).exists():
        return
    policies = managed_policies().by_arn.values()
    with transaction.atomic():
        Policy.objects.bulk_create(
            [_row(policy) for policy in policies],
            update_conflicts=True,
            unique_fields=["account_id", "name_key"],
            update_fields=["path", "default_version", "latest_version", "updated"],
            batch_size=500,
        )
        rows = {row.name: row for row in Policy.objects.filter(account_id=AWS)}
        PolicyVersion.objects.bulk_create(
            [_version(policy, rows[policy.name]) for policy in policies],
            update_conflicts=True,
            unique_fields=["policy", "number"],
            update_fields=["document"],
            batch_size=500,
        )
        LoadedData.objects.update_or_create(name=DATA, defaults={"digest": digest})


def _row(policy: ManagedPolicy) -> Policy:
    number = _number(policy)
    return Policy(
        account_id=AWS,
        # Always the same for the same policy, in every installation.
        unique_id=ids.POLICY + base64.b32encode(hashlib.sha256(policy.arn.encode()).digest())[:17].decode(),
        name=policy.name,
        path=policy.path,
        default_version=number,
        latest_version=number,
        created=datetime.fromisoformat(policy.create_date),
        updated=datetime.fromisoformat(policy.update_date),
    )


def _version(policy: ManagedPolicy, row: Policy) -> PolicyVersion:
    return PolicyVersion(
        policy=row,
        number=_number(policy),
        document=policy.document,
        created=datetime.fromisoformat(policy.version_dates.get(policy.default_version_id, policy.update_date)),
    )


def _number(policy: ManagedPolicy) -> int:
    return int(policy.default_version_id.removeprefix("v"))
