"""What a request to take on a role says, and which condition keys and further actions follow from it.

Source: IAM User Guide, "Available keys for AWS STS", "Pass session tags in AWS STS", "Monitor and control actions taken
with assumed roles" (source identity).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from iamconsole import tags
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, ExpiredTokenException


@dataclass(frozen=True)
class RoleRequest:
    caller: Caller
    session_name: str
    tags: tuple[Mapping[str, str], ...]
    transitive_keys: tuple[str, ...]
    external_id: str | None
    source_identity: str
    provided_contexts: tuple[Mapping[str, str], ...]
    with_mfa: bool

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Every action that must be allowed."""
        return tuple(self._actions())

    @property
    def effective_source_identity(self) -> str:
        """Once set, a source identity stays through every further role."""
        inherited = self.caller.session.source_identity if self.caller.session else ""
        return inherited or self.source_identity

    def refuse_another_source_identity(self) -> None:
        inherited = self.caller.session.source_identity if self.caller.session else ""
        if inherited and self.source_identity not in ("", inherited):
            raise AccessDenied("The source identity of a session cannot be changed by assuming another role.")

    def refuse_unproved_contexts(self) -> None:
        """Raise where a context is handed over: IAM Identity Center alone signs them, and it is not here."""
        if self.provided_contexts:
            raise ExpiredTokenException("The context assertion that was passed is expired or is not valid.")

    def context(self) -> dict[str, Any]:
        """Return the condition keys of the request."""
        keys: dict[str, Any] = {"sts:rolesessionname": self.session_name}
        if self.external_id is not None:
            keys["sts:externalid"] = self.external_id
        if self.effective_source_identity:
            keys["sts:sourceidentity"] = self.effective_source_identity
        if self.transitive_keys:
            keys["sts:transitivetagkeys"] = self.transitive_keys
        if self.provided_contexts:
            keys["sts:requestcontextproviders"] = tuple(one.get("ProviderArn", "") for one in self.provided_contexts)
        if self.with_mfa:
            keys |= {"aws:multifactorauthpresent": "true", "aws:multifactorauthage": "0"}
        return keys | tags.request_context({"Tags": [*self.tags, *self._inherited_tags()]})

    def _actions(self) -> Iterator[str]:
        yield "sts:AssumeRole"
        if self.tags or self._inherited_tags():
            yield "sts:TagSession"
        if self.effective_source_identity:
            yield "sts:SetSourceIdentity"
        if self.provided_contexts:
            yield "sts:SetContext"

    def _inherited_tags(self) -> list[dict[str, str]]:
        keys = self.caller.session.transitive_tags if self.caller.session else ()
        folded = {key.lower() for key in keys}
        return [{"Key": key, "Value": value} for key, value in self.caller.tags.items() if key.lower() in folded]


def subject_tags(caller: Caller) -> Mapping[str, str]:
    return caller.tags
