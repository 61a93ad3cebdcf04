"""Warnings about resource control policies that also stop AWS services."""

from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, shown, statements, warning
from policies.language.operators import Family

IS_SERVICE = "aws:PrincipalIsAWSService"
PRINCIPAL_KEYS = ("aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount")
SOURCE_KEYS = ("aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceAccount", "aws:SourceArn")
ALWAYS_WITH_SOURCE = ("aws:SourceAccount", "aws:SourceArn")


@warning("RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", each=statements)
def rcp_missing_related_principal_condition_key(statement: Statement) -> Problems:
    """AWS services have no such key when they call by themselves, so this denial also hits them. Add
    BoolIfExists with aws:PrincipalIsAWSService false."""
    if _asks_for_service(statement, "false"):
        return
    for condition in _denials(statement, PRINCIPAL_KEYS):
        yield at(condition.node, f"{shown(condition.name)} also denies services. Compare {IS_SERVICE} as well.")


@warning("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", each=statements)
def rcp_missing_related_service_principal_condition_key(statement: Statement) -> Problems:
    """Only AWS services have this key, so this denial hits everybody else. Add Bool with
    aws:PrincipalIsAWSService true."""
    if _asks_for_service(statement, "true"):
        return
    for condition in _denials(statement, SOURCE_KEYS):
        yield at(condition.node, f"Only services have {shown(condition.name)}. Compare {IS_SERVICE} as well.")


@warning("RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", each=statements)
def rcp_missing_service_condition_key_null_check(statement: Statement) -> Problems:
    """Services do not always call on behalf of a resource, and then this key is missing. Add Null with
    aws:SourceAccount or aws:SourceArn false."""
    if _asks_for_source(statement):
        return
    for condition in _denials(statement, SOURCE_KEYS):
        yield at(condition.node, f"{shown(condition.name)} may be missing. Ask Null of aws:SourceAccount too.")


def _denials(statement: Statement, names: tuple[str, ...]) -> list[Condition]:
    """Return the conditions by which a Deny of an RCP asks that a key is not what it should be."""
    if not statement.policy.is_rcp or not statement.denies:
        return []
    return [
        condition
        for condition in statement.conditions
        if condition.operator and condition.operator.is_negated and condition.is_key(*names)
    ]


def _asks_for_service(statement: Statement, answer: str) -> bool:
    return any(
        condition.is_key(IS_SERVICE)
        and condition.operator is not None
        and condition.operator.family is Family.BOOL
        and [value.text.lower() for value in condition.values] == [answer]
        for condition in statement.conditions
    )


def _asks_for_source(statement: Statement) -> bool:
    return any(
        condition.is_key(*ALWAYS_WITH_SOURCE)
        and condition.operator is not None
        and condition.operator.family is Family.NULL
        and [value.text.lower() for value in condition.values] == ["false"]
        for condition in statement.conditions
    )
