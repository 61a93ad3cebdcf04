"""What is known of a batch before its identities are looked at one by one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.access.shelf import Identity, Shelf, shelf_of
from accounts.models import Group, Membership, User
from accounts.reporting.model import Batch
from accounts.reporting.powers import universe_of
from accounts.reporting.recorded import Used, used_in
from policies.catalog import Catalog
from policies.reduction import Universe
from policies.services.selectors import catalog_of


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known of a batch before its identities are looked at one by one."""

    batch: Batch
    shelf: Shelf
    universe: Universe
    catalog: Catalog
    used: Used
    members: Mapping[int, Sequence[User]]

    def used_by(self, identity: Identity) -> frozenset[str]:
        """Return the actions that the identity, or a member of the group, used."""
        people = self.members.get(identity.pk, ()) if isinstance(identity, Group) else (identity,)
        return self.used.of(one.unique_id for one in people)


def scene_of(batch: Batch, identities: Sequence[Identity], groups: Sequence[Group]) -> Scene:
    """Ask the database once for all that the identities of the batch have in common."""
    members: dict[int, list[User]] = defaultdict(list)
    for membership in Membership.objects.filter(group__in=groups).select_related("user").iterator(chunk_size=2000):
        members[membership.group_id].append(membership.user)
    ids = {one.unique_id for one in identities} | {user.unique_id for people in members.values() for user in people}
    return Scene(
        batch=batch,
        shelf=shelf_of(batch.account_id, identities),
        universe=universe_of(batch.account_id),
        catalog=catalog_of(batch.account_id),
        used=used_in(batch, ids),
        members=members,
    )


def is_new(batch: Batch, created: datetime) -> bool:
    """Whether a thing is younger than the tracking period: that it was not used says nothing yet."""
    return created > batch.since
