"""What somebody can do at all, and who can do one thing: many questions answered from each document read once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policies.language import Effect

from .authorize import ALWAYS_ALLOWED, NOT_BOUND_BY_RCP, PolicySet
from .compiled import Compiled, CompiledDocument
from .decide import decide
from .match import Test
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
    is_plain_action = action.lower() not in (ALWAYS_ALLOWED, NOT_BOUND_BY_RCP)
    for holder in holders:
        if is_plain_action and _is_plain(holder, resource_account):
            allowed = survey.allows(holder)
        else:
            request = Request(holder.principal, action, resource, resource_account, holder.context)
            allowed = decide(request, holder.policies).allowed
        if allowed:
            yield holder


def _is_plain(holder: Holder, resource_account: str | None) -> bool:
    """Tell whether every policy of the holder must allow and none may deny, and nothing else matters."""
    principal, policies = holder.principal, holder.policies
    if principal.kind is not PrincipalKind.USER and principal.kind is not PrincipalKind.ASSUMED_ROLE:
        return False
    if policies.only_identity is None and (
        policies.identity is None
        or policies.resource is not None
        or policies.trust is not None
        or policies.endpoint is not None
        or principal.is_service_linked
    ):
        return False
    return resource_account is None or resource_account == principal.account_id


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one document says about the action and the resource: for certain, and depending on who asks."""

    denies: bool
    allows: bool
    open_denies: tuple[Test, ...]
    open_allows: tuple[Test, ...]


_SILENT = _Opinion(False, False, (), ())


class _Survey:
    """The opinions of all documents on one action and one resource, each asked for once."""

    def __init__(self, action: str, resource: str) -> None:
        self._action, self._resource = action, resource
        self._opinions: dict[CompiledDocument, _Opinion] = {}

    def allows(self, holder: Holder) -> bool:
        policies = holder.policies
        if policies.only_identity is not None:
            return self._verdict(policies.only_identity, holder.context) is True
        layers = (policies.identity, policies.boundary, policies.session, *policies.scps, *policies.rcps)
        return all(self._verdict(layer, holder.context) is True for layer in layers if layer is not None)

    def _verdict(self, compiled: Compiled, context: Context) -> bool | None:
        """Return True for an Allow, False for a Deny and None when nothing applies."""
        verdict = None
        for document in compiled.documents:
            opinion = self._opinions.get(document) or self._ask(document)
            if opinion is _SILENT:
                continue
            if opinion.denies or any(test(self._resource, context) for test in opinion.open_denies):
                return False
            if opinion.allows or any(test(self._resource, context) for test in opinion.open_allows):
                verdict = True
        return verdict

    def _ask(self, document: CompiledDocument) -> _Opinion:
        spoken = document.find(self._action)
        certain = {
            one.statement.effect
            for one in spoken
            if one.test is None or (not one.depends_on_context and one.test(self._resource, {}))
        }
        tests = {
            effect: tuple(
                one.test
                for one in spoken
                if one.statement.effect is effect and one.depends_on_context and one.test is not None
            )
            for effect in Effect
        }
        opinion = _Opinion(Effect.DENY in certain, Effect.ALLOW in certain, tests[Effect.DENY], tests[Effect.ALLOW])
        self._opinions[document] = opinion if opinion != _SILENT else _SILENT
        return self._opinions[document]


def _is_possible(policies: PolicySet, action: str) -> bool:
    applying = (policies.identity, policies.boundary, policies.session, *policies.scps, *policies.rcps)
    return policies.identity is not None and all(_can_allow(compiled, action) for compiled in applying if compiled)


def _can_allow(compiled: Compiled, action: str) -> bool:
    spoken = [one for document in compiled.documents for one in document.find(action)]
    denied = any(one.statement.effect is Effect.DENY and one.test is None for one in spoken)
    return not denied and any(one.statement.effect is Effect.ALLOW for one in spoken)
