"""Keys that a schedule is to deactivate: those unused for long enough, after enough reports have warned of it.

Off unless a schedule says so. A warning counts once for each report; a key that is used again starts anew.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import AccessKey, KeyWarning, ReportRow, ReportRun, ReportSchedule
from accounts.reporting.model import LOW, days_between
from iamconsole.audit import usage

ACCESS_KEYS = "access-key/"


def warn(run: ReportRun) -> list[str]:
    """Write the warnings into the rows of the run; return the keys that were warned of often enough."""
    schedule = run.schedule
    if schedule is None or not schedule.deactivate_days:
        return []
    rows = [row for row in run.rows.filter(finding__startswith=ACCESS_KEYS) if _is_unused(row.facts, schedule)]
    unused = {str(row.facts["id"]): row for row in rows}
    schedule.warnings.exclude(access_key_id__in=unused).delete()
    return [key_id for key_id, row in unused.items() if _warned_enough(run, schedule, key_id, row)]


def _warned_enough(run: ReportRun, schedule: ReportSchedule, key_id: str, row: ReportRow) -> bool:
    defaults = {"last_run": run.pk}
    warning, _ = KeyWarning.objects.get_or_create(schedule=schedule, access_key_id=key_id, defaults=defaults)
    is_doomed = warning.count >= schedule.deactivate_warnings
    if is_doomed:
        words = f"Deactivated by this schedule after {warning.count} warnings."
    else:
        warning.count += 1
        warning.last_run = run.pk
        warning.save(update_fields=["count", "last_run"])
        left = schedule.deactivate_warnings - warning.count
        words = (
            f"Warning {warning.count} of {schedule.deactivate_warnings}: this schedule deactivates it"
            f" {'with the next report' if not left else f'after {left} more'} unless it is used."
        )
    ReportRow.objects.filter(pk=row.pk).update(reason=f"{row.reason} {words}", risk=max(row.risk, LOW))
    return is_doomed


def still_unused(account_id: str, schedule: ReportSchedule, key_id: str) -> AccessKey | None:
    """Return the key if it is active and was not used since the report was computed."""
    key = AccessKey.objects.select_related("user").filter(pk=key_id, user__account_id=account_id).first()
    if key is None or not key.is_active:
        return None
    use = usage.last_use_of_keys(account_id, {key_id}).get(key_id)
    seen = max(moment for moment in (key.created, key.last_used, use.time if use else None) if moment)
    return key if days_between(seen, timezone.now()) >= schedule.deactivate_days else None


def _is_unused(facts: Mapping[str, Any], schedule: ReportSchedule) -> bool:
    if facts["status"] != "active":
        return False
    unused = facts["age_days"] if facts["unused_days"] is None else facts["unused_days"]
    return bool(unused >= schedule.deactivate_days)
