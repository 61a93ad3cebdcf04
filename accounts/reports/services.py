"""The rules of reports: each is mailed once for an account and a period, whoever asks how often."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import Account, Report, User
from accounts.reports.key_age import key_age_report
from iamconsole import mail

KEY_AGE = "key-age"
# After so long whoever claimed a report and did not send it is taken for dead.
CLAIM = timedelta(minutes=5)


def send_key_age(account: Account, period: str) -> bool:
    """Mail the key-age report of `period` to the account's root user; False when it was sent, or is being sent."""
    report = _claim(account, KEY_AGE, period)
    if report is None:
        return False
    root = User.objects.get(account=account, is_root=True)
    found = key_age_report(account.pk, timezone.now(), settings.KEY_AGE_LIMIT_DAYS)
    count = len(found.old_keys)
    subject = f"{count} access key{'' if count == 1 else 's'} older than {found.limit_days} days in account {account}"
    try:
        mail.send(account.pk, [root.email], subject, "key_age", {"account": account, "report": found})
    except Exception:
        # Given back, so that the next attempt need not wait until the claim runs out.
        Report.objects.filter(pk=report.pk).update(claimed=None)
        raise
    Report.objects.filter(pk=report.pk).update(sent=timezone.now())
    return True


def _claim(account: Account, kind: str, period: str) -> Report | None:
    """Return the report for the one who may send it now; a transaction would be held open while the mail goes out."""
    now = timezone.now()
    report, _ = Report.objects.get_or_create(account=account, kind=kind, period=period, defaults={"created": now})
    unclaimed = Q(claimed=None) | Q(claimed__lt=now - CLAIM)
    mine = Report.objects.filter(unclaimed, pk=report.pk, sent=None).update(claimed=now)
    return report if mine else None
