"""Services of an account's own, which its administrators register beside those of AWS."""

from django.db import models

from iamconsole import arns


class RegisteredService(models.Model):
    """`document` tells actions, resource types and condition keys, as it was written; it was checked before."""

    account_id = models.CharField(max_length=12)
    prefix = models.CharField(max_length=63)
    name = models.CharField(max_length=128)
    document = models.TextField()
    action_count = models.PositiveIntegerField()
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account_id", "prefix", name="registered_service_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arn_of(self.account_id, self.prefix)


def arn_of(account_id: str, prefix: str) -> str:
    return str(arns.Arn(arns.PARTITION, "iamconsole", "", account_id, f"service/{prefix}"))
