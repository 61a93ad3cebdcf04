"""Warnings about elements and principals."""

import re

from policies.checks.errors.elements import is_strict_about_sids, repeated_sids
from policies.checks.policy import Policy, Principal
from policies.checks.registry import Problems, at, policies, principals, shown, warning
from policies.checks.tree import ObjectNode

_ROLE_ID = re.compile(r"AROA[A-Z0-9]{12,}")
_USER_ID = re.compile(r"AIDA[A-Z0-9]{12,}")


@warning("MISSING_VERSION", each=policies)
def missing_version(policy: Policy) -> Problems:
    """Without Version the policy is read by the rules of 2008, in which variables are plain text. Add
    Version 2012-10-17."""
    if isinstance(policy.root, ObjectNode) and not policy.member("Version"):
        yield at(policy.root, "The policy has no Version. Add 2012-10-17.")


@warning("UNIQUE_SIDS_RECOMMENDED", each=policies)
def unique_sids_recommended(policy: Policy) -> Problems:
    """A Sid names one statement of the policy; a repeated one helps nobody. Give each statement its own."""
    if not is_strict_about_sids(policy):
        for node in repeated_sids(policy):
            yield at(node, f"The Sid {shown(node.text)} is already taken by another statement.")


@warning("INVALID_ROLE_REFERENCE", each=principals)
def invalid_role_reference(principal: Principal) -> Problems:
    """The id shows that the role was deleted; a new role of the same name is another role. Replace the id
    by the ARN of the role that is meant."""
    if principal.kind == "AWS" and _ROLE_ID.fullmatch(principal.text):
        yield at(principal.node, f"{shown(principal.text)} is the id of a role. Name the role by its ARN.")


@warning("INVALID_USER_REFERENCE", each=principals)
def invalid_user_reference(principal: Principal) -> Problems:
    """The id shows that the user was deleted; a new user of the same name is another user. Replace the id
    by the ARN of the user who is meant."""
    if principal.kind == "AWS" and _USER_ID.fullmatch(principal.text):
        yield at(principal.node, f"{shown(principal.text)} is the id of a user. Name the user by the ARN.")
