"""The policies that decide about a caller: own, groups', boundary, session's; compiled once per stamp."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.db.models import Q

from accounts.access import stamp
from accounts.models import Attachment, InlinePolicy, Role, User
from accounts.passwords.selectors import granted_to
from iamconsole.caller import Caller, CallerKind, Session
from policies.engine import Compiled, PolicySet, Source, compile_policies
from policies.language import PolicyKind
from policies.models import Policy, PolicyVersion

REMEMBERED = 10_000
EVERYTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'

Key = tuple[str, int | tuple[str, ...]]

NONE = PolicySet(identity=compile_policies([]))
# What root may do, for the federated users root makes: their session policies take from it.
ROOT = PolicySet(identity=compile_policies([Source("root", "root", PolicyKind.IDENTITY, EVERYTHING)]))

_compiled: OrderedDict[Key, tuple[int, PolicySet]] = OrderedDict()
_lock = Lock()


def policies_of(caller: Caller) -> PolicySet:
    """Return the compiled policies of `caller`, as they are now."""
    own = _own_policies(caller)
    session = caller.session
    if session is None or not (session.policies or session.policy_arns):
        return own
    return PolicySet(identity=own.identity, boundary=own.boundary, session=_session_policies(caller, session))


def policies_seen(caller: Caller) -> PolicySet:
    """Return the compiled policies of `caller` as this process saw them last: to offer by, never to decide by."""
    if caller.session is not None and (caller.session.policies or caller.session.policy_arns):
        return policies_of(caller)
    key: Key = ("role", caller.role_key) if caller.role_key is not None else ("user", caller.user_key or 0)
    with _lock:
        known = _compiled.get(key)
    return known[1] if known is not None else policies_of(caller)


def policies_of_identity(identity: User | Role) -> PolicySet:
    """Return the compiled policies of a user or role that asks for nothing right now."""
    if isinstance(identity, User) and identity.is_root:
        return ROOT
    kind = "role" if isinstance(identity, Role) else "user"
    return _remembered(identity.account_id, (kind, identity.pk), lambda: _of_identity(identity))


def identity_sources(identity: User | Role) -> list[Source]:
    """Return every policy that gives `identity` something: inline and attached, its own, groups' and account's."""
    on_it = Q(role=identity) if isinstance(identity, Role) else Q(user=identity) | Q(group__memberships__user=identity)
    inline = InlinePolicy.objects.filter(on_it).select_related("user", "group", "role").order_by("pk")
    attached = Attachment.objects.filter(on_it).select_related("policy").order_by("pk")
    documents = _documents([attachment.policy for attachment in attached])
    own = [inline_source(policy) for policy in inline] + [
        managed_source(attachment.policy, documents[attachment.policy.pk], PolicyKind.IDENTITY)
        for attachment in attached
    ]
    return own if isinstance(identity, Role) else own + granted_to(identity)


def boundary_source(identity: User | Role) -> Source | None:
    boundary = identity.boundary
    return managed_source(boundary, _documents([boundary])[boundary.pk], PolicyKind.BOUNDARY) if boundary else None


def _own_policies(caller: Caller) -> PolicySet:
    account_id = caller.account_id
    if caller.role_key is not None:
        key = caller.role_key
        return _remembered(account_id, ("role", key), lambda: _of_identity(Role.objects.filter(pk=key).first()))
    if caller.kind is CallerKind.FEDERATED_USER and caller.user_key is None:
        return ROOT
    if caller.is_root or caller.user_key is None:
        return NONE
    user_key = caller.user_key
    return _remembered(account_id, ("user", user_key), lambda: _of_identity(User.objects.filter(pk=user_key).first()))


def _of_identity(identity: User | Role | None) -> PolicySet:
    if identity is None:
        return NONE
    boundary = boundary_source(identity)
    return PolicySet(
        identity=compile_policies(identity_sources(identity)),
        boundary=compile_policies([boundary]) if boundary else None,
    )


def _session_policies(caller: Caller, session: Session) -> Compiled:
    """Return the session's policies, which allow together; managed ones count as they are now."""
    inline = [Source("session", "session", PolicyKind.SESSION, document) for document in session.policies]
    return compile_policies([*inline, *_managed_session_policies(caller, session.policy_arns)])


def _managed_session_policies(caller: Caller, arns: tuple[str, ...]) -> list[Source]:
    policies = [policy for arn in arns if (policy := Policy.objects.by_arn(arn, caller.account_id))]
    documents = _documents(policies)
    return [managed_source(policy, documents[policy.pk], PolicyKind.SESSION) for policy in policies]


def _remembered(account_id: str, key: Key, make: Callable[[], PolicySet]) -> PolicySet:
    now = stamp.current(account_id)
    with _lock:
        known = _compiled.get(key)
        if known is not None and known[0] == now:
            _compiled.move_to_end(key)
            return known[1]
    made = make()
    with _lock:
        _compiled[key] = (now, made)
        while len(_compiled) > REMEMBERED:
            _compiled.popitem(last=False)
    return made


def inline_source(policy: InlinePolicy) -> Source:
    owner = policy.user or policy.group or policy.role
    assert owner is not None, "the table keeps exactly one owner"
    return Source(
        f"{type(owner).__name__.lower()}/{owner.name}/{policy.name}", policy.name, PolicyKind.IDENTITY, policy.document
    )


def managed_source(policy: Policy, document: str, kind: PolicyKind) -> Source:
    return Source(policy.arn, policy.name, kind, document)


def _documents(policies: list[Policy]) -> dict[int, str]:
    """Return the default document of each policy, in one query."""
    wanted = {(policy.pk, policy.default_version) for policy in policies}
    versions = PolicyVersion.objects.filter(policy__in=policies)
    return {
        version.policy_id: version.document for version in versions if (version.policy_id, version.number) in wanted
    }
