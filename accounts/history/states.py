"""What a thing is like, as a person would say it, so that an event can tell what a change made of it.

Nothing secret is read: of credentials only their ids and states, of passwords only since when there is one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from accounts.models import (
    AccessKey,
    Account,
    Attachment,
    Group,
    InlinePolicy,
    InstanceProfile,
    OIDCProvider,
    Role,
    SAMLProvider,
    ServerCertificate,
    User,
    VirtualMFADevice,
)
from iamconsole import arns
from policies.models import Policy

State = dict[str, Any]
Reader = Callable[[], State]


def state_of(account_id: str, resource: str) -> Reader | None:
    """Return what reads the state of the thing that the ARN names, again and again; None where there is no such thing.

    The reader stays with the thing when its name changes, and reads nothing once it is gone. What an operation on
    everything (`*`) or on the account changes is the account's settings.
    """
    if resource in {"*", arns.root(account_id)}:
        return lambda: _account(account_id)
    kind, _, name = resource.partition(f"arn:aws:iam::{account_id}:")[2].partition("/")
    find = _KINDS.get(kind)
    found = find(account_id, name, resource) if find else None
    return _reader(found) if found is not None else None


def _reader(found: Model) -> Reader:
    manager, key = type(found)._default_manager, found.pk
    say = _STATES[type(found)]

    def read() -> State:
        row = manager.filter(pk=key).first()
        return say(row) if row is not None else {}

    return read


def _named(model: type[Any]) -> Callable[[str, str, str], Any]:
    def find(account_id: str, name: str, _resource: str) -> Any:
        key = name.rpartition("/")[2].lower()
        return model._default_manager.filter(account_id=account_id, name_key=key).first()

    return find


def _policy(account_id: str, _name: str, resource: str) -> Policy | None:
    return Policy.objects.by_arn(resource, account_id)


def _oidc(account_id: str, name: str, _resource: str) -> OIDCProvider | None:
    return OIDCProvider.objects.filter(account_id=account_id, url=name).first()


_KINDS: dict[str, Callable[[str, str, str], Any]] = {
    "user": _named(User),
    "group": _named(Group),
    "role": _named(Role),
    "policy": _policy,
    "instance-profile": _named(InstanceProfile),
    "mfa": _named(VirtualMFADevice),
    "server-certificate": _named(ServerCertificate),
    "oidc-provider": _oidc,
    "saml-provider": _named(SAMLProvider),
}


def _account(account_id: str) -> State:
    account = Account.objects.select_related("password_policy").filter(pk=account_id).first()
    if account is None:
        # It is about to be made, or was deleted just now.
        return {}
    rules = getattr(account, "password_policy", None)
    settings = {"Alias": account.alias, "MFA required for": account.get_mfa_requirement_display()}
    if rules is None:
        return settings
    fields = [field for field in rules._meta.fields if field.name != "account"]
    return settings | {f"Password policy: {_words(field.name)}": field.value_from_object(rules) for field in fields}


def _user(user: User) -> State:
    keys = AccessKey.objects.filter(user=user).order_by("pk").values_list("pk", "status")
    groups = Group.objects.filter(memberships__user=user).order_by("name_key").values_list("name", flat=True)
    return {
        **_identity(user, Q(user=user)),
        "Boundary": user.boundary.arn if user.boundary else "",
        "Groups": list(groups),
        "Console password since": _moment(user.password_changed) if user.has_usable_password() else "",
        **{f"Access key {key}": status for key, status in keys},
    }


def _group(group: Group) -> State:
    return _identity(group, Q(group=group))


def _role(role: Role) -> State:
    return {
        **_identity(role, Q(role=role)),
        "Description": role.description,
        "Boundary": role.boundary.arn if role.boundary else "",
        "Maximum session": f"{role.max_session_seconds} seconds",
        "Trust policy": role.trust,
    }


def _identity(identity: User | Group | Role, on_it: Q) -> State:
    attached = Attachment.objects.filter(on_it).select_related("policy").order_by("policy__name_key")
    inline = InlinePolicy.objects.filter(on_it).order_by("name").values_list("name", "document")
    return {
        **_basics(identity),
        "Attached policies": [attachment.policy.arn for attachment in attached],
        **{f"Inline policy {name}": document for name, document in inline},
    }


def _managed(policy: Policy) -> State:
    versions = dict(policy.versions.order_by("number").values_list("number", "document"))
    return {
        **_basics(policy),
        "Versions": [f"v{number}" for number in versions],
        "Default version": f"v{policy.default_version}",
        "Document": versions.get(policy.default_version, ""),
    }


def _profile(profile: InstanceProfile) -> State:
    return {**_basics(profile), "Role": profile.role.name if profile.role else ""}


def _device(device: VirtualMFADevice) -> State:
    return {**_basics(device), "Label": device.label, "Owner": device.user.label if device.user else ""}


def _oidc_provider(provider: OIDCProvider) -> State:
    return {"Audiences": provider.client_ids, "Thumbprints": provider.thumbprints, "Tags": _tags(provider.tags)}


def _saml_provider(provider: SAMLProvider) -> State:
    return {"Metadata": provider.metadata, "Encryption": provider.encryption_mode, "Tags": _tags(provider.tags)}


def _basics(thing: Any) -> State:
    state = {"Name": thing.name, "Path": thing.path}
    return state | {"Tags": _tags(thing.tags)} if hasattr(thing, "tags") else state


_STATES: dict[type[Any], Callable[[Any], State]] = {
    User: _user,
    Group: _group,
    Role: _role,
    Policy: _managed,
    InstanceProfile: _profile,
    VirtualMFADevice: _device,
    ServerCertificate: _basics,
    OIDCProvider: _oidc_provider,
    SAMLProvider: _saml_provider,
}


def _tags(stored: list[list[str]]) -> dict[str, str]:
    return {tag[0]: tag[1] for tag in stored}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
