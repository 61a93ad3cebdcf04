"""The names of the condition operators: family, negation, set prefix and the IfExists suffix."""

from dataclasses import dataclass
from enum import Enum
from functools import cache


class Family(Enum):
    STRING = "String"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    BINARY = "Binary"
    IP = "IpAddress"
    ARN = "Arn"
    NULL = "Null"


class Quantifier(Enum):
    ONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator as written: `ForAnyValue:StringNotLikeIfExists` is (ANY, StringNotLike, if_exists)."""

    text: str
    name: str
    family: Family
    quantifier: Quantifier
    if_exists: bool

    @property
    def is_negated(self) -> bool:
        return self.name in NEGATED


COMPARISONS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
NAMES = {
    Family.STRING: tuple(
        f"String{test}"
        for test in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike")
    ),
    Family.NUMERIC: tuple(f"Numeric{test}" for test in COMPARISONS),
    Family.DATE: tuple(f"Date{test}" for test in COMPARISONS),
    Family.BOOL: ("Bool",),
    Family.BINARY: ("BinaryEquals",),
    Family.IP: ("IpAddress", "NotIpAddress"),
    Family.ARN: ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
    Family.NULL: ("Null",),
}
FAMILIES = {name: family for family, names in NAMES.items() for name in names}
NEGATED = frozenset(name for name in FAMILIES if "Not" in name)


def find_operator(text: str) -> Operator | None:
    """Return the operator of this exact spelling, or None: operator names are case-sensitive."""
    return _operators().get(text)


@cache
def _operators() -> dict[str, Operator]:
    return {operator.text: operator for operator in _spellings()}


def _spellings() -> list[Operator]:
    return [
        Operator(f"{prefix}{name}{suffix}", name, family, quantifier, bool(suffix))
        for name, family in FAMILIES.items()
        for quantifier in Quantifier
        for prefix in [f"{quantifier.value}:" if quantifier.value else ""]
        for suffix in (("",) if family is Family.NULL else ("", "IfExists"))
    ]
