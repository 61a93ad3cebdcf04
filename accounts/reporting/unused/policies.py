"""Customer managed policies in the unused-permission report: unused ones, and those whose holders need less."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef

from accounts.access.effective import managed_source
from accounts.access.shelf import default_documents
from accounts.models import Attachment, Membership, Role, User
from accounts.reporting.model import Batch, Finding, amount, bounded
from accounts.reporting.powers import universe_of
from accounts.reporting.recorded import used_in
from policies.language import PolicyKind
from policies.models import Policy
from policies.reduction import companions, reduce_document
from policies.services.selectors import catalog_of

UNUSED, REDUCIBLE, EACH_TENTH = 15, 20, 2


def examine_policies(batch: Batch, policies: Sequence[Policy]) -> Iterator[Finding]:
    """Yield the policies that nobody has, and for the others what their holders would need."""
    holders = _holders(policies)
    bounding = _bounding(policies)
    used = used_in(batch, {one for ids in holders.values() for one in ids})
    documents = default_documents(policies)
    for policy in policies:
        if policy.created > batch.since:
            continue
        if policy.pk not in holders and policy.pk not in bounding:
            yield _unused(batch, policy)
        elif policy.pk in holders and policy.pk not in bounding:
            yield from _reducible(
                batch, policy, documents[policy.pk], used.of(holders[policy.pk]), len(holders[policy.pk])
            )


def _holders(policies: Sequence[Policy]) -> dict[int, set[str]]:
    """Return the unique ids of the users and roles that have each policy, by themselves or through a group."""
    found: dict[int, set[str]] = defaultdict(set)
    attached = Attachment.objects.filter(policy__in=policies)
    direct = attached.filter(group=None).values_list("policy_id", "user__unique_id", "role__unique_id")
    for policy, user, role in direct.iterator(chunk_size=2000):
        found[policy].add(user or role)
    groups: dict[int, list[int]] = defaultdict(list)
    for policy, group in attached.exclude(group=None).values_list("policy_id", "group_id"):
        groups[group].append(policy)
        # A policy on an empty group is attached, and used by nobody.
        found[policy].update(())
    members = Membership.objects.filter(group__in=groups).values_list("group_id", "user__unique_id")
    for group, user in members.iterator(chunk_size=2000):
        for policy in groups[group]:
            found[policy].add(user)
    return found


def _bounding(policies: Sequence[Policy]) -> set[int]:
    """Return the policies that bound somebody: reducing those is a decision about the future, not about the past."""
    of_users, of_roles = User.objects.filter(boundary=OuterRef("pk")), Role.objects.filter(boundary=OuterRef("pk"))
    rows = Policy.objects.filter(pk__in=[policy.pk for policy in policies])
    return set(rows.filter(Exists(of_users) | Exists(of_roles)).values_list("pk", flat=True))


def _unused(batch: Batch, policy: Policy) -> Finding:
    return Finding(
        key=f"policy/{policy.unique_id}",
        risk=UNUSED,
        subject=policy.arn,
        title=f"Policy {policy.name}",
        reason="It is attached to nobody and bounds nobody.",
        facts={"name": policy.name, "kind": "policy", "policy": policy.name, "holders": 0},
        marks=("unused_policies",),
    )


def _reducible(batch: Batch, policy: Policy, document: str, used: frozenset[str], holders: int) -> Iterator[Finding]:
    source = managed_source(policy, document, PolicyKind.IDENTITY)
    reduction = reduce_document(source, companions(used, catalog_of(batch.account_id)))
    if not reduction.is_smaller:
        return
    reach = universe_of(batch.account_id).reach([source])
    unused = len(reach.without(used))
    people = amount(holders, "holder")
    told = f"Of {amount(len(reach), 'action')} that it allows, its {people} used {len(reach) - unused:,}."
    yield Finding(
        key=f"policy/{policy.unique_id}",
        risk=bounded(REDUCIBLE + EACH_TENTH * (10 * unused // max(1, len(reach)))),
        subject=policy.arn,
        title=f"Policy {policy.name}",
        reason=told if reduction.text else f"{told} It can be detached.",
        facts={
            "name": policy.name,
            "kind": "policy",
            "policy": policy.name,
            "policy_arn": policy.arn,
            "holders": holders,
            "granted": len(reach),
            "used": len(reach) - unused,
            "unused": unused,
            "present": document,
            "proposal": reduction.text,
        },
        marks=("reducible",) if reduction.text else ("unused_everywhere",),
    )
