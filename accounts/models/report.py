"""Reports that were made and mailed: one row per kind, account and period, so that none is sent twice."""

from django.db import models

from accounts.models.account import Account


class Report(models.Model):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=32)
    period = models.CharField(max_length=64)
    created = models.DateTimeField()
    claimed = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("account", "kind", "period", name="report_once_a_period")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account} for {self.period}"
