"""What a page needs beside its address to show all it can, and who can see it."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from tests.cast import ACCOUNT
from tests.walk.addresses import Address

# What a page is asked about behind its path: the parameter, and which of the account's names it is.
ABOUT: dict[str, dict[str, str]] = {
    "explorer:allowed": {"arn": "user_arn"},
    "providers:delete": {"arn": "oidc_arn"},
    "providers:detail": {"arn": "oidc_arn"},
    "providers:edit": {"arn": "oidc_arn"},
    "providers:tags": {"arn": "oidc_arn"},
    "policies:attach": {"arn": "arn"},
    "policies:delete": {"arn": "arn"},
    "policies:delete-version": {"arn": "arn", "version": "second"},
    "policies:detach": {"arn": "arn", "user": "name"},
    "policies:detail": {"arn": "arn"},
    "policies:new-version": {"arn": "arn"},
    "policies:set-default": {"arn": "arn", "version": "second"},
    "policies:tags": {"arn": "arn"},
    "policy-document": {"arn": "arn"},
    "recovery:confirm-email": {"token": "confirm"},
    "recovery:reset-password": {"token": "reset"},
    "roles:delete-profile": {"profile": "name"},
    "roles:profile-tags": {"profile": "name"},
    "search-account": {"q": "name"},
    "security:device-tags": {"serial": "own_app"},
    "security:label-device": {"serial": "serial"},
    "security:remove-device": {"serial": "serial"},
    "security:resync-device": {"serial": "own_app"},
    "users:device-tags": {"serial": "known_app"},
    "users:remove-device": {"serial": "serial"},
    **{f"{holder}:detach-policy": {"arn": "arn"} for holder in ("users", "groups", "roles")},
    **{f"{holder}:delete-inline": {"policy": "name"} for holder in ("users", "groups", "roles")},
    "users:remove-from-group": {"group": "name"},
    "groups:remove-user": {"user": "name"},
}
# More to see at the same address than the address alone shows.
LIST = ("q=nothing-like-it", "q=wrong:field", "q=known")
MORE: dict[str, tuple[str, ...]] = {
    "audit:events": ("q=outcome:denied",),
    "certificates:list": LIST,
    "explorer:allowed": ("arn={user_arn}&service=s3",),
    "explorer:graph": ("node={user_arn}", "search=known", "search=nothing-like-it"),
    "explorer:who": ("action=s3:GetObject", "action=nothing"),
    "groups:list": LIST,
    "keys:list": ("q=nothing-like-it",),
    "policies:detail": (
        "arn={arn}&service=s3&effect=allow",
        "arn={arn}&service=s3&effect=allow&action=GetObject",
        "arn={arn}&view=json",
        "arn={arn}&tab=versions&version=v1&with=v2",
        "arn=arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    ),
    "policies:list": ("q=nothing-like-it",),
    "providers:add-oidc": (),
    "providers:detail": ("arn={saml_arn}",),
    "providers:edit": ("arn={saml_arn}",),
    "providers:list": LIST,
    "providers:saml": LIST,
    "roles:create": ("provider={oidc_arn}",),
    "roles:list": LIST,
    "search:search": ("q=known", "q=nothing-like-it"),
    "simulator:simulator": ("principal={user_arn}&action=s3:GetObject",),
    "users:list": LIST,
    "users:update-key": ("status=Active",),
}
# Who sees a page; everything else is seen by alice, who may do everything.
NOBODY = ""
SEEN_BY: dict[str, str] = {
    **dict.fromkeys(("signin:code", "signin:key", "signin:recovery"), "at the code"),
    **dict.fromkeys(("signin:first-device", "signin:first-key", "signin:confirm-password"), "without a device"),
    "signin:new-password": "with an old password",
}


def viewer(address: Address) -> str:
    """Return who of the sessions can see the page."""
    return NOBODY if address.is_open else SEEN_BY.get(address.name, "alice")


def paths(address: Address, names: Mapping[str, str]) -> Iterator[str]:
    """Give the address of the page, with each query that shows something else."""
    known = {**names, "second": "v2", "user_arn": f"arn:aws:iam::{ACCOUNT}:user/division/{names['name']}"}
    path = address.path(names)
    query = urlencode({parameter: known[name] for parameter, name in ABOUT.get(address.name, {}).items()})
    yield f"{path}?{query}" if query else path
    yield from (f"{path}?{more.format(**known)}" for more in MORE.get(address.name, ()))
