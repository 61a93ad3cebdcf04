"""What a policy would change before it is saved: for whom, what, and which recorded calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from accounts.models import Group, Role, User
from accounts.review import comparison, replay, selectors
from accounts.review.comparison import Comparison
from accounts.review.replay import Replay
from accounts.review.selectors import MOST_COMPARED, Affected, Change, Reached
from policies.documents import services as policies
from policies.engine.samples import difference
from policies.language import PolicyKind
from policies.models import Policy, PolicyVersion
from policies.services.selectors import catalog_of

# Whoever is reached beyond this is counted, not named.
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Review:
    """`touched` actions are spoken of by statements that differ; `compared` of them were tried."""

    people: tuple[Affected, ...]
    left_out: int
    touched: int
    compared: int
    comparisons: tuple[Comparison, ...]
    replay: Replay


def review_policy(account_id: str, policy: Policy | None, document: str) -> Review:
    """Return what the text would change as the default version of a managed policy; a new one reaches nobody."""
    if policy is None:
        return _review(account_id, (), Change("", "", "", document))
    version = PolicyVersion.objects.get(policy=policy, number=policy.default_version)
    change = Change(policy.arn, policy.name, version.document, document)
    return _review(account_id, selectors.reached_by_policy(policy, account_id), change)


def review_inline(owner: User | Group | Role, name: str, document: str) -> Review:
    """Return what the text would change as the inline policy called `name`, which may be new."""
    before = owner.inline_policies.filter(name=name).values_list("document", flat=True).first() or ""
    change = Change(f"{type(owner).__name__.lower()}/{owner.name}/{name}", name, before, document)
    return _review(owner.account_id, selectors.reached_by_inline(owner), change)


def _review(account_id: str, reached: Iterable[Reached], change: Change) -> Review:
    policies.check_document(change.after)
    found = iter(reached)
    people = tuple(selectors.affected(one, change) for one in islice(found, MOST_COMPARED))
    differs = difference(change.before, change.after, PolicyKind.IDENTITY)
    catalog = catalog_of(account_id)
    touched = comparison.touched_actions(differs, catalog)
    groups = comparison.alike(people)
    actions = comparison.spread(touched, len(groups))
    return Review(
        people=people,
        left_out=sum(1 for _ in islice(found, MOST_COUNTED)),
        touched=len(touched),
        compared=len(actions),
        comparisons=tuple(comparison.compare(group, differs, actions, catalog) for group in groups),
        replay=replay.replay(people, differs, account_id),
    )
