"""What an identity may do in a few words: everything, or by which ways it could give itself everything.

The ways are those that research on privilege escalation in IAM names: permissions on oneself, on what one may become,
and on who one may pose as. Each is asked of the engine, on the resource it would be done to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.access.shelf import Identity, Shelf, principal_of
from accounts.models import Group, Role, User
from iamconsole import arns
from policies.catalog import Catalog
from policies.engine import Context, PolicySet, Principal, PrincipalKind, Request, decide, principal_keys
from policies.reduction import Reach, Universe
from policies.services.selectors import catalog_of

# A condition that asks for MFA, TLS or a region still lets an administrator be one.
FAVORABLE: Context = {
    "aws:multifactorauthpresent": "true",
    "aws:multifactorauthage": "1",
    "aws:securetransport": "true",
    "aws:requestedregion": "us-east-1",
    "aws:viaawsservice": "false",
}
ON_ANOTHER_USER = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")
ON_ITSELF = {
    "User": ("iam:AttachUserPolicy", "iam:PutUserPolicy"),
    "Role": ("iam:AttachRolePolicy", "iam:PutRolePolicy"),
}
ON_ITS_GROUPS = ("iam:AttachGroupPolicy", "iam:PutGroupPolicy")
ON_ANY_GROUP = ("iam:AddUserToGroup",)
ON_ITS_POLICIES = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")
ON_ANY_ROLE = ("iam:UpdateAssumeRolePolicy",)
SERVICES_NAMED = 6

_universes: dict[Catalog, Universe] = {}


@dataclass(frozen=True, slots=True)
class Powers:
    """`ways` are the actions by which the identity could make itself an administrator; `is_full` is one already."""

    reach: Reach
    is_full: bool
    ways: tuple[str, ...]

    @property
    def is_administrator(self) -> bool:
        return self.is_full or bool(self.ways)

    @property
    def told(self) -> str:
        """What a person reads in a table."""
        if self.is_full:
            return "Administrator: everything"
        services = sorted(self.reach.by_service())
        if not services:
            return "Nothing"
        named = ", ".join(services[:SERVICES_NAMED])
        more = f" and {len(services) - SERVICES_NAMED} more services" if len(services) > SERVICES_NAMED else ""
        like = "Can become administrator; " if self.ways else ""
        return f"{like}{named}{more}"


def universe_of(account_id: str) -> Universe:
    """Return the actions that the account's catalog knows."""
    catalog = catalog_of(account_id)
    if catalog not in _universes:
        # An account that changes its own services leaves its former catalogs behind.
        if len(_universes) >= 8:
            _universes.clear()
        _universes[catalog] = Universe(catalog)
    return _universes[catalog]


def powers_of(identity: Identity, shelf: Shelf, universe: Universe) -> Powers:
    if isinstance(identity, User) and identity.is_root:
        return Powers(Reach(universe, universe.everything), is_full=True, ways=())
    reach = universe.reach(shelf.sources(identity), shelf.boundary(identity))
    policies = shelf.policies(identity)
    asking = _asking(identity)
    is_full = reach.is_everything and _may(policies, asking, "iam:CreateUser", "*")
    ways = () if is_full else tuple(_ways(identity, shelf, policies, asking))
    return Powers(reach, is_full, ways)


def _ways(identity: Identity, shelf: Shelf, policies: PolicySet, asking: Principal) -> Iterator[str]:
    for action, resource in _steps(identity, shelf):
        if _may(policies, asking, action, resource):
            yield action


def _steps(identity: Identity, shelf: Shelf) -> Iterator[tuple[str, str]]:
    account_id = identity.account_id
    own = [held.policy for held in shelf.all_held(identity) if held.policy and not held.policy.is_aws_managed]
    groups = [identity] if isinstance(identity, Group) else shelf.groups_of(identity)
    yield from ((action, identity.arn) for action in ON_ITSELF.get(type(identity).__name__, ()))
    yield from ((action, group.arn) for group in groups[:1] for action in ON_ITS_GROUPS)
    yield from ((action, policy.arn) for policy in own[:1] for action in ON_ITS_POLICIES)
    yield from ((action, arns.iam(account_id, "user/another")) for action in ON_ANOTHER_USER)
    yield from ((action, arns.iam(account_id, "group/another")) for action in ON_ANY_GROUP)
    yield from ((action, arns.iam(account_id, "role/another")) for action in ON_ANY_ROLE)


def _asking(identity: Identity) -> Principal:
    if isinstance(identity, Group):
        # A member of the group with no policies but the group's.
        member = arns.iam(identity.account_id, "user/member")
        return Principal(PrincipalKind.USER, member, identity.account_id, "AIDAMEMBER", name="member")
    return principal_of(identity)


def _may(policies: PolicySet, asking: Principal, action: str, resource: str) -> bool:
    context = {**FAVORABLE, **principal_keys(asking)}
    return decide(Request(asking, action, resource, asking.account_id, context), policies).allowed


def kind_of(identity: Identity) -> str:
    """Return `user`, `group` or `role`."""
    return type(identity).__name__.lower()


def label_of(identity: Identity) -> str:
    return identity.label if isinstance(identity, User) else identity.name


def kinds_of(subjects: Sequence[object]) -> tuple[list[User], list[Group], list[Role]]:
    """Return the users, groups and roles among `subjects`."""
    users = [one for one in subjects if isinstance(one, User)]
    groups = [one for one in subjects if isinstance(one, Group)]
    return users, groups, [one for one in subjects if isinstance(one, Role)]
