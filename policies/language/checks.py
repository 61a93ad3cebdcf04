"""What AWS checks after the shape is right, in AWS's order and words: the first failure is the answer.

An identity policy: version, legacy parsing, Sids, form of the resources, actions, and last whether resources are given.
"""

import re
from collections.abc import Callable, Iterator
from typing import cast

from .dates import parse_date
from .document import PolicyKind
from .errors import LEGACY, Refusal
from .grammar import RawStatement, listed
from .names import Place, are_actions, check_action, check_resource, is_legacy_resource
from .parser import Json
from .principals import check_principals

_SID = re.compile("[0-9A-Za-z_]*")

Check = Callable[[RawStatement, str], None]

ORGANIZATIONS = "The provided policy document does not meet the requirements of the specified policy type."
TRUST_ACTIONS = (
    "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  "
    "and sts:AssumeRoleWithWebIdentity"
)
RCP_SERVICES = frozenset(
    [
        *["aoss", "appconfig", "appstream", "autoscaling", "codebuild", "codecommit", "cognito-identity"],
        *["cognito-idp", "comprehend", "comprehendmedical", "dax", "dynamodb", "ecr", "health", "kinesisvideo"],
        *["kms", "logs", "s3", "secretsmanager", "signin", "sqs", "sts", "support", "textract", "transcribe"],
        "translate",
    ]
)
RCP_FULL_ACCESS = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def check(statements: list[RawStatement], version: str | None, kind: PolicyKind) -> None:
    """Raise Refusal for the first thing that AWS refuses in a policy of this kind."""
    if kind in (PolicyKind.IDENTITY, PolicyKind.BOUNDARY) and version != "2012-10-17":
        message = "Policy document must be version 2012-10-17 or greater."
        raise Refusal(message, 'Add "Version": "2012-10-17".', "Version")
    placed = [(statement, f"Statement[{index}]") for index, statement in enumerate(statements)]
    try:
        for one_check in _CHECKS[kind]:
            one_check(placed)
    except Refusal as refusal:
        if kind in (PolicyKind.SCP, PolicyKind.RCP):
            raise Refusal(ORGANIZATIONS, refusal.message, refusal.path) from None
        raise


def _each(check_statement: Check) -> Callable[[list[tuple[RawStatement, str]]], None]:
    def check_all(statements: list[tuple[RawStatement, str]]) -> None:
        for statement, path in statements:
            check_statement(statement, path)

    return check_all


def _no_principal(statement: RawStatement, path: str) -> None:
    for element in ("Principal", "NotPrincipal"):
        if element in statement:
            detail = f"{element} belongs into policies of resources."
            raise Refusal("Policy document should not specify a principal.", detail, f"{path}.{element}")


def _trust_elements(statement: RawStatement, path: str) -> None:
    for element in ("Resource", "NotResource", "NotPrincipal"):
        if element in statement:
            detail = "In a trust policy the resource is the role, and the principals are listed."
            raise Refusal(f"Has prohibited field {element}.", detail, f"{path}.{element}")


def _rcp_elements(statement: RawStatement, path: str) -> None:
    if {name: value for name, value in statement.items() if name != "Sid"} == RCP_FULL_ACCESS:
        return
    if statement["Effect"] != "Deny":
        raise Refusal("A resource control policy only denies.", "", f"{path}.Effect")
    if statement.get("Principal") not in ("*", {"AWS": "*"}):
        raise Refusal('The Principal of a resource control policy is "*".', "", path)
    for place, action in _values(statement, path, ("Action", "NotAction")):
        if "NotAction" in statement or action.partition(":")[0].lower() not in RCP_SERVICES:
            raise Refusal(f"A resource control policy names actions of its services, not {action}.", "", place)


def _legacy_parsing(statement: RawStatement, path: str) -> None:
    if statement["Effect"] not in ("Allow", "Deny"):
        raise Refusal(LEGACY, 'Effect is "Allow" or "Deny", in this spelling.', f"{path}.Effect")
    for place, value in _dates(statement, path):
        if parse_date(value) is None:
            raise Refusal(LEGACY, f'"{value}" is not a date.', place)
    for place, resource in _values(statement, path, ("Resource", "NotResource")):
        if is_legacy_resource(resource):
            raise Refusal(LEGACY, f'"{resource}" is an ARN with an empty or a missing part.', place)


def _dates(statement: RawStatement, path: str) -> Iterator[Place]:
    for operator, keys in cast("dict[str, dict[str, Json]]", statement.get("Condition", {})).items():
        if operator.rpartition(":")[2].startswith("Date"):
            for key in keys:
                for place, value in _values(keys, f"{path}.Condition.{operator}", (key,)):
                    yield place, str(value)


def _sids(statement: RawStatement, path: str) -> None:
    sid = cast("str", statement.get("Sid", ""))
    # AWS's sentence does not know the underscore, yet documents with one were recorded as accepted.
    if not _SID.fullmatch(sid):
        message = (
            "Statement IDs (SID) must be alpha-numeric. "
            "Check that your input satisfies the regular expression [0-9A-Za-z]*"
        )
        raise Refusal(message, f'The Sid "{sid}" holds other characters.', f"{path}.Sid")


def _unique_sids(statements: list[tuple[RawStatement, str]]) -> None:
    seen: set[Json] = set()
    for statement, path in statements:
        sid = cast("str", statement.get("Sid", ""))
        if sid and sid in seen:
            message = "Statement IDs (SID) in a single policy must be unique."
            raise Refusal(message, f'An earlier statement has the Sid "{sid}".', f"{path}.Sid")
        seen.add(sid)


def _resource_forms(statement: RawStatement, path: str) -> None:
    for place, resource in _values(statement, path, ("Resource", "NotResource")):
        check_resource(resource, place)


def _actions_given(statement: RawStatement, path: str) -> None:
    if _is_empty(statement, "Action") and _is_empty(statement, "NotAction"):
        raise Refusal("Policy statement must contain actions.", "Add Action or NotAction.", path)


def _action_forms(statement: RawStatement, path: str) -> None:
    for element in ("Action", "NotAction"):
        if not are_actions(cast("list[str]", listed(statement.get(element, [])))):
            for place, action in _values(statement, path, (element,)):
                check_action(action, place)


def _trust_actions(statement: RawStatement, path: str) -> None:
    for place, action in _values(statement, path, ("Action", "NotAction")):
        if not action.lower().startswith("sts:"):
            raise Refusal(TRUST_ACTIONS, f'"{action}" is no action of sts.', place)


def _resources_given(statement: RawStatement, path: str) -> None:
    if _is_empty(statement, "Resource") and _is_empty(statement, "NotResource"):
        raise Refusal("Policy statement must contain resources.", "Add Resource or NotResource.", path)


def _whole_arns(statement: RawStatement, path: str) -> None:
    for place, resource in _values(statement, path, ("Resource", "NotResource")):
        if resource != "*" and resource.count(":") < 5:
            raise Refusal(f'Resource {resource} must be in ARN format or "*".', "An ARN has six parts.", place)


def _is_empty(statement: RawStatement, element: str) -> bool:
    return statement.get(element, []) == []


def _values(container: dict[str, Json], path: str, elements: tuple[str, ...]) -> Iterator[Place]:
    for element in elements:
        if element in container:
            value = container[element]
            place = f"{path}.{element}"
            for index, item in enumerate(listed(value)):
                if item is not None:
                    yield (f"{place}[{index}]" if isinstance(value, list) else place), cast("str", item)


_RESOURCES = (_each(_resource_forms), _each(_actions_given), _each(_action_forms), _each(_resources_given))
_IDENTITY = (_each(_no_principal), _each(_legacy_parsing), _each(_sids), _unique_sids, *_RESOURCES)
# Services differ in what else they want of their policies: ECR's have no Resource, S3's may repeat a Sid.
_RESOURCE = (
    *(_each(check_principals), _each(_legacy_parsing)),
    *(_each(_resource_forms), _each(_actions_given), _each(_action_forms)),
)
_CHECKS = {
    PolicyKind.IDENTITY: _IDENTITY,
    PolicyKind.BOUNDARY: _IDENTITY,
    PolicyKind.SESSION: _IDENTITY,
    PolicyKind.RESOURCE: _RESOURCE,
    PolicyKind.ENDPOINT: _RESOURCE,
    PolicyKind.TRUST: (
        *(_each(_trust_elements), _each(check_principals), _each(_legacy_parsing), _each(_sids), _unique_sids),
        *(_each(_actions_given), _each(_action_forms), _each(_trust_actions)),
    ),
    PolicyKind.SCP: (*_IDENTITY, _each(_whole_arns)),
    PolicyKind.RCP: (_each(_legacy_parsing), _unique_sids, *_RESOURCES, _each(_whole_arns), _each(_rcp_elements)),
}
