"""The list of policies: the account's own, then those of AWS."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import Truncator

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.console.lists import BulkAction, Column, Create, Empty, ListPage, Quick, cells, fields
from iamconsole.console.lists.cells import Cell
from iamconsole.console.lists.keyset import Order
from iamconsole.console.steps import Step
from policies.documents import selectors
from policies.documents.views import address
from policies.models import AWS, Policy

LONGEST_NOTE = 120
JOB_FUNCTION, LINKED = "/job-function/", "/aws-service-role/"
OWN, OF_AWS = ~Q(account_id=AWS), Q(account_id=AWS)
ATTACHED, BOUNDING = Q(attachments__gt=0), Q(boundaries__gt=0)


def _name(policy: Policy) -> Cell:
    return cells.link(policy.name, address(policy.arn), Truncator(policy.description).chars(LONGEST_NOTE))


def _type(policy: Policy) -> Cell:
    if not policy.is_aws_managed:
        return cells.short("Customer managed")
    return cells.muted("Job function" if policy.path == JOB_FUNCTION else "AWS managed", "AWS managed")


def _used_as(policy: Policy) -> Cell:
    uses = [
        f"{label} ({count})"
        for label, count in (("Permissions", policy.attachments), ("Boundary", policy.boundaries))
        if count
    ]
    return cells.plain(", ".join(uses))


def _delete(caller: Caller, policy: Policy, _given: Mapping[str, Any]) -> Sequence[Step]:
    """Return the older versions, then the policy; of a policy in use nothing is deleted."""
    asked = {"PolicyArn": policy.arn}
    versions = () if policy.is_in_use else invoke(caller, "iam", "ListPolicyVersions", asked)["Versions"]
    older = (version["VersionId"] for version in versions if not version["IsDefaultVersion"])
    return [
        *(Step("DeletePolicyVersion", {**asked, "VersionId": version}) for version in older),
        Step("DeletePolicy", asked),
    ]


class PoliciesPage(ListPage):
    title = "Policies"
    lede = "What is allowed or denied, to be attached to users, groups and roles."
    key = "policies"
    nouns = ("policy", "policies")
    operation = ("iam", "ListPolicies")
    columns = (
        Column("name", "Policy name", _name, sort=("name_key",)),
        Column("type", "Type", _type, sort=("account_id", "name_key")),
        Column("used", "Used as", _used_as),
        Column("entities", "Attached to", lambda policy: cells.number(policy.attachments), optional=True, amount=True),
        Column("edited", "Edited (UTC)", lambda policy: cells.day(policy.updated), sort=("updated",)),
        Column("created", "Created (UTC)", lambda policy: cells.day(policy.created), sort=("created",), optional=True),
        Column("path", "Path", lambda policy: cells.code(policy.path), optional=True),
        Column("description", "Description", lambda policy: cells.plain(policy.description), optional=True),
        Column("arn", "ARN", lambda policy: cells.code(policy.arn), optional=True),
    )
    fields = (
        fields.text("name", "name_key", "Name, or a part of it; * stands for anything", example="s3*read*"),
        fields.text("description", "description", "A part of the description"),
        fields.choice(
            "type",
            {"customer": OWN, "aws": OF_AWS, "job-function": OF_AWS & Q(path=JOB_FUNCTION)},
            "Who manages it",
        ),
        fields.choice(
            "used", {"yes": ATTACHED | BOUNDING, "no": ~ATTACHED & ~BOUNDING, "boundary": BOUNDING}, "In use"
        ),
        fields.text("path", "path", "Path, or a part of it", example="/service-role/"),
        fields.day("edited", "updated", "Day of the last version"),
        fields.day("created", "created", "Day it was made"),
    )
    actions = (
        BulkAction(
            key="delete",
            label="Delete",
            done="Deleted",
            needs="iam:DeletePolicy",
            steps=_delete,
            danger=True,
            words="The policies go with all their versions. Those that are in use, and those of AWS, are left.",
        ),
    )
    order_key = "id"
    first_sort = "type"
    search_hint = "Name, description, or type:customer used:no"
    empty = Empty("No policies", "A policy says what is allowed or denied.", "document-text")
    create = Create("Create policy", "policies:create", "iam:CreatePolicy")

    def rows(self) -> QuerySet[Policy]:
        return selectors.policies(self.caller.account_id)

    def order(self, sort: str) -> Order:
        found = super().order(sort)
        if found.columns[0] == "account_id":
            return found
        return replace(found, split=(Q(account_id=self.caller.account_id), OF_AWS))

    def word(self, text: str) -> Q:
        return selectors.worded(text)

    def url_of(self, found: Policy) -> str:
        return address(found.arn)

    def quick(self) -> Sequence[Quick]:
        return (
            Quick("Customer managed", "type:customer"),
            Quick("AWS managed", "type:aws"),
            Quick("In use", "used:yes"),
        )
