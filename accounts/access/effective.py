"""The policies that decide about a user: its own, its groups', its boundary; compiled once per stamp."""

from collections import OrderedDict
from threading import Lock

from django.db.models import Q

from accounts.access import stamp
from accounts.models import Attachment, InlinePolicy, User
from policies.engine import PolicySet, Source, compile_policies
from policies.language import PolicyKind
from policies.models import Policy, PolicyVersion

REMEMBERED = 10_000

_compiled: OrderedDict[int, tuple[int, PolicySet]] = OrderedDict()
_lock = Lock()


def policies_of(account_id: str, user_key: int) -> PolicySet:
    """Return the compiled policies of a user, as they are now."""
    now = stamp.current(account_id)
    with _lock:
        known = _compiled.get(user_key)
        if known is not None and known[0] == now:
            _compiled.move_to_end(user_key)
            return known[1]
    compiled = _compile(user_key)
    with _lock:
        _compiled[user_key] = (now, compiled)
        while len(_compiled) > REMEMBERED:
            _compiled.popitem(last=False)
    return compiled


def _compile(user_key: int) -> PolicySet:
    user = User.objects.select_related("boundary").get(pk=user_key)
    boundary = None
    if user.boundary is not None:
        boundary = compile_policies([_managed(user.boundary, _document(user.boundary), PolicyKind.BOUNDARY)])
    return PolicySet(identity=compile_policies(identity_sources(user)), boundary=boundary)


def identity_sources(user: User) -> list[Source]:
    """Return every policy that gives `user` something: inline and attached, its own and its groups'."""
    on_it = Q(user=user) | Q(group__memberships__user=user)
    inline = InlinePolicy.objects.filter(on_it).select_related("user", "group").order_by("pk")
    attached = Attachment.objects.filter(on_it).select_related("policy").order_by("pk")
    documents = _documents([attachment.policy for attachment in attached])
    return [_inline(policy) for policy in inline] + [
        _managed(attachment.policy, documents[attachment.policy.pk], PolicyKind.IDENTITY) for attachment in attached
    ]


def _inline(policy: InlinePolicy) -> Source:
    owner = f"user/{policy.user.name}" if policy.user else f"group/{policy.group.name}" if policy.group else ""
    return Source(f"{owner}/{policy.name}", policy.name, PolicyKind.IDENTITY, policy.document)


def _managed(policy: Policy, document: str, kind: PolicyKind) -> Source:
    return Source(policy.arn, policy.name, kind, document)


def _document(policy: Policy) -> str:
    return _documents([policy])[policy.pk]


def _documents(policies: list[Policy]) -> dict[int, str]:
    """Return the default document of each policy, in one query."""
    wanted = {(policy.pk, policy.default_version) for policy in policies}
    versions = PolicyVersion.objects.filter(policy__in=policies)
    return {
        version.policy_id: version.document for version in versions if (version.policy_id, version.number) in wanted
    }
