"""The policies of many identities at once, for reports: a few queries for a whole batch of users, groups and roles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.access.effective import inline_source, managed_source
from accounts.models import Attachment, Group, InlinePolicy, Membership, PasswordPolicy, Role, User
from accounts.passwords.selectors import granted_by
from iamconsole import arns
from policies.engine import PolicySet, Principal, PrincipalKind, Source, compile_policies
from policies.language import PolicyKind
from policies.models import Policy, PolicyVersion

Identity = User | Group | Role
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """A policy on an identity: inline (`policy` is empty) or attached."""

    source: Source
    name: str
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that gives the identities of a batch something, by kind and row of the identity."""

    held: dict[Place, tuple[Held, ...]]
    memberships: dict[int, tuple[Membership, ...]]
    boundaries: dict[int, Source]
    password_policy: PasswordPolicy | None

    def own(self, identity: Identity) -> tuple[Held, ...]:
        """Return the policies on the identity itself."""
        return self.held.get(place_of(identity), ())

    def groups_of(self, identity: Identity) -> tuple[Group, ...]:
        if not isinstance(identity, User):
            return ()
        return tuple(membership.group for membership in self.memberships.get(identity.pk, ()))

    def all_held(self, identity: Identity) -> tuple[Held, ...]:
        """Return the policies on the identity and, of a user, those on its groups; each once."""
        groups = [held for group in self.groups_of(identity) for held in self.own(group)]
        return tuple({held.source.id: held for held in (*self.own(identity), *groups)}.values())

    def sources(self, identity: Identity) -> tuple[Source, ...]:
        """Return all that gives the identity something, in the engine's words."""
        from_account = granted_by(self.password_policy, identity) if isinstance(identity, User) else []
        return (*(held.source for held in self.all_held(identity)), *from_account)

    def boundary(self, identity: Identity) -> Source | None:
        if isinstance(identity, Group) or identity.boundary_id is None:
            return None
        return self.boundaries[identity.boundary_id]

    def policies(self, identity: Identity) -> PolicySet:
        boundary = self.boundary(identity)
        return PolicySet(
            identity=compile_policies(self.sources(identity)),
            boundary=compile_policies([boundary]) if boundary else None,
        )


def place_of(identity: Identity) -> Place:
    return type(identity).__name__.lower(), identity.pk


def principal_of(identity: User | Role) -> Principal:
    """Return the identity as the engine knows who asks: a role by a session of it."""
    account_id = identity.account_id
    if isinstance(identity, Role):
        session = identity.session_arn("report")
        return Principal(
            PrincipalKind.ASSUMED_ROLE,
            session,
            account_id,
            identity.unique_id,
            role_arn=identity.arn,
            session_name="report",
        )
    if identity.is_root:
        return Principal(PrincipalKind.ROOT, arns.root(account_id), account_id, account_id)
    return Principal(PrincipalKind.USER, identity.arn, account_id, identity.unique_id, name=identity.name)


def shelf_of(account_id: str, identities: Sequence[Identity]) -> Shelf:
    """Return the policies of the identities, their groups and boundaries as they are now."""
    users = [identity.pk for identity in identities if isinstance(identity, User)]
    roles = [identity.pk for identity in identities if isinstance(identity, Role)]
    memberships: dict[int, list[Membership]] = defaultdict(list)
    for membership in Membership.objects.filter(user__in=users).select_related("group").order_by("pk"):
        memberships[membership.user_id].append(membership)
    groups = {identity.pk for identity in identities if isinstance(identity, Group)}
    groups |= {membership.group_id for of_user in memberships.values() for membership in of_user}
    on_them = Q(user__in=users) | Q(role__in=roles) | Q(group__in=groups)
    attachments = list(Attachment.objects.filter(on_them).select_related("policy").order_by("pk"))
    limits = [identity.boundary_id for identity in identities if not isinstance(identity, Group)]
    bounding = list(Policy.objects.filter(pk__in={pk for pk in limits if pk is not None}))
    documents = default_documents([*(attachment.policy for attachment in attachments), *bounding])
    held: dict[Place, list[Held]] = defaultdict(list)
    for place, one in (*_inline(on_them), *_attached(attachments, documents)):
        held[place].append(one)
    return Shelf(
        held={place: tuple(ones) for place, ones in held.items()},
        memberships={user: tuple(ones) for user, ones in memberships.items()},
        boundaries={one.pk: managed_source(one, documents[one.pk], PolicyKind.BOUNDARY) for one in bounding},
        password_policy=PasswordPolicy.objects.filter(account_id=account_id).first(),
    )


def default_documents(policies: Iterable[Policy]) -> dict[int, str]:
    """Return the default document of each policy by its row."""
    wanted = {policy.pk: policy.default_version for policy in policies}
    versions = PolicyVersion.objects.filter(policy__in=wanted).values_list("policy_id", "number", "document")
    return {policy: document for policy, number, document in versions if wanted[policy] == number}


def _inline(on_them: Q) -> Iterator[tuple[Place, Held]]:
    for policy in InlinePolicy.objects.filter(on_them).select_related("user", "group", "role").order_by("pk"):
        owner = policy.user or policy.group or policy.role
        assert owner is not None, "the table keeps exactly one owner"
        yield place_of(owner), Held(inline_source(policy), policy.name)


def _attached(attachments: Iterable[Attachment], documents: dict[int, str]) -> Iterator[tuple[Place, Held]]:
    for one in attachments:
        place = (
            ("user", one.user_id) if one.user_id else ("group", one.group_id) if one.group_id else ("role", one.role_id)
        )
        assert place[1] is not None, "the table keeps exactly one owner"
        source = managed_source(one.policy, documents[one.policy_id], PolicyKind.IDENTITY)
        yield (place[0], place[1]), Held(source, one.policy.name, one.policy)
