"""The credential report of an account, as it was generated last."""

from django.db import models

from accounts.models.account import Account


class CredentialReport(models.Model):
    """`stamp` is the account's stamp when it was generated: while that stays the same, so does the report."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="credential_report"
    )
    content = models.TextField()
    generated = models.DateTimeField()
    stamp = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"credential report of {self.account_id}"
