"""Errors of wildcards and variables where only a full value protects."""

import re

from policies.checks.model import Substring
from policies.checks.policy import Condition
from policies.checks.registry import Problem, Problems, at, conditions, error, shown
from policies.checks.tree import Scalar
from policies.checks.variable_parts import variables_of
from policies.language.operators import Family

# IAM User Guide, "AWS global condition context keys", sensitive condition keys
SENSITIVE_KEYS = (
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
)
# variables of these keys leave nothing open: no caller can choose their values
_SAFE_VARIABLES = frozenset(key.lower() for key in (*SENSITIVE_KEYS, "aws:Ec2InstanceSourceVpc"))

# these take wildcards, but only behind enough fixed characters
GUARDED_KEYS = ("aws:PrincipalOrgPaths", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths")
FIXED_CHARACTERS = 6

_WILDCARD = re.compile(r"\$\{[^{}]*\}|[*?]+")
_LIKE = ("StringLike", "StringNotLike")


@error("WILDCARD_USAGE_TOO_PERMISSIVE", each=conditions)
def wildcard_usage_too_permissive(condition: Condition) -> Problems:
    """This key decides who or where, and a wildcard lets in more than one meant. Write full values for
    accounts, organizations and VPCs, six fixed characters or more before a wildcard in a subject, and in
    aws:userid a wildcard behind the colon or alone before it."""
    if condition.operator and condition.operator.name in _LIKE:
        for value in condition.values:
            if problem := _too_permissive(condition, value, "wildcard"):
                yield problem


@error("VARIABLE_USAGE_TOO_PERMISSIVE", each=conditions)
def variable_usage_too_permissive(condition: Condition) -> Problems:
    """This key decides who or where, and a variable lets the caller choose part of the answer. Write full
    values for accounts, organizations and VPCs, six fixed characters or more before a variable in a
    subject, and in aws:userid a variable behind the colon or alone before it."""
    if condition.operator and condition.operator.family is Family.STRING:
        for value in condition.values:
            if problem := _too_permissive(condition, value, "variable"):
                yield problem


def _too_permissive(condition: Condition, value: Scalar, what: str) -> Problem | None:
    found = _first(value.text, what)
    if found is None:
        return None
    part = Substring(found, len(value.text) - found)
    if condition.is_key(*SENSITIVE_KEYS):
        return at(value, f"{shown(condition.name)} takes no {what}.", part)
    if condition.is_key("aws:userid") and not _is_alone_before_colon(value.text) and ":" not in value.text[:found]:
        return at(value, f"In aws:userid a {what} stands behind the colon, or alone before it.", part)
    if _is_guarded(condition) and (start := _ill_guarded(value.text, what)) is not None:
        details = f"At least {FIXED_CHARACTERS} fixed characters stand before a {what} in {shown(condition.name)}."
        return at(value, details, Substring(start, len(value.text) - start))
    return None


def _is_alone_before_colon(text: str) -> bool:
    match = _WILDCARD.match(text)
    return match is not None and text[match.end() : match.end() + 1] == ":"


def _first(text: str, what: str) -> int | None:
    starts = [match.start() for match in _WILDCARD.finditer(text) if _is(match[0], what)]
    return starts[0] if starts else None


def _is(token: str, what: str) -> bool:
    if what == "wildcard":
        return not token.startswith("$")
    return any(variable.key.lower() not in _SAFE_VARIABLES for variable in variables_of(token))


def _is_guarded(condition: Condition) -> bool:
    is_subject = condition.name.lower().endswith(":sub") and "." in condition.name
    return is_subject or condition.is_key(*GUARDED_KEYS)


def _ill_guarded(text: str, what: str) -> int | None:
    """Return where a wildcard or variable stands with too little fixed text right before it."""
    end = 0
    for match in _WILDCARD.finditer(text):
        if _is(match[0], what) and match.start() - end < FIXED_CHARACTERS:
            return match.start()
        end = match.end()
    return None
