"""One change at a time in an account, so that a quota counted before a change still holds after it.

SQLite does so by itself: its transactions begin IMMEDIATE. PostgreSQL takes an advisory lock on the account's number,
given back at the end of the transaction; reads never wait for it.
"""

from django.db import connection


def one_at_a_time(account_id: str) -> None:
    """Wait until no other transaction changes `account_id`; call it first in a transaction that does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(account_id)])
