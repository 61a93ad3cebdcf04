"""Findings that somebody has dealt with, or lives with: they leave the reports until somebody brings them back."""

from django.db import transaction
from django.utils import timezone

from accounts.models import ArchivedFinding, ReportRow


@transaction.atomic
def archive(row: ReportRow, by: str) -> None:
    """Take the finding out of this report's list and of all later reports of its kind."""
    named = {"account_id": row.run.account_id, "kind": row.run.kind, "finding": row.finding}
    ArchivedFinding.objects.get_or_create(**named, defaults={"archived": timezone.now(), "archived_by": by})
    ReportRow.objects.filter(pk=row.pk).update(archived=True)


@transaction.atomic
def restore(row: ReportRow) -> None:
    found = ArchivedFinding.objects.filter(account_id=row.run.account_id, kind=row.run.kind, finding=row.finding)
    found.delete()
    ReportRow.objects.filter(pk=row.pk).update(archived=False)
