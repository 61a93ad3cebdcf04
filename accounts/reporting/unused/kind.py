"""The unused-permission report: what identities may do and did not, and the policies that would have been enough.

Granted is what the engine finds possible over the account's catalog, within the boundary; used is what the events of
the tracking period show. Every reduced policy is proved before it is proposed: recorded calls are replayed under the
old and the new policies, and a sample of other requests over the catalog is put to both.
"""

from collections.abc import Iterator
from typing import Any

from accounts.access.shelf import Identity
from accounts.models import Group, Role, User
from accounts.reporting.model import (
    GROUP,
    POLICY,
    ROLE,
    USER,
    Bar,
    Batch,
    Chart,
    Column,
    Figure,
    Finding,
    Kind,
    Summary,
    Thresholds,
    amount,
)
from accounts.reporting.powers import kinds_of
from accounts.reporting.unused.credentials import active_keys, credentials_of, unused_role
from accounts.reporting.unused.holdings import held_by, memberships_of
from accounts.reporting.unused.permissions import permissions_of
from accounts.reporting.unused.policies import examine_policies
from accounts.reporting.unused.proof import proofs_of
from accounts.reporting.unused.scene import scene_of
from iamconsole.audit import usage
from policies.models import Policy


def examine(batch: Batch) -> Iterator[Finding]:
    """Yield what the identities, or the policies, of the batch have and do not need."""
    policies = [one for one in batch.subjects if isinstance(one, Policy)]
    if policies:
        yield from examine_policies(batch, policies)
        return
    users, groups, roles = kinds_of(batch.subjects)
    identities: list[Identity] = [*(user for user in users if not user.is_root), *groups, *roles]
    scene = scene_of(batch, identities, groups)
    proofs = proofs_of(scene, [one for one in identities if not isinstance(one, Group)])
    keys = active_keys(users)
    signed = usage.last_use_of_keys(batch.account_id, {key.pk for of_user in keys.values() for key in of_user})
    for identity in identities:
        yield permissions_of(scene, identity, proofs.get(identity.arn))
        yield from held_by(scene, identity)
        if isinstance(identity, User):
            yield from credentials_of(batch, identity, keys[identity.pk], signed)
            yield from memberships_of(scene, identity)
        if isinstance(identity, Role):
            yield from unused_role(batch, identity)


def _headline(summary: Summary) -> str:
    days = summary.thresholds.tracking_days
    count = amount(summary["with_unused"], "identity", "identities")
    return f"{count} with permissions unused in {days} days in account {summary.account}"


def _figures(_thresholds: Thresholds) -> tuple[Figure, ...]:
    return (
        Figure("with unused permissions", "with_unused", "warning"),
        Figure("policies that can be reduced", "reducible", "warning"),
        Figure("unused roles", "unused_roles", "warning"),
        Figure("unused keys", "unused_keys", "warning"),
        Figure("unused passwords", "unused_passwords", "warning"),
        Figure("unused memberships", "unused_memberships", "warning"),
        Figure("unused attachments", "unused_attachments", "warning"),
        Figure("unused policies", "unused_policies", "warning"),
        Figure("identities in all", "identities"),
    )


def _chart(_thresholds: Thresholds) -> Chart:
    bars = (
        Bar("none", "share_none", "success"),
        Bar("up to 25 %", "share_25", "success"),
        Bar("26 to 50 %", "share_50", "warning"),
        Bar("51 to 75 %", "share_75", "warning"),
        Bar("over 75 %", "share_100", "danger"),
    )
    return Chart("Identities by share of permissions unused", bars, "Unused")


def _columns() -> tuple[Column, ...]:
    hidden: Any = {"shown": False}
    return (
        Column("name", "Name"),
        Column("kind", "What"),
        Column("policy", "Policy or group"),
        Column("granted", "May do"),
        Column("used", "Did"),
        Column("unused", "Unused"),
        Column("services", "Services", **hidden),
        Column("services_used", "Services used", **hidden),
        Column("holders", "Holders", **hidden),
        Column("unused_services", "Unused services", **hidden),
        Column("used_actions", "Used actions", **hidden),
        Column("access", "Access", **hidden),
        Column("proof", "Proof", **hidden),
        Column("proposal", "Reduced policy", **hidden),
    )


UNUSED = Kind(
    name="unused-permissions",
    title="Unused permissions",
    about="What users, groups, roles and policies allow and nobody used in the tracking period, with policies that"
    " would have been enough.",
    subjects=(USER, GROUP, ROLE, POLICY),
    columns=_columns(),
    examine=examine,
    headline=_headline,
    figures=_figures,
    chart=_chart,
    advice="Open a finding to see the reduced policy beside the present one, and put it in its place. Take away what"
    " was not used at all.",
)
