"""Reports of when services were last used, made once and read in pages."""

import uuid

from django.db import models

from accounts.models.account import Account


class LastAccessedReport(models.Model):
    """`services` is the report as it was on the day it was made, one entry for each service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="last_accessed_reports")
    arn = models.CharField(max_length=2048)
    granularity = models.CharField(max_length=16)
    services = models.JSONField(default=list)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.granularity} of {self.arn}"
