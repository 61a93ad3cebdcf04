"""The pages of reports: schedules, reports that were made, findings and what is done about them."""

import json
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.account import services as accounts
from accounts.models import AccessKey, ReportRun, ReportSchedule
from accounts.schedules import delivery, selectors
from tests.accounts.schedules.working import compute, made, start
from tests.cast import ACCOUNT, Person

pytestmark = pytest.mark.django_db

LIST = "/console/reports/"
CREATE = f"{LIST}new/"
GIVEN = {
    "name": "Keys on Mondays",
    "kind": "key-age",
    "limit_days": "60",
    "tracking_days": "90",
    "rhythm": "cron",
    "cron": "0 6 * * 1",
    "time_zone": "Europe/Berlin",
    "recipients": "auditor@example.com\r\nuser root",
    "attachments": ["csv", "pdf"],
    "deactivate_days": "0",
    "deactivate_warnings": "3",
    "enabled": "on",
}


def created(person: Person, **more: Any) -> ReportSchedule:
    answer = person.browser().post(CREATE, {**GIVEN, **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return ReportSchedule.objects.get(name=more.get("name", GIVEN["name"]))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@time_machine.travel("2026-11-25T12:00:00Z", tick=False)
def test_a_schedule_is_created_and_shows_its_next_times_in_its_own_zone(alice: Person) -> None:
    schedule = created(alice)

    page = text_of(alice.browser().get(f"{LIST}schedules/{schedule.pk}/"))

    assert "2026-11-30 05:00:00+00:00" in str(schedule.next_run)
    assert "Monday, 2026-11-30 06:00" in page
    assert "auditor@example.com" in page


def test_every_so_many_days_needs_no_cron_line(alice: Person) -> None:
    schedule = created(alice, rhythm="days", cron="", every_days="3", at="07:30")

    assert (schedule.cron, schedule.every_days, f"{schedule.at:%H:%M}") == ("", 3, "07:30")


WRONG = [
    ("cron", "0 6 * * 99", "is no cron line"),
    ("cron", "0 6 31 2 *", "cron line"),
    ("cron", "", "Say when"),
    ("cron", "<script>alert(1)", "A cron line has"),
    ("recipients", "user nobody", "There is no user called nobody"),
    ("recipients", "group nobody", "There is no group called nobody"),
    ("recipients", "hello there", "is neither an address"),
    ("recipients", "x@y", "is no e-mail address"),
    ("recipients", "", "at least one recipient"),
    ("time_zone", "Mars/Olympus", "Select a valid choice"),
    ("kind", "nothing", "Select a valid choice"),
    ("limit_days", "0", "greater than or equal to 1"),
    ("attachments", "exe", "Select a valid choice"),
    ("name", "\0", "not allowed"),
]


def test_what_is_wrong_is_said_and_what_was_entered_stays(alice: Person) -> None:
    browser = alice.browser()

    for field, value, words in WRONG:
        answer = browser.post(CREATE, {**GIVEN, field: value})

        page = text_of(answer).replace("&#x27;", "'")
        assert (field, value, answer.status_code, words in page) == (field, value, 422, True)
        assert "Keys on Mondays" in page or field == "name"
    assert not ReportSchedule.objects.exists()


def test_a_name_is_given_once(alice: Person) -> None:
    created(alice)

    answer = alice.browser().post(CREATE, GIVEN)

    assert answer.status_code == 422
    assert "already exists" in text_of(answer)


def test_a_schedule_is_edited_switched_off_and_deleted(alice: Person) -> None:
    schedule = created(alice)
    browser = alice.browser()
    address = f"{LIST}schedules/{schedule.pk}/"

    shown = text_of(browser.get(f"{address}edit/"))
    browser.post(f"{address}edit/", {**GIVEN, "name": "Renamed", "enabled": ""})
    schedule.refresh_from_db()
    off = (schedule.name, schedule.enabled, schedule.next_run)
    browser.post(f"{address}delete/")

    assert "user root" in shown
    assert off == ("Renamed", False, None)
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"rhythm": "days", "every_days": "7", "at": "06:00", "time_zone": "UTC"},
        {"rhythm": "cron", "cron": "*/5 * * * *", "time_zone": "Asia/Tokyo"},
    ],
)
def test_the_form_shows_the_next_times_of_what_it_says_now(alice: Person, query: dict[str, str]) -> None:
    page = text_of(alice.browser().get(f"{LIST}next-runs/", query))

    assert page.count("<li>") == 5


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"rhythm": "cron", "cron": "nonsense", "time_zone": "UTC"},
        {"rhythm": "days", "every_days": "99999", "time_zone": "UTC"},
        {"rhythm": "days", "every_days": "7", "at": "25:99", "time_zone": "UTC"},
        {"rhythm": "days", "every_days": "7", "at": "06:00", "time_zone": "../../etc/passwd"},
    ],
)
def test_nonsense_has_no_next_times(alice: Person, query: dict[str, str]) -> None:
    answer = alice.browser().get(f"{LIST}next-runs/", query)

    assert answer.status_code == 200
    assert "<li>" not in text_of(answer)


def test_send_now_shows_its_progress_until_it_is_over(alice: Person) -> None:
    schedule = created(alice)
    browser = alice.browser()

    answer = browser.post(f"{LIST}schedules/{schedule.pk}/send/")
    run = ReportRun.objects.get(schedule=schedule)
    early = browser.get(f"{LIST}runs/{run.pk}/progress/")
    compute(run)
    for mail in run.mails.all():
        delivery.deliver(mail.pk)
    late = browser.get(f"{LIST}runs/{run.pk}/progress/")

    assert answer.headers["Location"] == f"{LIST}runs/{run.pk}/"
    assert "Computed: 0 of 1 part" in text_of(early)
    assert late.headers["HX-Refresh"] == "true"
    assert "Done" in text_of(browser.get(f"{LIST}runs/{run.pk}/"))


def test_a_preview_is_mailed_to_nobody(alice: Person) -> None:
    answer = alice.browser().post(f"{LIST}preview/", {"kind": "key-age", "limit_days": "90", "tracking_days": "90"})

    run = compute(ReportRun.objects.get())
    assert answer.headers["Location"] == f"{LIST}runs/{run.pk}/"
    assert run.state == ReportRun.State.DONE
    assert not run.mails.exists()


def test_a_stored_report_comes_as_csv_json_and_pdf(alice: Person) -> None:
    run = made("key-age")
    browser = alice.browser()

    got = {name: browser.get(f"{LIST}runs/{run.pk}/file/{name}/") for name in ("csv", "json", "pdf")}

    contents = {name: b"".join(answer.streaming_content) for name, answer in got.items()}
    assert contents["csv"].decode().splitlines()[0].startswith("risk,finding,subject,reason,archived,owner,")
    assert alice.key_id.encode() in contents["csv"]
    assert contents["pdf"].startswith(b"%PDF-")
    assert json.loads(contents["json"])["report"] == "key-age"
    assert browser.get(f"{LIST}runs/{run.pk}/file/exe/").status_code == 404


def test_a_cell_is_no_formula(alice: Person) -> None:
    alice.client().create_user(UserName="=cmd")
    alice.client().create_access_key(UserName="=cmd")

    run = made("key-age")

    answer = alice.browser().get(f"{LIST}runs/{run.pk}/file/csv/")
    assert b",'=cmd," in b"".join(answer.streaming_content)


def test_a_key_is_deactivated_from_its_row(alice: Person, bob: Person) -> None:
    run = made("key-age")
    row = run.rows.get(finding=f"access-key/{bob.key_id}")
    address = f"{LIST}runs/{run.pk}/rows/{row.pk}/"
    browser = alice.browser()

    page = text_of(browser.get(address))
    browser.post(f"{address}deactivate/")

    assert "Deactivate key" in page
    assert not AccessKey.objects.get(pk=bob.key_id).is_active
    assert "Deactivate key" not in text_of(browser.get(address))
    assert browser.post(f"{address}deactivate/").status_code == 404


def test_an_archived_finding_leaves_this_report_and_the_next_until_it_is_brought_back(alice: Person) -> None:
    run = made("key-age")
    row = run.rows.get(finding="console-password/alice")
    browser = alice.browser()

    browser.post(f"{LIST}runs/{run.pk}/rows/{row.pk}/archive/", {"archived": "yes"})
    after = made("key-age", period="q").rows.get(finding="console-password/alice")
    browser.post(f"{LIST}runs/{run.pk}/rows/{row.pk}/archive/", {"archived": "no"})
    back = made("key-age", period="r").rows.get(finding="console-password/alice")

    assert (after.archived, back.archived) == (True, False)


def test_a_schedule_that_did_not_run_is_told_of(alice: Person) -> None:
    schedule = created(alice)
    ReportSchedule.objects.filter(pk=schedule.pk).update(next_run=timezone.now() - 2 * selectors.LATE)

    browser = alice.browser()
    assert "did not run" in text_of(browser.get(LIST))
    assert "did not run" in text_of(browser.get("/console/"))


def test_a_report_that_failed_is_told_of_with_its_reason(alice: Person) -> None:
    schedule = created(alice)
    browser = alice.browser()
    browser.post(f"{LIST}schedules/{schedule.pk}/send/")
    ReportRun.objects.update(state=ReportRun.State.FAILED, error="The mail server is gone.")
    run = ReportRun.objects.get()

    assert "failed" in text_of(browser.get(LIST))
    assert "The mail server is gone." in text_of(browser.get(f"{LIST}runs/{run.pk}/"))


def test_nothing_of_another_account_is_found(alice: Person, mallory: Person) -> None:
    schedule, run, browser = created(alice), made("key-age"), mallory.browser()
    of_run = [f"runs/{run.pk}/{rest}" for rest in ("", "progress/", "file/csv/", f"rows/{run.rows.all()[0].pk}/")]
    of_schedule = [f"schedules/{schedule.pk}/{rest}" for rest in ("", "edit/", "send/", "delete/")]

    answers = {path: browser.get(LIST + path).status_code for path in of_run + of_schedule}

    assert set(answers.values()) == {404}


def test_who_may_not_is_told_so_and_sees_nothing(alice: Person, bob: Person) -> None:
    schedule = created(alice)
    run = made("key-age")
    browser = bob.browser()

    page = text_of(browser.get(LIST))

    assert "iamconsole:ListReportSchedules" in page
    assert "Keys on Mondays" not in page
    assert browser.get(f"{LIST}runs/{run.pk}/").status_code == 403
    assert browser.get(f"{LIST}schedules/{schedule.pk}/").status_code == 403
    assert browser.post(CREATE, {**GIVEN, "name": "Mine"}).status_code == 403


def test_any_choice_of_rows_is_answered(alice: Person) -> None:
    run, browser = made("key-age"), alice.browser()

    for show in ("all", "archived", "old_keys", "<script>", "' OR 1=1", "a" * 300, "\0"):
        answer = browser.get(f"{LIST}runs/{run.pk}/", {"show": show})

        assert answer.status_code == 200
        assert "<script>al" not in text_of(answer)


def test_the_number_of_queries_does_not_grow(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        created(alice, name=f"Schedule {number}")
        start("key-age", period=f"p{number}")
    browser = alice.browser()

    with django_assert_max_num_queries(24):
        browser.get(LIST)


def test_the_account_and_its_reports_can_be_emptied(root: Person, alice: Person) -> None:
    created(alice)
    made("key-age")
    accounts.reset(accounts.find(ACCOUNT))

    assert not ReportSchedule.objects.exists()
    assert not ReportRun.objects.exists()
