"""Schedules of reports: which report is made when, about what, and who gets it."""

from django.db import models

from accounts.models.account import Account
from accounts.models.group import Group
from accounts.models.user import User


class ReportSchedule(models.Model):
    """`cron` has five fields, or is empty where the report is made every `every_days` days at `at`.

    `next_run` is the moment of the next one, and the name of its period; empty while the schedule is switched off.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="report_schedules")
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=32)
    cron = models.CharField(max_length=128, blank=True)
    every_days = models.PositiveSmallIntegerField(default=0)
    at = models.TimeField()
    time_zone = models.CharField(max_length=64, default="UTC")
    limit_days = models.PositiveSmallIntegerField(default=90)
    tracking_days = models.PositiveSmallIntegerField(default=90)
    attachments = models.JSONField(default=list, blank=True)
    tells_owners = models.BooleanField(default=False)
    # Keys unused for so many days are deactivated after so many reports warned of it; 0 never does.
    deactivate_days = models.PositiveSmallIntegerField(default=0)
    deactivate_warnings = models.PositiveSmallIntegerField(default=3)
    enabled = models.BooleanField(default=True)
    next_run = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account", "name", name="report_schedule_name_once")]
        indexes = [models.Index(fields=["next_run"], name="report_schedule_due")]

    def __str__(self) -> str:
        return self.name


class ReportRecipient(models.Model):
    """A user, everybody in a group, or a bare address."""

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    address = models.EmailField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, group__isnull=True, address="")
                | models.Q(user__isnull=True, group__isnull=False, address="")
                | (models.Q(user__isnull=True, group__isnull=True) & ~models.Q(address="")),
                name="report_recipient_is_one",
            )
        ]

    def __str__(self) -> str:
        return self.address or str(self.user or self.group)
