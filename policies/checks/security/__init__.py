"""What works, and lets in more than its author probably wanted."""

from policies.checks.security import conditions, pass_role, principals, services, tags

__all__ = ["conditions", "pass_role", "principals", "services", "tags"]
