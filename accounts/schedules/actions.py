"""What can be done about a finding: the operation, its parameters, and whether it still fits what is there now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from accounts.models import AccessKey, InlinePolicy, ReportRow
from iamconsole import arns
from iamconsole.caller import Caller
from policies.models import Policy

PUT = {
    "user": ("PutUserPolicy", "UserName"),
    "group": ("PutGroupPolicy", "GroupName"),
    "role": ("PutRolePolicy", "RoleName"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """A reduced policy in the place of the present one; without an `operation` it can only be read."""

    name: str
    present: str
    proposal: str
    operation: str
    parameters: Mapping[str, Any]
    is_outdated: bool


def action_of(row: ReportRow) -> Action | None:
    """Return the reduced policy that the finding proposes, if it does."""
    facts = row.facts
    if not facts.get("proposal"):
        return None
    given = {"name": facts.get("policy", row.title), "present": facts["present"], "proposal": facts["proposal"]}
    if facts.get("policy_arn"):
        return _new_version(row, given)
    if facts.get("inline_of"):
        return _inline(row, given)
    return Action(**given, operation="", parameters={}, is_outdated=False)


def deactivation_of(row: ReportRow, caller: Caller) -> Mapping[str, Any] | None:
    """Return the parameters of UpdateAccessKey, where the finding is of a key that is active now."""
    if not row.finding.startswith("access-key/"):
        return None
    key = AccessKey.objects.select_related("user").filter(
        pk=row.facts["id"], user__account_id=row.run.account_id, status=AccessKey.Status.ACTIVE
    )
    found = key.first()
    if found is None or (found.user.is_root and not caller.is_root):
        return None
    named = {} if found.user.is_root else {"UserName": found.user.name}
    return {**named, "AccessKeyId": found.pk, "Status": AccessKey.Status.INACTIVE.value}


def subject_url(arn: str) -> str:
    """Return the page of the console that shows what an ARN names, or "" where there is none."""
    parts = arns.parse(arn)
    kind, _, path = parts.resource.partition("/") if parts else ("", "", "")
    name = path.rpartition("/")[2]
    pages = {"user": "users:detail", "group": "groups:detail", "role": "roles:detail"}
    if kind == "policy":
        return f"{reverse('policies:detail')}?{urlencode({'arn': arn})}"
    if kind == "root":
        return reverse("security:my-security")
    try:
        return reverse(pages[kind], args=[name]) if kind in pages else ""
    except NoReverseMatch:
        return ""


def _new_version(row: ReportRow, given: dict[str, str]) -> Action:
    arn = row.facts["policy_arn"]
    policy = Policy.objects.by_arn(arn, row.run.account_id)
    present = policy.versions.filter(number=policy.default_version).first() if policy else None
    return Action(
        **given,
        operation="CreatePolicyVersion",
        parameters={"PolicyArn": arn, "SetAsDefault": True},
        is_outdated=present is None or present.document != given["present"],
    )


def _inline(row: ReportRow, given: dict[str, str]) -> Action:
    kind, name = row.facts["inline_of"]
    operation, member = PUT[kind]
    owner = Q(**{f"{kind}__account_id": row.run.account_id, f"{kind}__name_key": name.lower()})
    present = InlinePolicy.objects.filter(owner, name=given["name"]).first()
    return Action(
        **given,
        operation=operation,
        parameters={member: name, "PolicyName": given["name"]},
        is_outdated=present is None or present.document != given["present"],
    )
