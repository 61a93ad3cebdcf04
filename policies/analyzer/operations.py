"""The operations of IAM Access Analyzer that look at policies alone."""

from typing import Any

from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import ValidationError
from iamconsole.paging import page_of_values
from policies.analyzer import shapes
from policies.checks import PolicyType, validate
from policies.services.selectors import catalog_of

# The limit that IAM sets for a policy in any request; Access Analyzer's model names none.
LONGEST_POLICY = 131_072
RESULTS_PER_PAGE = 1000


@operation("accessanalyzer", "ValidatePolicy")
def validate_policy(
    caller: Caller,
    policy_document: str,
    policy_type: str,
    locale: str = "EN",
    max_results: int | None = None,
    next_token: str | None = None,
    validate_policy_resource_type: str | None = None,
) -> dict[str, Any]:
    _check_limits(policy_document, max_results)
    catalog = catalog_of(caller.account_id)
    findings = validate(policy_document, PolicyType(policy_type), validate_policy_resource_type, catalog=catalog)
    rows, more = page_of_values(enumerate(findings), lambda row: f"{row[0]:08d}", next_token, max_results)
    return {"findings": [shapes.finding_shape(finding) for _, finding in rows], "nextToken": more.get("Marker")}


def _check_limits(document: str, max_results: int | None) -> None:
    if len(document) > LONGEST_POLICY:
        raise ValidationError(_violation("policyDocument", f"have length less than or equal to {LONGEST_POLICY}"))
    if max_results is not None and not 1 <= max_results <= RESULTS_PER_PAGE:
        raise ValidationError(_violation("maxResults", f"have value between 1 and {RESULTS_PER_PAGE}"))


def _violation(member: str, constraint: str) -> str:
    return f"1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must {constraint}"
