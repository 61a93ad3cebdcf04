"""The IAM operations that tell when services were last used."""

from typing import Any

from accounts import resources
from accounts.usage import services, shapes
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import Part, page_of_parts, page_of_values


# It writes down what it read, and changes nothing: nobody need wait for it.
@operation("iam", "GenerateServiceLastAccessedDetails", resource=resources.named_by_arn, changes=False)
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
    used_by = services.used_by(report, service_namespace)
    subject = services.subject_of(report)
    shown, more = page_of_parts([Part("User", subject.users), Part("Role", subject.roles)], marker, max_items)
    return {
        **shapes.job_shape(report),
        "EntityDetailsList": [
            shapes.entity_shape(row, used_by.get(row.unique_id)) for rows in shown.values() for row in rows
        ],
        **more,
    }
