"""The decision engine: who may do what, by which policies, and why. Values in, values out."""

from .authorize import PolicySet
from .compiled import Compiled, compile_policies
from .decide import decide
from .decision import Decision, Layer, Outcome, Source
from .denial import denial_text
from .explain import Explanation, Mismatch, PolicyTrace, StatementTrace, explain
from .granted import Granted, Holder, granted, who_can
from .keys import is_multi_valued, principal_keys
from .request import Context, Principal, PrincipalKind, Request, Value

__all__ = [
    "Compiled",
    "Context",
    "Decision",
    "Explanation",
    "Granted",
    "Holder",
    "Layer",
    "Mismatch",
    "Outcome",
    "PolicySet",
    "PolicyTrace",
    "Principal",
    "PrincipalKind",
    "Request",
    "Source",
    "StatementTrace",
    "Value",
    "compile_policies",
    "decide",
    "denial_text",
    "explain",
    "granted",
    "is_multi_valued",
    "principal_keys",
    "who_can",
]
