"""What AWS takes, and what may do something else than meant."""

from policies.checks.warnings import elements, keys, linked_roles, resource_control, sizes, types, withdrawn

__all__ = ["elements", "keys", "linked_roles", "resource_control", "sizes", "types", "withdrawn"]
