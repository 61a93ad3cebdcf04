"""Upkeep of the database."""

from celery import shared_task
from django.db import connection

# As many entries of an index are looked at: enough to tell a large account, and about a second in any database.
ENTRIES = 100_000


@shared_task
def analyze_tables() -> None:
    """Let SQLite learn how much its tables hold, by which it chooses its ways; PostgreSQL does so by itself.

    Connections that stand read it when they open anew.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ENTRIES}")
        cursor.execute("ANALYZE")
