"""One change at a time in an account, so that a quota counted before a change still holds after it.

SQLite does so by itself: its transactions begin IMMEDIATE. PostgreSQL takes an advisory lock on the account's number,
given back at the end of the transaction; reads never wait for it. Nobody waits for ever: whose turn does not come in
time is told so.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction


class Busy(Exception):
    """Others were changing the account for too long."""


@contextmanager
def turn_in(account_id: str) -> Iterator[None]:
    """Run what it encloses in a transaction in which no other changes `account_id`; raise Busy when none comes."""
    with ExitStack() as stack:
        try:
            stack.enter_context(transaction.atomic())
            _wait(account_id)
        except OperationalError as error:
            raise Busy from error
        yield


def _wait(account_id: str) -> None:
    if connection.vendor == "postgresql":
        limit = f"{settings.TURN_SECONDS}s"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)", [limit, int(account_id)]
            )
