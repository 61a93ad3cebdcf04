"""The policy language: text to values and back, with AWS's messages for what is refused."""

from .document import Condition, Document, Effect, PolicyKind, Principals, Statement, Version
from .errors import PolicySyntaxError
from .operators import Family, Operator, Quantifier, find_operator
from .places import Places, Position, Span
from .printer import as_json, print_document, size_of
from .reader import read

__all__ = [
    "Condition",
    "Document",
    "Effect",
    "Family",
    "Operator",
    "Places",
    "PolicyKind",
    "PolicySyntaxError",
    "Position",
    "Principals",
    "Quantifier",
    "Span",
    "Statement",
    "Version",
    "as_json",
    "find_operator",
    "print_document",
    "read",
    "size_of",
]
