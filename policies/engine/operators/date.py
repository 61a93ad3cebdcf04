"""Moments: ISO 8601 or epoch seconds on either side, a date alone being its midnight in UTC."""

import operator

from policies.language.dates import parse_date

from .ordering import comparison, negation

equals = comparison(parse_date, operator.eq)
not_equals = negation(equals)
less_than = comparison(parse_date, operator.lt)
less_than_equals = comparison(parse_date, operator.le)
greater_than = comparison(parse_date, operator.gt)
greater_than_equals = comparison(parse_date, operator.ge)
