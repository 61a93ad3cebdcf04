"""Policies that allow what was used and nothing else: an Allow keeps its resources and conditions, and of its actions
those that were used.

So every request for a used action is decided by the same tests as before, and every other one can only lose its Allow:
the reduced policy allows all that was recorded, and nothing that the old one did not. Denies stay as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from policies.catalog import Catalog
from policies.engine import Source
from policies.engine.compiled import compile_document
from policies.language import Document, Effect, PolicyKind, Statement, Version, print_document, read, size_of

# Permissions that AWS asks for beside an action, and the catalog's list of dependent actions does not name.
ASKED_TOGETHER = {
    "sts:assumerole": ("sts:TagSession", "sts:SetSourceIdentity"),
    "sts:assumerolewithsaml": ("sts:TagSession", "sts:SetSourceIdentity"),
    "sts:assumerolewithwebidentity": ("sts:TagSession", "sts:SetSourceIdentity"),
    "sts:getfederationtoken": ("sts:TagSession",),
    "sts:getwebidentitytoken": ("sts:TagGetWebIdentityToken",),
}


@dataclass(frozen=True, slots=True)
class Reduction:
    """A reduced policy as JSON text; `text` is "" when nothing of it was used, so that it can go."""

    text: str
    is_smaller: bool

    @property
    def size(self) -> int:
        return size_of(self.text)


def companions(actions: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """Return the actions and those that are checked along with them: whoever may run instances also passes a role."""
    found: set[str] = set()
    for name in actions:
        action = catalog.action(name)
        asked = action.all_dependent_actions if action else ()
        found.update((name, *asked, *ASKED_TOGETHER.get(name.lower(), ())))
    return frozenset(found)


def reduce_document(source: Source, used: Iterable[str]) -> Reduction:
    """Return the policy of `source` with only the `used` actions in its Allow statements."""
    document = _document(source)
    kept = tuple(_kept(source, sorted(set(used), key=str.lower)))
    if not any(statement.effect is Effect.ALLOW for statement in kept):
        return Reduction("", is_smaller=True)
    return Reduction(print_document(replace(document, statements=kept)), is_smaller=kept != document.statements)


def reduce_sources(sources: Sequence[Source], used: Iterable[str]) -> tuple[Source, ...]:
    """Return the policies of a principal reduced together: every one that is still needed, under its own name."""
    wanted = tuple(used)
    texts = ((source, reduce_document(source, wanted).text or _denies_of(source)) for source in sources)
    return tuple(replace(source, text=text) for source, text in texts if text)


def join_sources(sources: Iterable[Source]) -> str:
    """Return policies as one document, equal statements once; of names that occur twice the later ones go."""
    statements: list[Statement] = []
    for source in sources:
        statements += [one for one in _document(source).statements if one not in statements]
    if not statements:
        return ""
    names: set[str] = set()
    unique = []
    for statement in statements:
        is_taken = statement.sid in names
        names |= {statement.sid} if statement.sid else set()
        unique.append(replace(statement, sid=None) if is_taken else statement)
    return print_document(Document(PolicyKind.IDENTITY, Version.CURRENT, tuple(unique), "", statements[0].places))


def _kept(source: Source, used: Sequence[str]) -> Iterator[Statement]:
    for one in compile_document(source).statements:
        actions = tuple(action for action in used if one.action_test.matches(action.lower()))
        if one.statement.effect is Effect.DENY or _same(actions, one.statement.actions):
            yield one.statement
        elif actions:
            yield replace(one.statement, actions=actions, not_actions=None)


def _denies_of(source: Source) -> str:
    """Return the Deny statements alone, which still hold for what other policies allow; "" without any."""
    document = _document(source)
    denies = tuple(statement for statement in document.statements if statement.effect is Effect.DENY)
    return print_document(replace(document, statements=denies)) if denies else ""


def _document(source: Source) -> Document:
    return source.text if isinstance(source.text, Document) else read(source.text, source.kind)


def _same(left: Sequence[str], right: Sequence[str] | None) -> bool:
    return right is not None and {one.lower() for one in left} == {one.lower() for one in right}
