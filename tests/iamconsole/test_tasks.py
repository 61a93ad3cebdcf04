"""Upkeep of the database."""

import pytest
from django.db import connection

from iamconsole.tasks import analyze_tables
from tests.cast import Person


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks at its tables by itself")
def test_sqlite_learns_how_much_its_tables_hold(alice: Person, bob: Person) -> None:
    analyze_tables()

    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'user_searched'")
        (stat,) = cursor.fetchone()
    assert int(stat.split()[0]) == 3


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is told to")
def test_postgresql_is_left_alone(alice: Person, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        analyze_tables()
