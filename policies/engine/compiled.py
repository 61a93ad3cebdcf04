"""Policies made ready for many decisions: for each action the few statements that speak of it, found once.

A document is compiled once, whoever it is attached to; a principal's policies share those documents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from policies.language import Document, Effect, PolicyKind, Statement, read

from .conditions import ContextTest, compile_conditions
from .decision import LAYERS, Decision, Outcome, Source
from .match import ActionTest, Test, compile_resource
from .principals import PrincipalTest

# Requests choose the action names, so what is remembered about them has a limit.
ACTIONS_REMEMBERED = 4096
DOCUMENTS_REMEMBERED = 4096


class CompiledStatement:
    """One statement as tests, each made when the first request needs it; a test that is not needed is None."""

    def __init__(self, statement: Statement, *, has_variables: bool) -> None:
        self.statement = statement
        self.has_variables = has_variables
        self.action_test = ActionTest(statement)

    @cached_property
    def principal_test(self) -> PrincipalTest | None:
        named = self.statement.principals is not None or self.statement.not_principals is not None
        return PrincipalTest(self.statement) if named else None

    @cached_property
    def resource_test(self) -> Test | None:
        return compile_resource(self.statement, has_variables=self.has_variables)

    @cached_property
    def depends_on_context(self) -> bool:
        """Whether other keys than action and resource can change what this statement says."""
        resources = (*(self.statement.resources or ()), *(self.statement.not_resources or ()))
        has_open_resource = self.has_variables and any("${" in resource for resource in resources)
        return has_open_resource or bool(self.statement.conditions)

    @cached_property
    def test(self) -> Test | None:
        """Resource and conditions in one."""
        conditions = compile_conditions(self.statement.conditions, has_variables=self.has_variables)
        return _both(self.resource_test, conditions)


class CompiledDocument:
    """The statements of one document and, by action, those that speak of it."""

    def __init__(self, document: Document) -> None:
        has_variables = document.version.has_variables
        self.statements = tuple(
            CompiledStatement(statement, has_variables=has_variables) for statement in document.statements
        )
        self._by_action: dict[str, tuple[CompiledStatement, ...]] = {}

    def about(self, action: str) -> tuple[CompiledStatement, ...]:
        """Return the statements that speak of `action`, in lower case."""
        found = self._by_action.get(action)
        if found is None:
            found = self.find(action)
            if len(self._by_action) >= ACTIONS_REMEMBERED:
                self._by_action.clear()
            self._by_action[action] = found
        return found

    def find(self, action: str) -> tuple[CompiledStatement, ...]:
        """Do as `about` does, and remember nothing."""
        return tuple(one for one in self.statements if one.action_test.matches(action))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Which statements can decide about one action: each with its test and the answer it gives."""

    denies: tuple[tuple[Test | None, Decision, PrincipalTest | None], ...]
    allows: tuple[tuple[Test | None, Decision, PrincipalTest | None], ...]


class Compiled:
    """Several policies of one kind as one: any Deny among them denies, any Allow allows."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self.documents = tuple(compile_document(source) for source in self.sources)
        self._by_action: dict[str, Candidates] = {}

    def about(self, action: str) -> Candidates:
        """Return the statements that can decide about `action`, in any spelling."""
        found = self._by_action.get(action)
        if found is None:
            found = self._find(action.lower())
            if len(self._by_action) >= ACTIONS_REMEMBERED:
                self._by_action.clear()
            self._by_action[action] = found
        return found

    def _find(self, action: str) -> Candidates:
        matched = [
            (one, source)
            for source, document in zip(self.sources, self.documents, strict=True)
            for one in document.about(action)
        ]
        # What needs no test comes first: then nothing else is tried.
        matched.sort(key=lambda pair: pair[0].test is not None)
        return Candidates(
            tuple(_entry(*pair) for pair in matched if pair[0].statement.effect is Effect.DENY),
            tuple(_entry(*pair) for pair in matched if pair[0].statement.effect is Effect.ALLOW),
        )


def compile_policies(sources: Iterable[Source]) -> Compiled:
    """Make the policies of one principal, level or resource ready; keep the result as long as they stay the same."""
    return Compiled(sources)


def compile_document(source: Source) -> CompiledDocument:
    """Return the compiled policy of a source; the same text is compiled only once."""
    if isinstance(source.text, Document):
        return _compile_text(source.text.text, source.text.kind)
    return _compile_text(source.text, source.kind)


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def _compile_text(text: str, kind: PolicyKind) -> CompiledDocument:
    return CompiledDocument(read(text, kind))


def _entry(one: CompiledStatement, source: Source) -> tuple[Test | None, Decision, PrincipalTest | None]:
    outcome = Outcome.ALLOWED if one.statement.effect is Effect.ALLOW else Outcome.EXPLICIT_DENY
    return one.test, Decision(outcome, LAYERS[source.kind], source, one.statement), one.principal_test


def _both(resource_test: Test | None, context_test: ContextTest | None) -> Test | None:
    if context_test is None:
        return resource_test
    if resource_test is None:
        return lambda resource, context: context_test(context)
    return lambda resource, context: resource_test(resource, context) and context_test(context)
