"""One simulated request: the engine decides it, and this module tells it as AWS's simulator does. Pure.

Source: IAM API Reference, "EvaluationResult" and "ResourceSpecificResult", and recorded answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from policies.engine import (
    Compiled,
    Context,
    Decision,
    Explanation,
    Layer,
    Outcome,
    PolicySet,
    Principal,
    Request,
    Source,
    explain,
)
from policies.engine.authorize import matching_allow, matching_deny, strongest_grant
from policies.engine.compiled import CompiledDocument, compile_document
from policies.language import Document
from policies.simulator.keys import keys_of_documents

# What AWS calls the types of policy, in MatchedStatements and in EvalDecisionDetails.
TYPES = {
    Layer.RESOURCE: "Resource Policy",
    Layer.IDENTITY: "IAM Policy",
    Layer.BOUNDARY: "Permissions Boundary Policy",
}
_SEVEREST_FIRST = (Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY, Outcome.ALLOWED)


class RequestPolicies(Compiled):
    """The policies of one simulation. Documents that the request brought are forgotten with it, not remembered."""

    def __init__(self, sources: Iterable[Source]) -> None:
        super().__init__(())
        self.sources = tuple(sources)
        self.documents = tuple(_compile(source) for source in self.sources)


@dataclass(frozen=True, slots=True)
class ResourceResult:
    """What one action on one resource came to; `organizations` and `boundary` are None where none takes part."""

    resource: str
    explanation: Explanation
    matched: tuple[Decision, ...]
    missing_keys: tuple[str, ...]
    organizations: bool | None
    boundary: bool | None
    details: dict[str, Outcome] | None

    @property
    def outcome(self) -> Outcome:
        return self.explanation.decision.outcome


@dataclass(frozen=True, slots=True)
class ActionResult:
    action: str
    resources: tuple[ResourceResult, ...]

    @property
    def outcome(self) -> Outcome:
        return severest(result.outcome for result in self.resources)

    @property
    def match_count(self) -> int:
        return sum(len(result.matched) for result in self.resources)


@dataclass(frozen=True)
class Simulation:
    """Who asks, under which policies and keys; `given` are the keys, in lower case, that the request itself names.

    `owner` is the account of resources whose ARN names none; it matters only beside a resource policy.
    """

    principal: Principal
    policies: PolicySet
    context: Context = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    owner: str = ""

    def run_one(self, action: str, resource: str) -> ResourceResult:
        request = Request(
            principal=self.principal,
            action=action,
            resource=resource,
            resource_account=self._account_of(resource),
            context=self.context,
        )
        explanation = explain(request, self.policies)
        organizations = self._allowed_by_organizations(request)
        details = None if organizations is False else self._details(request)
        boundary = self.policies.boundary
        return ResourceResult(
            resource=resource,
            explanation=explanation,
            matched=() if organizations is False else self._matched(explanation, is_cross_account=details is not None),
            missing_keys=self.missing_keys if explanation.decision.outcome is Outcome.IMPLICIT_DENY else (),
            organizations=organizations,
            boundary=None if boundary is None else _outcome(boundary, request) is Outcome.ALLOWED,
            details=details,
        )

    @cached_property
    def missing_keys(self) -> tuple[str, ...]:
        """Every key that some policy of the simulation asks for and the request does not name.

        "A list of context keys that are required by the included input policies but that were not provided":
        recorded answers name those of all statements, and only beside an implicit deny.
        """
        return tuple(key for key in keys_of_documents(self.documents) if key.lower() not in self.given)

    @cached_property
    def documents(self) -> tuple[CompiledDocument, ...]:
        own = (self.policies.resource, self.policies.identity, self.policies.boundary)
        levels = (*self.policies.scps, *(one for one in own if one))
        return tuple(document for level in levels for document in level.documents)

    @cached_property
    def statement_count(self) -> int:
        return sum(len(document.statements) for document in self.documents)

    def _account_of(self, resource: str) -> str | None:
        """Return whose the resource is; without a resource policy every resource counts as the caller's own."""
        if self.policies.resource is None:
            return None
        account = (*resource.split(":", 5), "", "", "", "", "")[4]
        return account if account.isdecimal() else self.owner or None

    def _allowed_by_organizations(self, request: Request) -> bool | None:
        if not self.policies.scps:
            return None
        return all(_outcome(level, request) is Outcome.ALLOWED for level in self.policies.scps)

    def _details(self, request: Request) -> dict[str, Outcome] | None:
        """Return how each type of policy decides for itself; only told when two accounts decide."""
        if request.resource_account in (None, request.principal.account_id):
            return None
        layers = (
            (Layer.IDENTITY, self.policies.identity),
            (Layer.RESOURCE, self.policies.resource),
            (Layer.BOUNDARY, self.policies.boundary),
        )
        return {TYPES[layer]: _outcome(one, request) for layer, one in layers if one is not None}

    def _matched(self, explanation: Explanation, *, is_cross_account: bool) -> tuple[Decision, ...]:
        """Return the statements that determined the result: of each type its denies or, without any, its allows."""
        if explanation.decision.outcome is Outcome.IMPLICIT_DENY and not is_cross_account:
            return ()
        return tuple(decision for layer in TYPES for decision in self._deciding(explanation, layer))

    def _deciding(self, explanation: Explanation, layer: Layer) -> list[Decision]:
        matched = [decision for decision in explanation.matched if decision.layer is layer]
        denies = [decision for decision in matched if decision.outcome is Outcome.EXPLICIT_DENY]
        # A boundary grants nothing, so its allows determine nothing.
        deciding = denies or ([] if layer is Layer.BOUNDARY else matched)
        return sorted(deciding, key=self._place)

    def _place(self, decision: Decision) -> tuple[int, int]:
        assert decision.statement is not None
        return self._order[id(decision.source)], decision.statement.index

    @cached_property
    def _order(self) -> dict[int, int]:
        own = (self.policies.resource, self.policies.identity, self.policies.boundary)
        sources = [source for one in own if one for source in one.sources]
        return {id(source): index for index, source in enumerate(sources)}


def severest(outcomes: Iterable[Outcome]) -> Outcome:
    """Return what several resources come to together: only what is allowed on each is allowed."""
    found = set(outcomes)
    return next(outcome for outcome in _SEVEREST_FIRST if outcome in found)


def _outcome(compiled: Compiled, request: Request) -> Outcome:
    """Return what one type of policy says for itself."""
    if matching_deny(compiled, request):
        return Outcome.EXPLICIT_DENY
    names_principals = any(one.principal_test for document in compiled.documents for one in document.statements)
    allowed = strongest_grant(compiled, request)[1] if names_principals else matching_allow(compiled, request)
    return Outcome.ALLOWED if allowed else Outcome.IMPLICIT_DENY


def _compile(source: Source) -> CompiledDocument:
    return CompiledDocument(source.text) if isinstance(source.text, Document) else compile_document(source)
