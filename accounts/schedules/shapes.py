"""Schedules, runs and rows of reports as iamconsole's own operations show them."""

from typing import Any

from accounts.models import ReportMail, ReportRecipient, ReportRow, ReportRun, ReportSchedule
from accounts.schedules.recipients import ADDRESS, GROUP, USER


def schedule_shape(schedule: ReportSchedule) -> dict[str, Any]:
    return {
        "ScheduleId": str(schedule.pk),
        "Name": schedule.name,
        "Kind": schedule.kind,
        "Cron": schedule.cron or None,
        "EveryDays": schedule.every_days or None,
        "At": schedule.at.strftime("%H:%M"),
        "TimeZone": schedule.time_zone,
        "LimitDays": schedule.limit_days,
        "TrackingDays": schedule.tracking_days,
        "Attachments": schedule.attachments,
        "TellOwners": schedule.tells_owners,
        "DeactivateDays": schedule.deactivate_days,
        "DeactivateWarnings": schedule.deactivate_warnings,
        "Enabled": schedule.enabled,
        "Recipients": [recipient_shape(one) for one in schedule.recipients.all()],
        "NextRun": schedule.next_run,
        "CreateDate": schedule.created,
    }


def recipient_shape(recipient: ReportRecipient) -> dict[str, str]:
    if recipient.address:
        return {"Type": ADDRESS, "Value": recipient.address}
    if recipient.group:
        return {"Type": GROUP, "Value": recipient.group.name}
    assert recipient.user is not None, "the table keeps exactly one"
    return {"Type": USER, "Value": recipient.user.label}


def run_shape(run: ReportRun) -> dict[str, Any]:
    """Show a run with its progress, which a selector counted along with it."""
    return {
        "RunId": str(run.pk),
        "ScheduleId": str(run.schedule_id) if run.schedule_id else None,
        "Kind": run.kind,
        "Title": run.title,
        "Period": run.key,
        "State": run.state,
        "Error": run.error,
        "Due": run.due,
        "Started": run.started,
        "Finished": run.finished,
        "StartedBy": run.started_by,
        "PartsDone": getattr(run, "parts_done", None),
        "Parts": getattr(run, "parts_all", None),
        "MailsSent": getattr(run, "mails_sent", None),
        "Counts": run.counts,
    }


def whole_run_shape(run: ReportRun) -> dict[str, Any]:
    return {**run_shape(run), "Mails": [mail_shape(mail) for mail in run.mails.order_by("pk")[:1000]]}


def mail_shape(mail: ReportMail) -> dict[str, Any]:
    return {
        "Address": mail.address,
        "Part": mail.part,
        "State": mail.state,
        "Sent": mail.sent,
        "Attempts": mail.attempts,
        "MayHaveArrivedTwice": mail.repeated,
        "Error": mail.error,
    }


def row_shape(row: ReportRow) -> dict[str, Any]:
    return {
        "RowId": str(row.pk),
        "Finding": row.finding,
        "Risk": row.risk,
        "Subject": row.subject,
        "Title": row.title,
        "Reason": row.reason,
        "Archived": row.archived,
        "Facts": row.facts,
    }
