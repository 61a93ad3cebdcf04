"""Upkeep of the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from iamconsole.tasks import analyze_tables
from tests.cast import Person


def test_sqlite_learns_how_much_its_tables_hold_and_postgresql_is_left_alone(alice: Person, bob: Person) -> None:
    with CaptureQueriesContext(connection) as asked:
        analyze_tables()

    if connection.vendor == "postgresql":
        assert not asked.captured_queries
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'user_searched'")
        (stat,) = cursor.fetchone()
    assert int(stat.split()[0]) == 3
