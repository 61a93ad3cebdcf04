"""Warnings about values that an operator cannot compare, and operators that a key does not take."""

import base64
import binascii
import re

from policies.catalog import KeyType
from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, conditions, shown, warning
from policies.checks.tree import Scalar
from policies.language.dates import parse_date
from policies.language.operators import Family

FAMILIES = {
    KeyType.STRING: (Family.STRING,),
    KeyType.ARN: (Family.ARN, Family.STRING),
    KeyType.BOOL: (Family.BOOL,),
    KeyType.NUMERIC: (Family.NUMERIC,),
    KeyType.DATE: (Family.DATE,),
    KeyType.IP: (Family.IP,),
    KeyType.BINARY: (Family.BINARY,),
}
# keys that come in two types
MORE_FAMILIES = {
    "aws:epochtime": Family.NUMERIC,
    "aws:federatedprovider": Family.ARN,
    # compared with the variable of another address, which only the String operators can
    "aws:ec2instancesourceprivateipv4": Family.STRING,
}

_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?")
_EPOCH = re.compile(r"[0-9]+(\.[0-9]+)?")


@warning("TYPE_MISMATCH", each=conditions)
def type_mismatch(condition: Condition) -> Problems:
    """The operator compares another type than the key has, so the condition may never hold. Use an operator
    of the key's type."""
    operator, key = condition.operator, condition.key
    if not operator or not key or operator.family is Family.NULL:
        return
    if operator.family not in FAMILIES[key.type] and MORE_FAMILIES.get(key.name.lower()) is not operator.family:
        yield at(condition.operator_node, f"{shown(condition.name)} is of type {key.type}, unlike {operator.text}.")


@warning("TYPE_MISMATCH_BOOLEAN", each=conditions)
def type_mismatch_boolean(condition: Condition) -> Problems:
    """The operator compares true and false. Write one of the two."""
    for value in _values(condition, Family.BOOL, Family.NULL):
        if value.text.lower() not in ("true", "false"):
            yield at(value, f"{shown(value.text)} is neither true nor false.")


@warning("TYPE_MISMATCH_DATE", each=conditions)
def type_mismatch_date(condition: Condition) -> Problems:
    """The operator compares dates. Write them in the ISO 8601 form, such as 2026-01-31 or
    2026-01-31T12:00:00Z."""
    for value in _values(condition, Family.DATE):
        if parse_date(value.text) is None:
            yield at(value, f"{shown(value.text)} is no date.")


@warning("INVALID_DATE_VALUE", each=conditions)
def invalid_date_value(condition: Condition) -> Problems:
    """A number is read as seconds since 1970, which a reader of the policy can hardly check. Write the date
    in the form YYYY-MM-DD."""
    for value in _values(condition, Family.DATE):
        if _EPOCH.fullmatch(value.text) and len(value.text) != len("2026"):
            yield at(value, f"{shown(value.text)} counts seconds since 1970. Write a date.")


@warning("TYPE_MISMATCH_NUMBER", each=conditions)
def type_mismatch_number(condition: Condition) -> Problems:
    """The operator compares numbers. Write an integer or a decimal."""
    for value in _values(condition, Family.NUMERIC):
        if not _NUMBER.fullmatch(value.text):
            yield at(value, f"{shown(value.text)} is no number.")


@warning("TYPE_MISMATCH_STRING", each=conditions)
def type_mismatch_string(condition: Condition) -> Problems:
    """The operator compares bytes written as Base64. Encode the value, padding included."""
    for value in _values(condition, Family.BINARY):
        if not _is_base64(value.text):
            yield at(value, f"{shown(value.text)} is not Base64.")


def _values(condition: Condition, *families: Family) -> tuple[Scalar, ...]:
    """Return the values, without those that are variables, if the operator is of one of the families."""
    if not condition.operator or condition.operator.family not in families:
        return ()
    return tuple(value for value in condition.values if "${" not in value.text)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
