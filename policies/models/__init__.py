"""The tables of the policies app."""

from policies.models.policy import AWS, Policy, PolicyVersion

__all__ = ["AWS", "Policy", "PolicyVersion"]
