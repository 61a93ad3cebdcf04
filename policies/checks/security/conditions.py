"""Conditions that hold more often than they seem to."""

from policies.catalog import KeyType
from policies.catalog.globs import is_pattern
from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, security_warning, shown, statements
from policies.language.operators import Family, Quantifier

# The caller writes these into the request.
UNTRUSTWORTHY = ("aws:Referer", "aws:UserAgent")

# a key, and those of which one should stand beside it
PAIRS = {"aws:vpcsourceip": ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn")}


@security_warning("FORALLVALUES_WITH_SINGLE_VALUED_KEY", each=conditions)
def forallvalues_with_single_valued_key(condition: Condition) -> Problems:
    """ForAllValues also holds when the key is missing from the request, so an Allow lets such requests
    through. The key has one value: use the operator without ForAllValues."""
    operator = condition.operator
    if not operator or operator.quantifier is not Quantifier.ALL or operator.family is Family.NULL:
        return
    if condition.statement.allows and condition.key and not condition.key.multivalued:
        yield at(
            condition.operator_node,
            f"{shown(condition.name)} has one value, and ForAllValues holds without it.",
        )


@security_warning("MISSING_PAIRED_CONDITION_KEYS", each=statements)
def missing_paired_condition_keys(statement: Statement) -> Problems:
    """The same value of this key means different things in different networks. Compare the network as
    well, in the same statement."""
    for condition in statement.conditions:
        partners = PAIRS.get(condition.name.lower())
        if partners and not statement.has_condition(*partners):
            yield at(condition.node, f"{shown(condition.name)} says little without {' or '.join(partners)}.")


@security_warning("UNTRUSTWORTHY_CONDITION_KEY", each=conditions)
def untrustworthy_condition_key(condition: Condition) -> Problems:
    """The caller chooses this value freely, so it protects nothing. Decide by who asks or from where, such
    as aws:PrincipalArn or aws:SourceVpce."""
    if condition.statement.allows and condition.is_key(*UNTRUSTWORTHY):
        yield at(condition.node, f"Whoever asks can set {shown(condition.name)} to any value.")


@security_warning("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", each=conditions)
def string_like_operator_with_arn_condition_keys(condition: Condition) -> Problems:
    """A string operator compares an ARN as one text, where a wildcard also runs over the colons between
    its parts. Use ArnLike, which compares part by part."""
    if not condition.operator or condition.operator.family is not Family.STRING:
        return
    if condition.key and condition.key.type is KeyType.ARN:
        for value in condition.values:
            if is_pattern(value.text):
                yield at(value, f"Compare {shown(condition.name)} by ArnLike instead of {condition.operator_text}.")


@security_warning("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", each=conditions)
def foranyvalue_with_audience_claim_type(condition: Condition) -> Problems:
    """A token with several audiences passes when one of them is yours, also one made for somebody else.
    Compare the audience without ForAnyValue."""
    if condition.operator and condition.operator.quantifier is Quantifier.ANY and is_audience(condition):
        yield at(condition.operator_node, f"{shown(condition.name)} with ForAnyValue takes foreign tokens.")


def is_audience(condition: Condition) -> bool:
    """Say whether the key is the audience of an OpenID Connect provider's token."""
    provider, _, claim = condition.name.lower().rpartition(":")
    return claim == "aud" and "." in provider
