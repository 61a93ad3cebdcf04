"""The tables of the policies app."""

from policies.models.policy import AWS, LoadedData, Policy, PolicyUse, PolicyVersion
from policies.models.service import RegisteredService

__all__ = ["AWS", "LoadedData", "Policy", "PolicyUse", "PolicyVersion", "RegisteredService"]
