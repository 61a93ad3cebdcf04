"""What the explorer found, as iamconsole's own operations show it."""

from typing import Any

from accounts.explorer.graph import Graph
from accounts.explorer.selectors import Able
from accounts.models import User
from accounts.reporting.powers import Powers
from policies.catalog import Catalog


def able_shape(able: Able) -> dict[str, Any]:
    identity, source, statement = able.identity, able.decision.source, able.decision.statement
    return {
        "Arn": identity.arn,
        "Kind": "User" if isinstance(identity, User) else "Role",
        "Name": identity.name,
        "PolicyName": source.name if source else "",
        "PolicyId": source.id if source else "",
        "Statement": (statement.sid or f"Statement {statement.index + 1}") if statement else "",
        "GroupName": able.through,
    }


def powers_shape(arn: str, powers: Powers, catalog: Catalog, service: str) -> dict[str, Any]:
    """Return how many actions of each service the identity may do on something; those of one service by name."""
    counts = powers.reach.by_service()
    return {
        "Arn": arn,
        "Administrator": powers.is_full,
        "WaysToAdministrator": list(powers.ways),
        "Services": [_service_shape(catalog, prefix, count) for prefix, count in sorted(counts.items())],
        "Actions": [_action_shape(catalog, name) for name in powers.reach if name.partition(":")[0] == service],
    }


def graph_shape(graph: Graph) -> dict[str, Any]:
    return {
        "Nodes": [
            {"Key": node.key, "Column": node.column, "Label": node.label, "Risky": node.risky} for node in graph.nodes
        ],
        "Links": [
            {
                "Source": link.source,
                "Target": link.target,
                "Risky": link.risky,
                "Denies": link.denies,
                "GroupName": link.through,
            }
            for link in graph.links
        ],
    }


def _service_shape(catalog: Catalog, prefix: str, count: int) -> dict[str, Any]:
    service = catalog.service(prefix)
    return {
        "Prefix": prefix,
        "Name": service.name if service else prefix,
        "Allowed": count,
        "Known": len(service.actions) if service else count,
    }


def _action_shape(catalog: Catalog, name: str) -> dict[str, Any]:
    action = catalog.action(name)
    return {"Name": name, "AccessLevel": action.access_level.value if action else ""}
