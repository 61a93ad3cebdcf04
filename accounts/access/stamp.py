"""The stamp of an account's policies: while it stays the same, what was compiled under it still holds."""

from django.db.models import F

from accounts.models import Account


def bump(account_id: str) -> None:
    """Make every process read the account's policies anew; called in the transaction of every change."""
    Account.objects.filter(pk=account_id).update(policies_stamp=F("policies_stamp") + 1)


def current(account_id: str) -> int:
    """Return the stamp; 0 for an account that is gone."""
    return Account.objects.filter(pk=account_id).values_list("policies_stamp", flat=True).first() or 0
