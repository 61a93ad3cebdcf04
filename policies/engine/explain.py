"""Why a decision came out as it did: every policy, every statement, and which of its elements did not fit.

The decision and the matching statements are found like any decision; the full trace only when somebody reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from policies.language import Condition, Statement
from policies.language.variables import variables_in

from .authorize import PolicySet
from .compiled import Compiled, CompiledStatement
from .conditions import compile_condition, is_missing
from .decide import decide
from .decision import Decision, Layer, Source
from .operators import value_tokens
from .request import Request


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An element of a statement that did not fit the request; `missing_keys` are condition keys it had no value for."""

    element: str
    path: str
    reason: str
    missing_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementTrace:
    statement: Statement
    mismatches: tuple[Mismatch, ...]

    @property
    def matched(self) -> bool:
        return not self.mismatches


@dataclass(frozen=True, slots=True)
class PolicyTrace:
    """One policy and its statements; `level` counts the organization's levels from the root, 0 elsewhere."""

    layer: Layer
    level: int
    source: Source
    statements: tuple[StatementTrace, ...]


@dataclass(frozen=True)
class Explanation:
    request: Request
    policies: PolicySet
    decision: Decision

    @cached_property
    def matched(self) -> tuple[Decision, ...]:
        """Every statement that matched, as the decision that it alone would give."""
        return tuple(
            decision for _, _, compiled in layers_of(self.policies) for decision in _matching(compiled, self.request)
        )

    @cached_property
    def traces(self) -> tuple[PolicyTrace, ...]:
        return tuple(
            PolicyTrace(layer, level, source, tuple(_trace(one, self.request) for one in document.statements))
            for layer, level, compiled in layers_of(self.policies)
            for source, document in zip(compiled.sources, compiled.documents, strict=True)
        )

    @cached_property
    def missing_keys(self) -> tuple[str, ...]:
        """The condition keys that some statement about this action and resource asked for in vain."""
        found = {
            key
            for trace in self.traces
            for statement in trace.statements
            for mismatch in statement.mismatches
            for key in mismatch.missing_keys
            if all(other.element == "Condition" for other in statement.mismatches)
        }
        return tuple(sorted(found))

    @property
    def missing(self) -> str:
        """What was missing for an allow, in one sentence; empty when the request is allowed."""
        return _missing(self.request, self.decision)


def explain(request: Request, policies: PolicySet) -> Explanation:
    """Decide, and be ready to say why."""
    return Explanation(request, policies, decide(request, policies))


def layers_of(policies: PolicySet) -> Iterator[tuple[Layer, int, Compiled]]:
    """Yield the policies that take part, in the order in which they are asked."""
    for level, compiled in enumerate(policies.rcps):
        yield Layer.RCP, level, compiled
    for level, compiled in enumerate(policies.scps):
        yield Layer.SCP, level, compiled
    single = (
        (Layer.ENDPOINT, policies.endpoint),
        (Layer.RESOURCE, policies.resource),
        (Layer.TRUST, policies.trust),
        (Layer.IDENTITY, policies.identity),
        (Layer.BOUNDARY, policies.boundary),
        (Layer.SESSION, policies.session),
    )
    for layer, one in single:
        if one is not None:
            yield layer, 0, one


def _matching(compiled: Compiled, request: Request) -> Iterator[Decision]:
    about = compiled.about(request.action)
    for test, decision, principal_test in (*about.denies, *about.allows):
        named = principal_test is None or principal_test.grant(request.principal)
        if named and (test is None or test(request.resource, request.context)):
            yield decision


def _trace(one: CompiledStatement, request: Request) -> StatementTrace:
    return StatementTrace(one.statement, tuple(_mismatches(one, request)))


def _mismatches(one: CompiledStatement, request: Request) -> Iterator[Mismatch]:
    statement = one.statement
    if one.principal_test and not one.principal_test.grant(request.principal):
        element = "Principal" if statement.principals else "NotPrincipal"
        yield Mismatch(element, f"{statement.path}.{element}", f"{element} does not cover {_who(request)}.")
    if not one.action_test.matches(request.action.lower()):
        element = "NotAction" if statement.actions is None else "Action"
        yield Mismatch(element, f"{statement.path}.{element}", f"{element} does not cover {request.action}.")
    if one.resource_test and not one.resource_test(request.resource, request.context):
        element = "NotResource" if statement.resources is None else "Resource"
        yield Mismatch(element, f"{statement.path}.{element}", f"{element} does not cover {request.resource}.")
    for condition in statement.conditions:
        if not compile_condition(condition, has_variables=one.has_variables)(request.context):
            yield _condition_mismatch(condition, request, has_variables=one.has_variables)


def _condition_mismatch(condition: Condition, request: Request, *, has_variables: bool) -> Mismatch:
    missing = tuple(
        key for key in keys_of(condition, has_variables=has_variables) if is_missing(request.context.get(key.lower()))
    )
    wanted = " or ".join(f'"{value}"' for value in condition.values) or "nothing"
    asked = request.context.get(condition.key.lower())
    found = "absent" if is_missing(asked) else f'"{asked if isinstance(asked, str) else ", ".join(asked or ())}"'
    reason = f"{condition.operator.text} {condition.key} wants {wanted}; it is {found}."
    return Mismatch("Condition", condition.path, reason, missing)


def keys_of(condition: Condition, *, has_variables: bool) -> tuple[str, ...]:
    """Return the condition's key and those of the variables in its values."""
    tokens = [value_tokens(condition.operator, value, has_variables=has_variables) for value in condition.values]
    return (condition.key, *(variable.key for value in tokens for variable in variables_in(value)))


def _who(request: Request) -> str:
    return request.principal.arn or request.principal.issuer or "an anonymous caller"


def _missing(request: Request, decision: Decision) -> str:
    if decision.allowed:
        return ""
    if decision.statement is not None and decision.source is not None:
        where = decision.statement.sid or decision.statement.path
        return f"{where} of {decision.source.name} denies it; no Allow can change that."
    return f"No {decision.layer.value} allows {request.action} on {request.resource}."
