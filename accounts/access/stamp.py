"""The stamp of an account's policies: while it stays the same, what was compiled under it still holds.

A stamp is random, not a count: one whose transaction was rolled back must not come again for other policies.
"""

import secrets

from accounts.models import Account

STAMP_BITS = 62


def bump(account_id: str) -> None:
    """Make every process read the account's policies anew; called in the transaction of every change."""
    Account.objects.filter(pk=account_id).update(policies_stamp=secrets.randbits(STAMP_BITS))


def current(account_id: str) -> int:
    """Return the stamp; 0 for an account that is gone."""
    return Account.objects.filter(pk=account_id).values_list("policies_stamp", flat=True).first() or 0
