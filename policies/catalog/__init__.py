"""What AWS publishes: services and their actions, resources, condition keys; its managed policies."""

from policies.catalog.catalog import Catalog, default_catalog
from policies.catalog.managed import ManagedPolicy, find_managed_policy, managed_policies
from policies.catalog.model import (
    AccessLevel,
    Action,
    ActionResource,
    ConditionKey,
    KeyType,
    ResourceType,
    Service,
)

__all__ = [
    "AccessLevel",
    "Action",
    "ActionResource",
    "Catalog",
    "ConditionKey",
    "KeyType",
    "ManagedPolicy",
    "ResourceType",
    "Service",
    "default_catalog",
    "find_managed_policy",
    "managed_policies",
]
