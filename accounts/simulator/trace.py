"""Why a simulated request came out as it did, ready to be shown: policies with their statements marked in the text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from policies.catalog.globs import covers
from policies.engine import Explanation, Layer, Mismatch, Outcome, PolicyTrace, StatementTrace
from policies.language import Document, Effect, PolicyKind, PolicySyntaxError, Span, Statement, read
from policies.simulator.evaluation import ResourceResult

# A document longer than this is shown as the lines around its statements that matter.
LINES_SHOWN = 160
LINES_AROUND = 2

DECISIONS = {
    Outcome.ALLOWED: ("success", "Allowed"),
    Outcome.EXPLICIT_DENY: ("danger", "Denied explicitly"),
    Outcome.IMPLICIT_DENY: ("warning", "Denied implicitly"),
}


@dataclass(frozen=True)
class Line:
    """One line of a policy; `mark` is allow, deny, near or nothing; number 0 stands for lines left out."""

    number: int
    text: str
    mark: str = ""


@dataclass(frozen=True)
class Judged:
    """One statement and what it does to the request: `verdict` is Allows, Denies or Does not apply."""

    label: str
    mark: str
    verdict: str
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True)
class Policy:
    """A policy with the statements that speak of the action."""

    name: str
    source_id: str
    kind: str
    statements: tuple[Judged, ...]
    lines: tuple[Line, ...]

    @property
    def matches(self) -> bool:
        return any(not statement.mismatches for statement in self.statements)


@dataclass(frozen=True)
class Shown:
    """One action on one resource, as the page shows it."""

    action: str
    resource: str
    tone: str
    decision: str
    because: str
    missing_keys: tuple[str, ...]
    policies: tuple[Policy, ...]
    silent: int


def shown(action: str, result: ResourceResult) -> Shown:
    """Return a result with what is behind it; policies that do not speak of the action are only counted."""
    explanation = result.explanation
    tone, decision = DECISIONS[explanation.decision.outcome]
    traces = explanation.traces
    policies = tuple(policy for trace in traces if (policy := _policy(trace, action)))
    return Shown(
        action=action,
        resource=result.resource,
        tone=tone,
        decision=decision,
        because=_because(explanation),
        missing_keys=explanation.missing_keys,
        policies=tuple(sorted(policies, key=lambda policy: not policy.matches)),
        silent=len(traces) - len(policies),
    )


def _because(explanation: Explanation) -> str:
    decision = explanation.decision
    if not decision.allowed:
        return explanation.missing
    if decision.source is None or decision.statement is None:
        return f"It is {decision.layer.value}." if decision.layer is Layer.ALWAYS else "The root user may."
    where = decision.statement.sid or f"Statement {decision.statement.index + 1}"
    return f"{where} of {decision.source.name} allows it."


def _policy(trace: PolicyTrace, action: str) -> Policy | None:
    about = tuple(one for one in trace.statements if not _speaks_of_others(one))
    if not about:
        return None
    marks = {one.statement.index: _mark(one) for one in about}
    return Policy(
        name=trace.source.name,
        source_id=trace.source.id,
        kind=trace.layer.value,
        statements=tuple(_judged(one) for one in about),
        lines=tuple(_lines(trace, marks, action)),
    )


def _speaks_of_others(one: StatementTrace) -> bool:
    return any(mismatch.element in ("Action", "NotAction") for mismatch in one.mismatches)


def _mark(one: StatementTrace) -> str:
    if one.mismatches:
        return "near"
    return "allow" if one.statement.effect is Effect.ALLOW else "deny"


def _judged(one: StatementTrace) -> Judged:
    mark = _mark(one)
    verdict = {"allow": "Allows", "deny": "Denies", "near": "Does not apply"}[mark]
    statement = one.statement
    return Judged(statement.sid or f"Statement {statement.index + 1}", mark, verdict, one.mismatches)


def _lines(trace: PolicyTrace, marks: dict[int, str], action: str) -> Iterator[Line]:
    document = _spread_out(trace)
    texts = document.text.split("\n")
    marked = dict(_marked_lines(document, marks))
    before = 0
    for number in _kept(len(texts), document, marks, action):
        if number > before + 1:
            yield Line(0, f"{number - before - 1} more lines")
        yield Line(number, texts[number - 1].rstrip("\r"), marked.get(number, ""))
        before = number
    if before < len(texts):
        yield Line(0, f"{len(texts) - before} more lines")


def _spread_out(trace: PolicyTrace) -> Document:
    """Return the policy with a line for each value when it was written in a single line."""
    text, kind = trace.source.text, trace.source.kind
    document = text if isinstance(text, Document) else read(text, kind)
    if "\n" in document.text.strip():
        return document
    spread = json.dumps(json.loads(document.text), indent=2, ensure_ascii=False)
    return _read_again(spread, kind) or document


def _read_again(text: str, kind: PolicyKind) -> Document | None:
    try:
        return read(text, kind)
    except PolicySyntaxError:
        # Numbers come back in another form, which a policy may not have.
        return None


def _marked_lines(document: Document, marks: dict[int, str]) -> Iterator[tuple[int, str]]:
    for statement in document.statements:
        if mark := marks.get(statement.index):
            yield from ((line, mark) for line in _line_numbers(statement.span))


def _line_numbers(span: Span) -> range:
    return range(span.start.line, span.end.line + 1)


def _kept(count: int, document: Document, marks: dict[int, str], action: str) -> list[int]:
    """Return the numbers of the lines to show: all, or those where a statement begins, names the action, and ends."""
    if count <= LINES_SHOWN:
        return list(range(1, count + 1))
    spans = [span for one in document.statements if one.index in marks for span in _telling_spans(one, action)]
    near = {number for span in spans for number in _around(span)} & set(range(1, count + 1))
    ends = near | {0, count + 1}
    # A gap of one line is no shorter than the line.
    near |= {number for number in range(1, count + 1) if number - 1 in ends and number + 1 in ends}
    return sorted(near)[:LINES_SHOWN]


def _telling_spans(statement: Statement, action: str) -> Iterator[Span]:
    whole = statement.span
    yield Span(whole.start, whole.start)
    element, patterns = "Action", statement.actions
    if patterns is None:
        element, patterns = "NotAction", statement.not_actions or ()
    for index, pattern in enumerate(patterns):
        if covers(pattern.lower(), action.lower()):
            yield statement.places.nearest(f"{statement.path}.{element}[{index}]")
    yield Span(whole.end, whole.end)


def _around(span: Span) -> range:
    if span.end.line - span.start.line > LINES_AROUND:
        return range(span.start.line, span.start.line + LINES_AROUND)
    return range(span.start.line - LINES_AROUND, span.end.line + LINES_AROUND + 1)
