"""The IAM operations that tell when services were last used."""

from collections.abc import Mapping
from typing import Any

from accounts.usage import services, shapes
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page_of_values


def _named_arn(_caller: Caller, parameters: Mapping[str, Any]) -> str:
    return str(parameters["Arn"])


# It writes down what it read, and changes nothing: nobody need wait for it.
@operation("iam", "GenerateServiceLastAccessedDetails", resource=_named_arn, changes=False)
def generate_service_last_accessed_details(
    caller: Caller, arn: str, granularity: str = "SERVICE_LEVEL"
) -> dict[str, Any]:
    return {"JobId": str(services.generate(caller.account_id, arn, granularity).pk)}


@operation("iam", "GetServiceLastAccessedDetails")
def get_service_last_accessed_details(
    caller: Caller, job_id: str, max_items: int | None = None, marker: str | None = None
) -> dict[str, Any]:
    report = services.find(caller.account_id, job_id)
    with_actions = report.granularity == services.ACTION_LEVEL
    rows, more = page_of_values(report.services, lambda entry: entry["namespace"], marker, max_items)
    return {
        **shapes.job_shape(report),
        "JobType": report.granularity,
        "ServicesLastAccessed": [shapes.service_shape(entry, with_actions=with_actions) for entry in rows],
        **more,
    }


@operation("iam", "GetServiceLastAccessedDetailsWithEntities")
def get_service_last_accessed_details_with_entities(
    caller: Caller, job_id: str, service_namespace: str, max_items: int | None = None, marker: str | None = None
) -> dict[str, Any]:
    report = services.find(caller.account_id, job_id)
    members = services.entities(report, service_namespace)
    rows, more = page_of_values(members, lambda row: row[0].unique_id, marker, max_items)
    return {
        **shapes.job_shape(report),
        "EntityDetailsList": [shapes.entity_shape(*row) for row in rows],
        **more,
    }
