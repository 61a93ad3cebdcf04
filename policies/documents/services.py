"""The rules of managed policies: names, sizes, versions. Who uses a policy is kept by those who attach it."""

import re
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from iamconsole import arns, ids, tags
from iamconsole.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    InvalidInput,
    MalformedPolicyDocument,
    NoSuchEntity,
    PolicyNotAttachable,
    ValidationError,
)
from iamconsole.quotas import Quota
from policies import language
from policies.language import PolicyKind, PolicySyntaxError
from policies.models import Policy, PolicyUse, PolicyVersion

POLICIES_PER_ACCOUNT = Quota("PoliciesPerAccount", 1500)
VERSIONS_PER_POLICY = Quota(
    "VersionsPerPolicy",
    5,
    "A managed policy can have up to {limit} versions. Before you create a new version,"
    " you must delete an existing version.",
)
POLICY_SIZE = Quota("PolicySize", 6144)
VERSION_ID = re.compile(r"v([1-9][0-9]{0,8})")


def check_document(text: str, kind: PolicyKind = PolicyKind.IDENTITY) -> None:
    """Raise MalformedPolicyDocument, with AWS's text and the place, unless `text` is a policy of that kind."""
    try:
        language.read(text, kind)
    except PolicySyntaxError as error:
        raise MalformedPolicyDocument(
            error.message, detail=error.detail, line=error.line, column=error.column
        ) from None


def find(account_id: str, arn: str) -> Policy:
    """Return the policy that `arn` names and that `account_id` may see: its own, or one of AWS's."""
    policy = _by_arn(account_id, arn)
    if policy is None:
        raise NoSuchEntity(f"Policy {arn} was not found.")
    return policy


def find_attachable(account_id: str, arn: str) -> Policy:
    """Return the policy that `arn` names, to attach it; AWS words its absence differently here."""
    policy = _by_arn(account_id, arn)
    if policy is None:
        raise NoSuchEntity(f"Policy {arn} does not exist or is not attachable.")
    if policy.is_for_services_only:
        raise PolicyNotAttachable("Cannot attach a Service Role Policy to a Customer Role.")
    return policy


def create(
    account_id: str, name: str, document: str, *, path: str, description: str, new_tags: Iterable[tags.Tag] | None
) -> Policy:
    """Return a new policy of the account, with `document` as its first version."""
    POLICIES_PER_ACCOUNT.check_room(Policy.objects.filter(account_id=account_id).count())
    check_document(document)
    _check_size(document)
    # Two that differ in case alone are taken one after the other, but not in one request.
    tags.refuse_alike(new_tags)
    now = timezone.now()
    policy = Policy(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.POLICY),
        name=name,
        path=path,
        description=description,
        tags=tags.stored(new_tags, ignore_case=False),
        created=now,
        updated=now,
    )
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError:
        raise EntityAlreadyExists(f"A policy called {name} already exists. Duplicate names are not allowed.") from None
    PolicyVersion.objects.create(policy=policy, number=1, document=document, created=now)
    return policy


def delete(policy: Policy) -> None:
    """Remove a policy that nobody uses and that has no version but its default."""
    _refuse_change_of_aws(policy)
    if policy.is_in_use:
        raise DeleteConflict("Cannot delete a policy attached to entities.")
    if policy.versions.count() > 1:
        raise DeleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions."
            " The default version is deleted with the policy."
        )
    policy.delete()


def add_version(policy: Policy, document: str, *, as_default: bool) -> PolicyVersion:
    """Return a new version of `policy`; the numbers of versions are never used again."""
    _refuse_change_of_aws(policy)
    check_document(document)
    _check_size(document)
    VERSIONS_PER_POLICY.check_room(policy.versions.count())
    now = timezone.now()
    policy.latest_version += 1
    policy.updated = now
    if as_default:
        policy.default_version = policy.latest_version
    policy.save(update_fields=["latest_version", "updated", "default_version"])
    return PolicyVersion.objects.create(policy=policy, number=policy.latest_version, document=document, created=now)


def version(policy: Policy, version_id: str) -> PolicyVersion:
    """Return the version called `version_id` (v1, v2 ...)."""
    number = VERSION_ID.fullmatch(version_id)
    found = policy.versions.filter(number=int(number[1])).first() if number else None
    if found is None:
        raise NoSuchEntity(f"Policy {policy.arn} version {version_id} does not exist or is not attachable.")
    return found


def set_default_version(policy: Policy, version_id: str) -> None:
    _refuse_change_of_aws(policy)
    policy.default_version = version(policy, version_id).number
    policy.updated = timezone.now()
    policy.save(update_fields=["default_version", "updated"])


def delete_version(policy: Policy, version_id: str) -> None:
    _refuse_change_of_aws(policy)
    found = version(policy, version_id)
    if found.number == policy.default_version:
        raise DeleteConflict("Cannot delete the default version of a policy.")
    found.delete()


def add_tags(policy: Policy, added: Iterable[tags.Tag]) -> None:
    _refuse_change_of_aws(policy)
    tags.refuse_alike(added)
    policy.tags = tags.merged(policy.tags, added, ignore_case=False)
    policy.save(update_fields=["tags"])


def remove_tags(policy: Policy, keys: Sequence[str]) -> None:
    _refuse_change_of_aws(policy)
    policy.tags = tags.without(policy.tags, keys, ignore_case=False)
    policy.save(update_fields=["tags"])


def count_use(policy: Policy, account_id: str, *, attachments: int = 0, boundaries: int = 0) -> None:
    """Note that `account_id` has `policy` attached, or as a boundary, that many times more (or fewer)."""
    use, _ = PolicyUse.objects.get_or_create(policy=policy, account_id=account_id)
    PolicyUse.objects.filter(pk=use.pk).update(
        attachments=F("attachments") + attachments, boundaries=F("boundaries") + boundaries
    )


def _by_arn(account_id: str, arn: str) -> Policy | None:
    parts = arns.parse(arn)
    if parts is None:
        # AWS writes two blanks where the ARN would be.
        raise ValidationError("Invalid ARN:  Could not be parsed!")
    if parts.partition != arns.PARTITION:
        raise ValidationError("Invalid ARN partition")
    return Policy.objects.by_arn(arn, account_id)


def _check_size(document: str) -> None:
    POLICY_SIZE.check(language.size_of(document))


def _refuse_change_of_aws(policy: Policy) -> None:
    if policy.is_aws_managed:
        raise InvalidInput(f"Policy {policy.arn} is managed by AWS and cannot be changed.")
