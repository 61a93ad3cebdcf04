"""One tab for users, groups, roles and policies: which services may be used, when each was, by whom, and which actions.

Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from iamconsole.console.views import ConsoleView, Panel
from iamconsole.errors import AccessDenied

USED, UNUSED = "used", "unused"
FILTERS = {USED: "Accessed", UNUSED: "Not accessed"}
# As many services as a person looks through; a search finds the others.
SHOWN = 50
MOST = 1000


def last_accessed(view: ConsoleView, arn: str, *, denied: str = "") -> dict[str, Any]:
    """Return what the tab shows of `arn`, made by the operations that report it.

    The page's address filters: `q` by name, `access` by use, and `service` names one to tell who used it.
    `denied` says why the ARN itself may not be seen.
    """
    given = {name: view.given(name) for name in ("q", "access", "service")}
    own = {"given": given, "chips": [_chip(view, key, label) for key, label in FILTERS.items()]}
    if denied:
        return {**own, "last": Panel({}, denied)}
    try:
        asked = {"Arn": arn, "Granularity": "ACTION_LEVEL"}
        job = view.invoke("iam", "GenerateServiceLastAccessedDetails", asked)["JobId"]
        services = list(_services(view, job))
        who = _who(view, job, given["service"], services)
    except AccessDenied as error:
        return {**own, "last": Panel({}, error.message)}
    found = [_row(service) for service in services if _matches(service, given)]
    # What was used comes first, the newest use on top; the rest by name, as the report has it.
    found.sort(key=lambda row: -row["LastAuthenticated"].timestamp() if row["LastAuthenticated"] else 0)
    result = {
        "services": found[:SHOWN],
        "left_out": max(0, len(found) - SHOWN),
        "count": len(services),
        "used": sum(1 for service in services if service["LastAuthenticated"]),
        "who": who,
    }
    return {**own, "last": Panel(result)}


def _services(view: ConsoleView, job: str) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {"JobId": job, "MaxItems": MOST}
    while True:
        result = view.invoke("iam", "GetServiceLastAccessedDetails", asked)
        yield from result["ServicesLastAccessed"]
        if not result.get("IsTruncated"):
            return
        asked["Marker"] = result["Marker"]


def _who(view: ConsoleView, job: str, namespace: str, services: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return who could have used the service that the address names, if it is one of the report's."""
    service = next((one for one in services if one["ServiceNamespace"] == namespace), None)
    if service is None:
        return None
    asked = {"JobId": job, "ServiceNamespace": namespace, "MaxItems": SHOWN}
    result = view.invoke("iam", "GetServiceLastAccessedDetailsWithEntities", asked)
    return {"name": service["ServiceName"], "entities": result["EntityDetailsList"], "more": result["IsTruncated"]}


def _matches(service: Mapping[str, Any], given: Mapping[str, str]) -> bool:
    text = given["q"].lower()
    if text not in service["ServiceName"].lower() and text not in service["ServiceNamespace"]:
        return False
    was_used = service["LastAuthenticated"] is not None
    return given["access"] not in FILTERS or was_used == (given["access"] == USED)


def _row(service: Mapping[str, Any]) -> dict[str, Any]:
    actions = service.get("TrackedActionsLastAccessed") or []
    used = [action for action in actions if action["LastAccessedTime"]]
    used.sort(key=lambda action: action["LastAccessedTime"], reverse=True)
    unused = [action["ActionName"] for action in actions if not action["LastAccessedTime"]]
    return {**service, "actions": actions, "used_actions": used, "unused_actions": unused}


def _chip(view: ConsoleView, access: str, label: str) -> dict[str, Any]:
    query = view.request.GET.copy()
    active = query.get("access") == access
    query.pop("access", None)
    if not active:
        query["access"] = access
    return {"label": label, "active": active, "url": f"?{query.urlencode()}"}
