"""The managed policies that a page offers to choose from."""

from typing import Any

from iamconsole import arns
from iamconsole.caller import Caller
from iamconsole.console.picking import Option, Source
from iamconsole.console.views import ROWS_PER_PAGE
from iamconsole.paging import page
from policies.documents import selectors as policies
from policies.models import AWS


def policy_source(caller: Caller) -> Source:
    """Return the policies that `caller` may attach, to choose from: the account's own, then those of AWS."""

    def read(text: str, marker: str | None) -> tuple[list[Option], dict[str, Any]]:
        found = policies.policies(caller.account_id).exclude(path__startswith="/aws-service-role/")
        found = found.filter(name_key__contains=text.lower())
        rows, more = page(found, ["name_key", "pk"], marker, ROWS_PER_PAGE)
        return [Option(policy.arn, policy.name, type_of(policy.arn)) for policy in rows], more

    return Source("policies", "ListPolicies", read)


def type_of(arn: str) -> str:
    """Return what kind of managed policy an ARN names."""
    parts = arns.parse(arn)
    return "AWS managed" if parts is not None and parts.account_id == AWS else "Customer managed"
