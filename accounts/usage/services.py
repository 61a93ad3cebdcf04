"""Reports of which services an identity, or whoever a policy is attached to, may use and when they last did.

A report is made at once, and stays as it was made. It lists what the policies allow, used or not, as AWS's does.
Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.attachments import selectors as attachments
from accounts.groups.selectors import members
from accounts.models import Group, LastAccessedReport, Role, User
from accounts.reports import service_access
from accounts.simulator.selectors import policies_on
from accounts.usage.shapes import service_entry
from iamconsole import arns
from iamconsole.audit import usage
from iamconsole.audit.usage import Use
from iamconsole.aws import registry
from iamconsole.errors import InvalidInput, NoSuchEntity
from policies.catalog import default_catalog
from policies.documents import services as policies
from policies.engine import PolicySet, Source, compile_policies, granted
from policies.language import PolicyKind
from policies.models import Policy

ACTION_LEVEL = "ACTION_LEVEL"
# How long AWS keeps a report.
KEPT = timedelta(days=7)

Identity = User | Group | Role


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: the policies that count, and who could have used what they allow."""

    sources: Sequence[Source]
    users: QuerySet[User]
    roles: QuerySet[Role]


def generate(account_id: str, arn: str, granularity: str) -> LastAccessedReport:
    subject = _subject(account_id, arn)
    people: dict[str, User | Role] = {user.unique_id: user for user in subject.users}
    people |= {role.unique_id: role for role in subject.roles}
    uses = usage.last_used(account_id, people.keys())
    now = timezone.now()
    LastAccessedReport.objects.filter(account_id=account_id, created__lt=now - KEPT).delete()
    return LastAccessedReport.objects.create(
        account_id=account_id,
        arn=arn,
        granularity=granularity,
        services=list(_entries(subject.sources, uses, people, with_actions=granularity == ACTION_LEVEL)),
        created=now,
    )


def find(account_id: str, job_id: str) -> LastAccessedReport:
    try:
        key = uuid.UUID(job_id)
    except ValueError:
        raise InvalidInput(f"{job_id} is no job id.") from None
    report = LastAccessedReport.objects.filter(account_id=account_id, pk=key).first()
    if report is None:
        raise NoSuchEntity(f"The job with id {job_id} cannot be found.")
    return report


def used_by(report: LastAccessedReport, namespace: str) -> Mapping[str, str]:
    """Return who used the service and when, by unique id, as the report says."""
    entry = next((entry for entry in report.services if entry["namespace"] == namespace), None)
    if entry is None:
        raise InvalidInput(f"The service {namespace} is not in the report.")
    found: Mapping[str, str] = entry["used_by"]
    return found


def subject_of(report: LastAccessedReport) -> Subject:
    return _subject(report.account_id, report.arn)


def _subject(account_id: str, arn: str) -> Subject:
    parts = arns.parse(arn)
    if parts is not None and parts.service == "iam" and parts.resource.startswith("policy/"):
        policy = policies.find(account_id, arn)
        users = attachments.users_reached_by(policy, account_id)
        return Subject([_source(policy)], users, attachments.roles_with(policy, account_id))
    identity = service_access.find(account_id, arn)
    return Subject(policies_on(identity), *_members(identity))


def _source(policy: Policy) -> Source:
    document = policy.versions.get(number=policy.default_version).document
    return Source(policy.arn, policy.name, PolicyKind.IDENTITY, document)


def _members(identity: Identity) -> tuple[QuerySet[User], QuerySet[Role]]:
    match identity:
        case Group():
            return members(identity), Role.objects.none()
        case User():
            return User.objects.filter(pk=identity.pk), Role.objects.none()
    return User.objects.none(), Role.objects.filter(pk=identity.pk)


def _entries(
    sources: Sequence[Source],
    uses: Mapping[tuple[str, str], Use],
    people: Mapping[str, User | Role],
    *,
    with_actions: bool,
) -> Iterator[dict[str, Any]]:
    catalog = default_catalog()
    allowed = granted(PolicySet(identity=compile_policies(sources)), catalog.expand("*"))
    tracked = frozenset(operation.action for operation in registry.operations())
    by_service: dict[str, dict[tuple[str, str], Use]] = defaultdict(dict)
    for key, use in uses.items():
        by_service[_service_of(key[1])][key] = use
    actions: dict[str, list[str]] = defaultdict(list)
    for action in sorted(allowed.actions & tracked) if with_actions else ():
        actions[_service_of(action)].append(action)
    for namespace in sorted(allowed.services):
        yield service_entry(namespace, catalog.name_of(namespace), by_service[namespace], people, actions[namespace])


def _service_of(action: str) -> str:
    return action.partition(":")[0]
