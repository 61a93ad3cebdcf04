"""The life of a report: begun once for its key, computed in parts by whoever is free, then written into the outbox.

Each step is one transaction that looks whether it was done already, so any worker may die at any moment and another,
told by the clock, goes on from what is written: nothing is computed into the rows twice, and no mail is written twice.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import (
    Account,
    ArchivedFinding,
    ReportMail,
    ReportPart,
    ReportRow,
    ReportRun,
    ReportSchedule,
    User,
)
from accounts.reporting.batches import ranges, subjects_of
from accounts.reporting.kinds import kind_named
from accounts.reporting.model import LISTED, LOW, Batch, Finding, Summary, Thresholds
from accounts.schedules import warnings
from accounts.schedules.queue import COMPUTE, DEACTIVATE, DELIVER, enqueue
from accounts.schedules.recipients import address_of, root_address

logger = logging.getLogger(__name__)

ATTEMPTS = 5
LATE = timedelta(hours=1)
# What an alert is about stands in the place of its owner.
LATE_ALERT, FAILED_ALERT = "late", "failed"
ROWS_AT_ONCE = 500
CHUNK = 1000

State = ReportRun.State


@dataclass(frozen=True, slots=True)
class Order:
    """What a report is to be: `key` names it for ever, `addresses` get the whole of it."""

    key: str
    title: str
    thresholds: Thresholds
    attachments: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    tells_owners: bool = False
    schedule: ReportSchedule | None = None
    started_by: str = ""


def start(account: Account, kind_name: str, order: Order) -> ReportRun:
    """Return the run of the order's key: a new one, whose parts are handed to the workers, or the one there is."""
    kind = kind_named(kind_name)
    now = timezone.now()
    with transaction.atomic():
        run, is_new = ReportRun.objects.get_or_create(
            account=account,
            key=order.key,
            defaults={
                "schedule": order.schedule,
                "kind": kind.name,
                "title": order.title,
                "settings": {
                    **asdict(order.thresholds),
                    "attachments": list(order.attachments),
                    "tells_owners": order.tells_owners,
                },
                "recipients": list(order.addresses),
                "started": now,
                "started_by": order.started_by,
            },
        )
        if not is_new:
            return run
        parts = [
            ReportPart(run=run, number=number, subject=subject, first=first, last=last, queued=now)
            for number, (subject, first, last) in enumerate(ranges(account.pk, kind.subjects))
        ]
        ReportPart.objects.bulk_create(parts)
        for part in parts:
            enqueue(COMPUTE, str(run.pk), part.number)
        if not parts:
            _finish(run)
    return run


def compute(run_id: uuid.UUID, number: int) -> None:
    """Examine one part, unless it is done or somebody is at it."""
    part = _claim(run_id, number)
    if part is None:
        return
    run = part.run
    try:
        findings = _examine(run, part)
    except Exception as error:
        logger.exception("part %s of report %s failed", number, run_id)
        _give_back(part, error)
        return
    with transaction.atomic():
        run = _locked(run_id)
        mine = ReportPart.objects.filter(pk=part.pk, done=None).update(done=timezone.now(), counts=_counts(findings))
        if not mine or run.state != State.COMPUTING:
            return
        _write_rows(run, findings)
        if not run.parts.filter(done=None).exists():
            _finish(run)


def settle(run_id: uuid.UUID) -> None:
    """Close a run of which no mail waits any more."""
    with transaction.atomic():
        run = _locked(run_id)
        mails = run.mails.exclude(part=ReportMail.Part.ALERT)
        if run.state != State.SENDING or mails.filter(state=ReportMail.State.WAITING).exists():
            return
        failed = mails.filter(state=ReportMail.State.FAILED).order_by("pk")
        if failed.exists():
            first = failed[0]
            _fail(
                run, f"{failed.count()} of {mails.count()} mails could not be sent; to {first.address}: {first.error}"
            )
            return
        run.state, run.finished = State.DONE, timezone.now()
        run.save(update_fields=["state", "finished"])


def resume(now: datetime) -> None:
    """Hand everything that should be under way and is not to the workers again."""
    gone = now - timedelta(seconds=settings.REPORT_CLAIM_SECONDS)
    forgotten = Q(queued__lt=gone) & (Q(claimed=None) | Q(claimed__lt=gone))
    parts = ReportPart.objects.filter(forgotten, done=None, run__state=State.COMPUTING)
    for part in parts.filter(attempts__gte=ATTEMPTS).select_related("run"):
        _lose(part)
    for pk, run_id, number in parts.filter(attempts__lt=ATTEMPTS).values_list("pk", "run_id", "number")[:CHUNK]:
        ReportPart.objects.filter(pk=pk).update(queued=now)
        enqueue(COMPUTE, str(run_id), number)
    retried = Q(attempts__gt=0, claimed=None, queued__lt=F("not_before"))
    mails = ReportMail.objects.filter(forgotten | retried, state=ReportMail.State.WAITING, not_before__lte=now)
    for pk in mails.values_list("pk", flat=True)[:CHUNK]:
        ReportMail.objects.filter(pk=pk).update(queued=now)
        enqueue(DELIVER, pk)


def alert_if_late(run: ReportRun) -> None:
    """Tell the root user when a report begins long after its time: then nothing ran in between."""
    if run.due is not None and run.started - run.due > LATE:
        _alert(run, LATE_ALERT)


def summary_of(run: ReportRun) -> Summary:
    return Summary(str(run.account), run.counts, thresholds_of(run))


def thresholds_of(run: ReportRun) -> Thresholds:
    return Thresholds(run.settings["limit_days"], run.settings["tracking_days"])


def _claim(run_id: uuid.UUID, number: int) -> ReportPart | None:
    now = timezone.now()
    gone = now - timedelta(seconds=settings.REPORT_CLAIM_SECONDS)
    free = Q(claimed=None) | Q(claimed__lt=gone)
    open_parts = ReportPart.objects.filter(run_id=run_id, number=number, done=None, run__state=State.COMPUTING)
    claimed = open_parts.filter(free, attempts__lt=ATTEMPTS)
    if not claimed.update(claimed=now, attempts=F("attempts") + 1):
        return None
    return ReportPart.objects.select_related("run__account").get(run_id=run_id, number=number)


def _examine(run: ReportRun, part: ReportPart) -> list[Finding]:
    subjects = subjects_of(run.account_id, part.subject, part.first, part.last)
    batch = Batch(run.account_id, subjects, thresholds_of(run), run.started)
    return list(kind_named(run.kind).examine(batch))


def _give_back(part: ReportPart, error: Exception) -> None:
    """Let another attempt be made after a while; after the last one the report has failed."""
    ReportPart.objects.filter(pk=part.pk).update(claimed=None, queued=timezone.now())
    if part.attempts >= ATTEMPTS:
        with transaction.atomic():
            _fail(_locked(part.run_id), f"Computing failed {ATTEMPTS} times: {type(error).__name__}: {error}")


def _lose(part: ReportPart) -> None:
    with transaction.atomic():
        _fail(_locked(part.run_id), f"A worker was lost {ATTEMPTS} times while it computed part {part.number + 1}.")


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    return dict(Counter(mark for finding in findings for mark in _marks(finding)))


def _marks(finding: Finding) -> tuple[str, ...]:
    return (*finding.marks, LISTED) if finding.risk >= LOW else finding.marks


def _write_rows(run: ReportRun, findings: list[Finding]) -> None:
    archived = set(
        ArchivedFinding.objects.filter(account_id=run.account_id, kind=run.kind).values_list("finding", flat=True)
    )
    rows = (
        ReportRow(
            run=run,
            finding=finding.key[:400],
            risk=finding.risk,
            subject=finding.subject[:2048],
            title=finding.title[:400],
            reason=finding.reason,
            facts=dict(finding.facts),
            owner=finding.owner,
            marks=f" {' '.join(_marks(finding))} ",
            archived=finding.key[:400] in archived,
        )
        for finding in findings
    )
    ReportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _finish(run: ReportRun) -> None:
    """Add up the parts and write every mail into the outbox: from here on they are owed."""
    total: Counter[str] = Counter()
    for counts in run.parts.values_list("counts", flat=True).iterator():
        total.update(counts)
    total["archived"] = run.rows.filter(archived=True, risk__gte=LOW).count()
    run.counts = dict(total)
    run.state = State.SENDING
    doomed = warnings.warn(run)
    run.settings = {**run.settings, "deactivate": doomed}
    run.save(update_fields=["counts", "state", "settings"])
    mails = [_mail(run, address, ReportMail.Part.WHOLE) for address in run.recipients]
    if run.settings["tells_owners"]:
        mails += [_mail(run, address, ReportMail.Part.OWN, owner) for owner, address in _owners(run).items()]
    for mail in ReportMail.objects.bulk_create(mails, batch_size=ROWS_AT_ONCE):
        enqueue(DELIVER, mail.pk)
    if doomed:
        enqueue(DEACTIVATE, str(run.pk))
    if not mails:
        run.state, run.finished = State.DONE, timezone.now()
        run.save(update_fields=["state", "finished"])


def _owners(run: ReportRun) -> Mapping[str, str]:
    """Return the address of each user who has something to do, where one is known."""
    listed = run.rows.filter(risk__gte=LOW, archived=False).exclude(owner="")
    users = User.objects.filter(account_id=run.account_id, unique_id__in=listed.values("owner")).order_by("pk")
    return {user.unique_id: address for user in users.iterator(chunk_size=CHUNK) if (address := address_of(user))}


def _mail(run: ReportRun, address: str, part: ReportMail.Part, owner: str = "") -> ReportMail:
    now = timezone.now()
    # Fixed with the row, so that a mail that went out twice is one mail to whoever compares.
    name = uuid.uuid5(run.pk, f"{part} {owner} {address.lower()}")
    message_id = f"<{name}@{settings.MAIL_DOMAIN}>"
    return ReportMail(
        run=run, address=address, part=part, owner=owner, message_id=message_id, not_before=now, queued=now
    )


def _fail(run: ReportRun, reason: str) -> None:
    run.state, run.error, run.finished = State.FAILED, reason, timezone.now()
    run.save(update_fields=["state", "error", "finished"])
    _alert(run, FAILED_ALERT)


def _alert(run: ReportRun, about: str) -> None:
    """Owe the root user a mail that says what is wrong; one for each thing."""
    address = root_address(run.account_id)
    if not address or run.mails.filter(part=ReportMail.Part.ALERT, owner=about).exists():
        return
    mail = _mail(run, address, ReportMail.Part.ALERT, about)
    mail.save(force_insert=True)
    enqueue(DELIVER, mail.pk)


def _locked(run_id: uuid.UUID) -> ReportRun:
    """Return the run, nobody else's until the transaction ends; SQLite's transactions are alone anyway."""
    assert connection.in_atomic_block, "a lock needs a transaction"
    return ReportRun.objects.select_for_update(of=("self",)).select_related("account").get(pk=run_id)
