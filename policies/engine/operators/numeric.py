"""Numbers, compared exactly: `01`, `+1`, `1.0` and `1e0` are 1; words, NaN and Infinity are no numbers."""

import operator
import re
from decimal import Decimal

from .ordering import comparison, negation

# The exponent is short so that nobody can ask for a number of a billion digits.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def parse(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


equals = comparison(parse, operator.eq)
not_equals = negation(equals)
less_than = comparison(parse, operator.lt)
less_than_equals = comparison(parse, operator.le)
greater_than = comparison(parse, operator.gt)
greater_than_equals = comparison(parse, operator.ge)
