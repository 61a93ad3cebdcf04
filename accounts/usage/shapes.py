"""Reports on last use: as rows keep them, in plain JSON, and as AWS shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import LastAccessedReport, Role, User
from iamconsole.audit.usage import Use

Uses = Mapping[tuple[str, str], Use]


def service_entry(
    namespace: str, name: str, uses: Uses, members: Mapping[str, User | Role], actions: Sequence[str]
) -> dict[str, Any]:
    """Return what a report keeps of one service: who used it when, last of all, and each of `actions`."""
    used_by: dict[str, str] = {}
    for (unique_id, _), use in sorted(uses.items(), key=lambda item: item[1].time):
        used_by[unique_id] = use.time.isoformat()
    return {
        "namespace": namespace,
        "name": name,
        "latest": _latest(uses, members),
        "used_by": used_by,
        "actions": [
            {"name": action.partition(":")[2], "latest": _latest(_of_action(uses, action), members)}
            for action in actions
        ],
    }


def service_shape(entry: Mapping[str, Any], *, with_actions: bool) -> dict[str, Any]:
    time, arn, region = entry["latest"] or (None, None, None)
    shown = {
        "ServiceName": entry["name"],
        "ServiceNamespace": entry["namespace"],
        "LastAuthenticated": _moment(time),
        "LastAuthenticatedEntity": arn,
        "LastAuthenticatedRegion": region,
        "TotalAuthenticatedEntities": len(entry["used_by"]),
    }
    if with_actions and entry["actions"]:
        shown["TrackedActionsLastAccessed"] = [_action_shape(action) for action in entry["actions"]]
    return shown


def job_shape(report: LastAccessedReport) -> dict[str, Any]:
    return {"JobStatus": "COMPLETED", "JobCreationDate": report.created, "JobCompletionDate": report.created}


def entity_shape(identity: User | Role, used: str | None) -> dict[str, Any]:
    return {
        "EntityInfo": {
            "Arn": identity.arn,
            "Name": identity.name,
            "Type": type(identity).__name__.upper(),
            "Id": identity.unique_id,
            "Path": identity.path,
        },
        "LastAuthenticated": _moment(used),
    }


def _action_shape(action: Mapping[str, Any]) -> dict[str, Any]:
    time, arn, region = action["latest"] or (None, None, None)
    return {
        "ActionName": action["name"],
        "LastAccessedEntity": arn,
        "LastAccessedTime": _moment(time),
        "LastAccessedRegion": region,
    }


def _latest(uses: Uses, members: Mapping[str, User | Role]) -> tuple[str, str, str | None] | None:
    if not uses:
        return None
    (unique_id, _), use = max(uses.items(), key=lambda item: item[1].time)
    return use.time.isoformat(), members[unique_id].arn, use.region or None


def _of_action(uses: Uses, action: str) -> Uses:
    return {key: use for key, use in uses.items() if key[1] == action}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
