"""Reports that were made: each once for its key, in parts that workers share, with its rows and its mails."""

import uuid

from django.db import models

from accounts.models.account import Account
from accounts.models.schedule import ReportSchedule


class ReportRun(models.Model):
    """`key` names schedule and period: there is never a second run of it. What it is made of is fixed at its start."""

    class State(models.TextChoices):
        COMPUTING = "computing"
        SENDING = "sending"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="report_runs")
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.SET_NULL, null=True, blank=True, related_name="runs")
    key = models.CharField(max_length=128)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=128)
    settings = models.JSONField(default=dict)
    recipients = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=State.choices, default=State.COMPUTING)
    due = models.DateTimeField(null=True, blank=True)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_by = models.CharField(max_length=2048)

    class Meta:
        constraints = [models.UniqueConstraint("account", "key", name="report_run_once")]
        indexes = [
            models.Index(fields=["account", "-started", "-id"], name="report_run_newest"),
            models.Index(fields=["state"], name="report_run_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id} for {self.key}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class ReportPart(models.Model):
    """A range of the principals of a run: whoever claims it examines them, and writes rows and counts at once."""

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=16)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    queued = models.DateTimeField()
    claimed = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("run", "number", name="report_part_once")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.run_id}"


class ReportRow(models.Model):
    """One finding. `owner` is the unique id of the user whose own part of the report it stands in.

    `marks` are the counts it counts in, each between blanks, so that a search finds a whole one.
    """

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="rows")
    finding = models.CharField(max_length=400)
    risk = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=2048)
    title = models.CharField(max_length=400)
    reason = models.TextField()
    facts = models.JSONField(default=dict)
    owner = models.CharField(max_length=32, blank=True)
    marks = models.CharField(max_length=512, blank=True)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("run", "finding", name="report_row_once")]
        indexes = [
            models.Index(fields=["run", "-risk", "id"], name="report_row_ranked"),
            models.Index(fields=["run", "owner", "-risk", "id"], name="report_row_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class ReportMail(models.Model):
    """One mail of a run, to one address, written with the state of the run and sent from here: the outbox.

    `handed` is set just before the mail server is spoken to, and taken back when the server refuses: a mail that was
    handed over and is not `sent` may have arrived. It goes out again with the same Message-ID, and is `repeated` then.
    """

    class Part(models.TextChoices):
        WHOLE = "whole"
        OWN = "own"
        ALERT = "alert"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="mails")
    address = models.EmailField()
    part = models.CharField(max_length=8, choices=Part.choices)
    owner = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    message_id = models.CharField(max_length=255)
    queued = models.DateTimeField()
    claimed = models.DateTimeField(null=True, blank=True)
    handed = models.DateTimeField(null=True, blank=True)
    repeated = models.BooleanField(default=False)
    sent = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("run", "address", "part", "owner", name="report_mail_once")]
        indexes = [models.Index(fields=["state", "not_before"], name="report_mail_waiting")]

    def __str__(self) -> str:
        return f"{self.part} to {self.address}"


class ArchivedFinding(models.Model):
    """A finding that somebody has dealt with, or lives with: later reports of that kind leave it aside."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="archived_findings")
    kind = models.CharField(max_length=32)
    finding = models.CharField(max_length=400)
    archived = models.DateTimeField()
    archived_by = models.CharField(max_length=2048)

    class Meta:
        constraints = [models.UniqueConstraint("account", "kind", "finding", name="archived_finding_once")]

    def __str__(self) -> str:
        return self.finding


class KeyWarning(models.Model):
    """How many reports of a schedule warned that an unused access key will be deactivated, the last one named."""

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.CASCADE, related_name="warnings")
    access_key_id = models.CharField(max_length=20)
    count = models.PositiveSmallIntegerField(default=0)
    last_run = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("schedule", "access_key_id", name="key_warning_once")]

    def __str__(self) -> str:
        return f"{self.count} warnings of {self.access_key_id}"
