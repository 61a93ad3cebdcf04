"""Deletions of service-linked roles, which are asked for in one call and looked up in another."""

from django.db import models

from accounts.models.account import Account


class RoleDeletion(models.Model):
    """The row outlives the role, whose ARN it keeps."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_deletions")
    task_id = models.CharField(max_length=255, unique=True)
    role_arn = models.CharField(max_length=2048)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.task_id
