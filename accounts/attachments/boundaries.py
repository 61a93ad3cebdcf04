"""Permissions boundaries: the most that a user, or a session of a role, may do, and how often a policy is one."""

from accounts.models import Role, User
from iamconsole.errors import NoSuchEntity
from policies.documents import services as policies

Bounded = User | Role


def bind(identity: Bounded, policy_arn: str) -> None:
    """Let the policy bound what the identity may do, in the place of the one that may do so now."""
    policy = policies.find_attachable(identity.account_id, policy_arn)
    release(identity)
    identity.boundary = policy
    identity.save(update_fields=["boundary"])
    policies.count_use(policy, identity.account_id, boundaries=1)


def remove(identity: Bounded) -> None:
    """Take the boundary away; NoSuchEntity when there is none."""
    if identity.boundary is None:
        kind = type(identity).__name__.lower()
        raise NoSuchEntity(f"The {kind} {identity.name} has no permissions boundary.")
    release(identity)


def release(identity: Bounded) -> None:
    """Take the boundary away, if there is one."""
    if identity.boundary is None:
        return
    policies.count_use(identity.boundary, identity.account_id, boundaries=-1)
    identity.boundary = None
    identity.save(update_fields=["boundary"])
