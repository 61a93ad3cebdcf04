"""What somebody can do at all, and who can do one thing: many questions answered from each document read once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from policies.language import Effect

from .authorize import ALWAYS_ALLOWED, NOT_BOUND_BY_RCP, PolicySet, is_cross_account
from .compiled import Compiled, CompiledDocument
from .decide import decide
from .request import Context, Principal, PrincipalKind, Request


@dataclass(frozen=True, slots=True)
class Granted:
    """The actions that some request on some resource may be allowed, and the services they belong to."""

    actions: frozenset[str]
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holder:
    """A principal, its policies and the keys of its context that differ from other principals' ones."""

    principal: Principal
    policies: PolicySet
    context: Context = field(default_factory=dict)


def granted(policies: PolicySet, actions: Iterable[str]) -> Granted:
    """Return which of the catalog's actions these policies can allow on any resource, under any conditions."""
    possible = frozenset(action for action in actions if _is_possible(policies, action.lower()))
    return Granted(possible, frozenset(action.partition(":")[0] for action in possible))


def who_can(
    action: str, resource: str, holders: Iterable[Holder], *, resource_account: str | None = None
) -> Iterator[Holder]:
    """Yield the holders that may do one thing: each document is asked once, whoever it is attached to."""
    survey = _Survey(action.lower(), resource)
    for holder in holders:
        request = Request(holder.principal, action, resource, resource_account, holder.context)
        if _may(request, holder.policies, survey):
            yield holder


class _Verdict(Enum):
    SILENT = 0
    ALLOWS = 1
    DEPENDS = 2
    DENIES = 3


class _Survey:
    """What each document says about one action on one resource, whoever asks; DEPENDS when the context matters."""

    def __init__(self, action: str, resource: str) -> None:
        self._action, self._resource = action, resource
        self._verdicts: dict[CompiledDocument, _Verdict] = {}

    def of(self, compiled: Compiled) -> _Verdict:
        verdicts = {self._of_document(document) for document in compiled.documents}
        for verdict in (_Verdict.DENIES, _Verdict.DEPENDS, _Verdict.ALLOWS):
            if verdict in verdicts:
                return verdict
        return _Verdict.SILENT

    def _of_document(self, document: CompiledDocument) -> _Verdict:
        verdict = self._verdicts.get(document)
        if verdict is None:
            verdict = self._verdicts[document] = self._ask(document)
        return verdict

    def _ask(self, document: CompiledDocument) -> _Verdict:
        applying = [
            one
            for one in document.find(self._action)
            if one.depends_on_context or one.resource_test is None or one.resource_test(self._resource, {})
        ]
        certain = [one.statement.effect for one in applying if not one.depends_on_context]
        if Effect.DENY in certain:
            return _Verdict.DENIES
        if len(certain) < len(applying):
            return _Verdict.DEPENDS
        return _Verdict.ALLOWS if applying else _Verdict.SILENT


def _may(request: Request, policies: PolicySet, survey: _Survey) -> bool:
    if policies.resource or policies.trust or policies.endpoint or policies.identity is None or _is_special(request):
        return decide(request, policies).allowed
    limits = (policies.boundary, policies.session, *policies.scps, *policies.rcps)
    verdicts = [survey.of(compiled) for compiled in (policies.identity, *limits) if compiled]
    if _Verdict.DENIES in verdicts or _Verdict.SILENT in verdicts:
        return False
    return _Verdict.DEPENDS not in verdicts or decide(request, policies).allowed


def _is_special(request: Request) -> bool:
    kind = request.principal.kind
    return (
        (kind is not PrincipalKind.USER and kind is not PrincipalKind.ASSUMED_ROLE)
        or request.principal.is_service_linked
        or request.action.lower() in (ALWAYS_ALLOWED, NOT_BOUND_BY_RCP)
        or is_cross_account(request)
    )


def _is_possible(policies: PolicySet, action: str) -> bool:
    applying = (policies.identity, policies.boundary, policies.session, *policies.scps, *policies.rcps)
    return policies.identity is not None and all(_can_allow(compiled, action) for compiled in applying if compiled)


def _can_allow(compiled: Compiled, action: str) -> bool:
    spoken = [one for document in compiled.documents for one in document.find(action)]
    denied = any(one.statement.effect is Effect.DENY and one.test is None for one in spoken)
    return not denied and any(one.statement.effect is Effect.ALLOW for one in spoken)
