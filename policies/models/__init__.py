"""The tables of the policies app."""

from policies.models.policy import AWS, LoadedData, Policy, PolicyUse, PolicyVersion

__all__ = ["AWS", "LoadedData", "Policy", "PolicyUse", "PolicyVersion"]
