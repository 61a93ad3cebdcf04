"""The key-age report: what it lists, in which order, and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessKey, ReportRow, ReportRun
from iamconsole.audit import usage
from tests.accounts.schedules.working import made
from tests.cast import OTHER_ACCOUNT, Person
from tests.certificates import certificate

pytestmark = pytest.mark.django_db


def age(person: Person, days: int, **more: object) -> None:
    created = timezone.now() - timedelta(days=days, minutes=1)
    AccessKey.objects.filter(pk=person.key_id).update(created=created, **more)


def row(run: ReportRun, finding: str) -> ReportRow:
    return run.rows.get(finding=finding)


def test_the_most_dangerous_key_comes_first(root: Person, alice: Person, bob: Person) -> None:
    age(alice, 91)
    age(bob, 400)
    age(root, 10)

    run = made("key-age")

    keys = run.rows.filter(finding__startswith="access-key/").order_by("-risk", "pk")
    assert [one.facts["owner"] for one in keys] == ["alice", "root", "bob"]
    assert [one.risk for one in keys] == [30 + 15 + 25, 60, 30 + 15 + 15]
    assert run.counts["old_keys"] == 2
    assert run.counts["old_administrator_keys"] == 1


def test_it_tells_where_a_key_was_used_last(alice: Person) -> None:
    alice.client().list_users()

    facts = row(made("key-age"), f"access-key/{alice.key_id}").facts

    assert (facts["service"], facts["action"], facts["source"]) == ("iam", "iam:ListUsers", "127.0.0.1")
    assert facts["access"] == "Administrator: everything"


def test_use_that_was_rolled_up_tells_the_same(alice: Person) -> None:
    alice.client().list_users()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usage, "SETTLED_AFTER", timedelta(seconds=-1))
        usage.roll_up()

    facts = row(made("key-age"), f"access-key/{alice.key_id}").facts

    assert facts["action"] == "iam:ListUsers"


def test_every_kind_of_credential_is_looked_at(alice: Person) -> None:
    alice.client().upload_signing_certificate(CertificateBody=certificate().body)
    alice.client().create_service_specific_credential(UserName="alice", ServiceName="codecommit.amazonaws.com")

    found = set(made("key-age").rows.filter(subject__endswith="/alice").values_list("facts__credential", flat=True))

    assert found == {"Access key", "Console password", "Signing certificate", "Service credential"}


def test_a_password_without_a_second_factor_is_listed(alice: Person) -> None:
    found = row(made("key-age"), "console-password/alice")

    assert "no MFA device" in found.reason


def test_an_inactive_key_is_at_the_end(alice: Person) -> None:
    age(alice, 700, status=AccessKey.Status.INACTIVE)

    found = row(made("key-age"), f"access-key/{alice.key_id}")

    assert (found.risk, found.reason) == (10, "Inactive and 700 days old: it can be deleted.")


def test_it_lists_nothing_of_another_account(root: Person, mallory: Person) -> None:
    age(mallory, 500)

    run = made("key-age")

    assert not run.rows.filter(subject__contains=OTHER_ACCOUNT).exists()


def test_it_asks_no_more_for_more_users(alice: Person, django_assert_max_num_queries: object) -> None:
    from accounts.reporting.batches import subjects_of
    from accounts.reporting.key_age import examine
    from accounts.reporting.model import Batch, Thresholds
    from accounts.users import services as users
    from tests.cast import ACCOUNT

    for number in range(40):
        users.create(ACCOUNT, f"user{number}")
    subjects = subjects_of(ACCOUNT, "user", 0, 10**9)

    with django_assert_max_num_queries(22):  # type: ignore[operator]
        found = list(examine(Batch(ACCOUNT, subjects, Thresholds(), timezone.now())))

    assert len(found) == 2 * 2
