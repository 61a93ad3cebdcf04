"""The rules of the credential report: generated on request, given out for four hours."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account, CredentialReport
from accounts.reports.credential_report import credential_report
from iamconsole.errors import ReportExpired, ReportNotPresent

VALID_FOR = timedelta(hours=4)
STARTED, COMPLETE = "STARTED", "COMPLETE"


def generate(account: Account) -> str:
    """Return STARTED for a first report and COMPLETE where there is a valid one, brought up to date if need be.

    AWS generates no other report within four hours; here a change of the account makes a new one at the next request.
    """
    present = CredentialReport.objects.filter(account=account).first()
    if present is None or _is_expired(present):
        _write(account)
        return STARTED
    if present.stamp != account.policies_stamp:
        _write(account)
    return COMPLETE


def find(account: Account) -> CredentialReport:
    report = CredentialReport.objects.filter(account=account).first()
    if report is None:
        # AWS says no more than this.
        raise ReportNotPresent("Unknown")
    if _is_expired(report):
        raise ReportExpired("The credential report is older than four hours. Generate it again.")
    return report


def _write(account: Account) -> None:
    now = timezone.now()
    made = {"content": credential_report(account.pk), "generated": now, "stamp": account.policies_stamp}
    CredentialReport.objects.update_or_create(account=account, defaults=made)


def _is_expired(report: CredentialReport) -> bool:
    return timezone.now() - report.generated >= VALID_FOR
