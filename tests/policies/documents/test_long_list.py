"""How the database goes through a long list of policies, of which an account sees its own and those of AWS."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iamconsole.tasks import analyze_tables
from policies.models import Policy
from tests.cast import ACCOUNT, Person
from tests.policies.documents.pages import POLICIES

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of SQLite are read")
KEYS = 'SELECT "policies_policy"."id" AS "pk" FROM'
SORTED = "USE TEMP B-TREE FOR ORDER BY"


@pytest.fixture
def many(alice: Person) -> None:
    now = timezone.now()
    rows = (
        Policy(unique_id=f"ANPA{n:017}", account_id=ACCOUNT, name=f"policy-{n:05}", created=now, updated=now)
        for n in range(8_000)
    )
    Policy.objects.bulk_create(rows)


@pytest.mark.parametrize("is_analyzed", [False, True], ids=["as made", "analyzed"])
@pytest.mark.parametrize("sort", ["name", "-name", "created", "-edited"])
@pytest.mark.usefixtures("many")
def test_it_is_never_sorted(alice: Person, sort: str, is_analyzed: bool) -> None:
    if is_analyzed:
        analyze_tables()
    browser = alice.browser()

    with CaptureQueriesContext(connection) as queries:
        first = browser.get(POLICIES, {"sort": sort})
        second = browser.get(POLICIES + first.context["after_url"])

    assert len(first.context["rows"]) == len(second.context["rows"]) == 50
    # The keys of each of the two owners, for each page; the rows are then asked for by them.
    walks = [query["sql"] for query in queries if query["sql"].startswith(KEYS)]
    assert len(walks) == 4
    for sql in walks:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[3] for row in cursor.fetchall()]
        assert not any(SORTED in step for step in plan), (sql, plan)
