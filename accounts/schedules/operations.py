"""iamconsole's own operations on report schedules and on the reports they made."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts import resources
from accounts.account import services as accounts
from accounts.reporting.model import Thresholds
from accounts.schedules import archive, files, recipients, runs, selectors, services
from accounts.schedules.shapes import row_shape, run_shape, schedule_shape, whole_run_shape
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page

MORNING = "06:00"
Given = Sequence[dict[str, str]]


@operation("iamconsole", "CreateReportSchedule", resource=resources.account)
def create_report_schedule(
    caller: Caller,
    name: str,
    kind: str,
    recipients: Given,
    cron: str = "",
    every_days: int = 0,
    at: str = MORNING,
    time_zone: str = "UTC",
    limit_days: int = 90,
    tracking_days: int = 90,
    attachments: Sequence[str] = (),
    tell_owners: bool = False,
    deactivate_days: int = 0,
    deactivate_warnings: int = 3,
    enabled: bool = True,
) -> dict[str, Any]:
    values = _values(
        name, kind, cron, every_days, at, time_zone, limit_days, tracking_days, attachments, tell_owners,
        deactivate_days, deactivate_warnings, enabled,
    )  # fmt: skip
    return {"Schedule": schedule_shape(services.create(accounts.find(caller.account_id), values, recipients))}


@operation("iamconsole", "UpdateReportSchedule", resource=resources.account)
def update_report_schedule(
    caller: Caller,
    schedule_id: str,
    name: str,
    kind: str,
    recipients: Given,
    cron: str = "",
    every_days: int = 0,
    at: str = MORNING,
    time_zone: str = "UTC",
    limit_days: int = 90,
    tracking_days: int = 90,
    attachments: Sequence[str] = (),
    tell_owners: bool = False,
    deactivate_days: int = 0,
    deactivate_warnings: int = 3,
    enabled: bool = True,
) -> dict[str, Any]:
    values = _values(
        name, kind, cron, every_days, at, time_zone, limit_days, tracking_days, attachments, tell_owners,
        deactivate_days, deactivate_warnings, enabled,
    )  # fmt: skip
    found = services.find(caller.account_id, schedule_id)
    return {"Schedule": schedule_shape(services.update(found, values, recipients))}


@operation("iamconsole", "DeleteReportSchedule", resource=resources.account)
def delete_report_schedule(caller: Caller, schedule_id: str) -> None:
    services.delete(services.find(caller.account_id, schedule_id))


@operation("iamconsole", "GetReportSchedule", resource=resources.account)
def get_report_schedule(caller: Caller, schedule_id: str) -> dict[str, Any]:
    return {"Schedule": schedule_shape(services.find(caller.account_id, schedule_id))}


@operation("iamconsole", "ListReportSchedules", resource=resources.account)
def list_report_schedules(caller: Caller, marker: str | None = None, max_items: int | None = None) -> dict[str, Any]:
    rows, more = page(selectors.schedules(caller.account_id), ["name"], marker, max_items)
    return {"Schedules": [schedule_shape(row) for row in rows], **more}


@operation("iamconsole", "StartReport", resource=resources.account)
def start_report(
    caller: Caller,
    kind: str,
    period: str,
    limit_days: int = 90,
    tracking_days: int = 90,
    attachments: Sequence[str] = (),
    recipients: Given = (),
    tell_owners: bool = False,
) -> dict[str, Any]:
    order = runs.Order(
        key=f"once {kind} {period}",
        title="Preview" if not recipients else "Sent once",
        thresholds=Thresholds(limit_days, tracking_days),
        attachments=tuple(attachments),
        addresses=_addresses(caller, recipients),
        tells_owners=tell_owners,
        started_by=caller.arn,
    )
    return {"Run": run_shape(runs.start(accounts.find(caller.account_id), kind, order))}


@operation("iamconsole", "StartReportSchedule", resource=resources.account)
def start_report_schedule(caller: Caller, schedule_id: str, period: str, if_due: bool = False) -> dict[str, Any]:
    found = services.find(caller.account_id, schedule_id)
    if if_due:
        run = services.start_due(found.pk, timezone.now(), caller.arn)
        return {"Run": run_shape(run) if run else None}
    return {"Run": run_shape(services.start(found, period, caller.arn))}


@operation("iamconsole", "GetReportRun", resource=resources.account)
def get_report_run(caller: Caller, run_id: str) -> dict[str, Any]:
    return {"Run": whole_run_shape(selectors.find_run(caller.account_id, run_id))}


@operation("iamconsole", "ListReportRuns", resource=resources.account)
def list_report_runs(
    caller: Caller, schedule_id: str | None = None, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    found = selectors.runs(caller.account_id)
    found = found.filter(schedule=int(schedule_id)) if schedule_id else found
    rows, more = page(found, selectors.NEWEST_FIRST, marker, max_items)
    return {"Runs": [run_shape(row) for row in rows], **more}


@operation("iamconsole", "ListReportRows", resource=resources.account)
def list_report_rows(
    caller: Caller,
    run_id: str,
    show: str = "",
    archived: bool = False,
    marker: str | None = None,
    max_items: int | None = None,
) -> dict[str, Any]:
    run = selectors.find_run(caller.account_id, run_id)
    rows, more = page(selectors.rows(run, show, archived=archived), selectors.RANKED, marker, max_items)
    return {"Rows": [row_shape(row) for row in rows], **more}


@operation("iamconsole", "GetReportRow", resource=resources.account)
def get_report_row(caller: Caller, run_id: str, row_id: str) -> dict[str, Any]:
    return {"Row": row_shape(selectors.find_row(caller.account_id, run_id, row_id))}


@operation("iamconsole", "GetReportFile", resource=resources.account)
def get_report_file(caller: Caller, run_id: str, format: str) -> dict[str, Any]:  # noqa: A002 - the member's name
    run = selectors.find_run(caller.account_id, run_id)
    return {"Content": b"".join(files.stream(run, format)), "MediaType": files.MEDIA_TYPES[format]}


@operation("iamconsole", "ArchiveReportRow", resource=resources.account)
def archive_report_row(caller: Caller, run_id: str, row_id: str, archived: bool) -> None:
    row = selectors.find_row(caller.account_id, run_id, row_id)
    if archived:
        archive.archive(row, caller.arn)
    else:
        archive.restore(row)


def _addresses(caller: Caller, given: Given) -> tuple[str, ...]:
    return tuple(recipients.addresses_of(recipients.recipients_in(caller.account_id, given)))


def _values(
    name: str, kind: str, cron: str, every_days: int, at: str, time_zone: str, limit_days: int, tracking_days: int,
    attachments: Sequence[str], tell_owners: bool, deactivate_days: int, deactivate_warnings: int, enabled: bool,
) -> dict[str, Any]:  # fmt: skip
    return {
        "name": name,
        "kind": kind,
        "cron": cron,
        "every_days": every_days,
        "at": services.time_of(at),
        "time_zone": time_zone,
        "limit_days": limit_days,
        "tracking_days": tracking_days,
        "attachments": list(dict.fromkeys(attachments)),
        "tells_owners": tell_owners,
        "deactivate_days": deactivate_days,
        "deactivate_warnings": deactivate_warnings,
        "enabled": enabled,
    }
