"""Which identity an ARN names, and every policy on it."""

from accounts.access.effective import boundary_source, identity_sources
from accounts.models import Attachment, Group, InlinePolicy, Role, User
from iamconsole.errors import NoSuchEntity
from policies.engine import Source
from policies.language import PolicyKind
from policies.models import PolicyVersion
from policies.simulator.inputs import Entity, entity

Identity = User | Group | Role
KINDS: dict[str, type[Identity]] = {"user": User, "group": Group, "role": Role}


def find_identity(account_id: str, arn: str) -> tuple[Entity, Identity]:
    """Return the user, group or role of the account that `arn` names exactly."""
    named = entity(arn)
    found = None
    if named.account_id == account_id:
        model = KINDS[named.kind]
        found = model._default_manager.filter(account_id=account_id, name_key=named.name.lower()).first()
    if found is None or found.arn != arn:
        raise NoSuchEntity(f"The {named.kind} with name {named.name} cannot be found.")
    return named, found


def policies_on(identity: Identity) -> list[Source]:
    """Return every policy that gives `identity` something; of a user also its groups'."""
    return _group_sources(identity) if isinstance(identity, Group) else identity_sources(identity)


def boundary_on(identity: Identity) -> list[Source]:
    """Return the boundary in a list; groups have none."""
    source = None if isinstance(identity, Group) else boundary_source(identity)
    return [source] if source else []


def _group_sources(group: Group) -> list[Source]:
    inline = [
        Source(f"group/{group.name}/{policy.name}", policy.name, PolicyKind.IDENTITY, policy.document)
        for policy in InlinePolicy.objects.filter(group=group).order_by("pk")
    ]
    attached = [row.policy for row in Attachment.objects.filter(group=group).select_related("policy").order_by("pk")]
    versions = PolicyVersion.objects.filter(policy__in=attached)
    documents = {(version.policy_id, version.number): version.document for version in versions}
    return inline + [
        Source(policy.arn, policy.name, PolicyKind.IDENTITY, documents[policy.pk, policy.default_version])
        for policy in attached
    ]
