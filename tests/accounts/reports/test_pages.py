"""The outbox: the mails of an account, one mail, and the file of it."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from iamconsole import mail
from tests.accounts.schedules.working import made
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person

OUTBOX = "/console/outbox/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, settings: Settings) -> Path:
    settings.OUTBOX_DIR = tmp_path
    settings.EMAIL_BACKEND = "iamconsole.mail.OutboxBackend"
    return tmp_path


def write(mail_id: str, subject: str = "Keys", body: str = "Hello", account_id: str = ACCOUNT) -> None:
    """Put a mail into the outbox as the backend does."""
    folder = mail.outbox_of(account_id)
    folder.mkdir(exist_ok=True)
    headers = f"Subject: {subject}\nFrom: iam@example.com\nTo: root@example.com\nDate: Fri, 02 Jan 2026 03:04:05 +0000"
    (folder / f"{mail_id}.eml").write_text(f"{headers}\n\n{body}\n")


def test_a_report_that_was_mailed_is_listed(alice: Person, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "iamconsole.mail.OutboxBackend"
    made("key-age", "root@example.com")

    page = alice.browser().get(OUTBOX).content.decode()

    assert "0 access keys older than 90 days" in page
    assert "root@example.com" in page


def test_the_newest_mail_stands_first(alice: Person) -> None:
    for day in ("20260102", "20260103", "20260101"):
        write(f"{day}T000000-ab", subject=day)

    mails = alice.browser().get(OUTBOX).context["mails"].result["Mails"]

    assert [found["Subject"] for found in mails] == ["20260103", "20260102", "20260101"]


def test_older_mails_are_on_the_next_page(alice: Person) -> None:
    for number in range(51):
        write(f"20260101T0000{number:02d}-ab", subject=str(number))
    browser = alice.browser()

    first = browser.get(OUTBOX)
    second = browser.get(OUTBOX + first.context["next_url"])

    assert [found["Subject"] for found in second.context["mails"].result["Mails"]] == ["0"]


def test_an_empty_outbox_says_so(alice: Person) -> None:
    assert "The outbox is empty" in alice.browser().get(OUTBOX).content.decode()


def test_with_a_mail_server_it_says_where_mail_goes(alice: Person, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://localhost:25"

    assert "Mail goes to the mail server" in alice.browser().get(OUTBOX).content.decode()


def test_a_mail_shows_its_headers_and_text(alice: Person) -> None:
    write("20260101T000000-ab", subject="=?utf-8?q?Schl=C3=BCssel?=", body="Two keys\n  are old")

    page = alice.browser().get(f"{OUTBOX}20260101T000000-ab/").content.decode()

    assert all(text in page for text in ("Schlüssel", "iam@example.com", "2026-01-02 03:04 UTC", "  are old"))


def test_what_a_mail_says_is_shown_as_text(alice: Person) -> None:
    write("20260101T000000-ab", subject=HOSTILE, body=f"{HOSTILE} evil.example")
    browser = alice.browser()

    pages = [browser.get(address).content.decode() for address in (OUTBOX, f"{OUTBOX}20260101T000000-ab/")]

    assert [HOSTILE in page for page in pages] == [False, False]
    assert "&lt;script&gt;" in pages[1]
    assert 'href="http://evil' not in pages[1]


def test_a_mail_can_be_downloaded_but_not_rendered(alice: Person) -> None:
    write("20260101T000000-ab", body="Two keys")

    download = alice.browser().get(f"{OUTBOX}20260101T000000-ab/download/")

    assert download.headers["Content-Disposition"] == 'attachment; filename="20260101T000000-ab.eml"'
    assert download.headers["Content-Type"] == "message/rfc822"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Two keys" in download.content


def test_a_mail_of_another_account_is_not_found(alice: Person, mallory: Person) -> None:
    write("20260101T000000-ab", account_id=OTHER_ACCOUNT)
    browser = alice.browser()

    answers = [browser.get(f"{OUTBOX}20260101T000000-ab/{rest}").status_code for rest in ("", "download/")]

    assert answers == [404, 404]
    assert browser.get(OUTBOX).context["mails"].result["Mails"] == []


@pytest.mark.parametrize("mail_id", ["gone", "..", "..%2F210987654321%2Fx", "%00", "a" * 65, ".hidden"])
def test_a_mail_that_is_not_there_is_not_found(alice: Person, mail_id: str) -> None:
    assert alice.browser().get(f"{OUTBOX}{mail_id}/").status_code == 404


def test_a_broken_mail_is_shown_as_far_as_it_goes(alice: Person) -> None:
    mail.outbox_of(ACCOUNT).mkdir()
    (mail.outbox_of(ACCOUNT) / "20260101T000000-ab.eml").write_bytes(b"\xff\x00 Date: never\nDate: never\n\n\xff")
    browser = alice.browser()

    assert browser.get(OUTBOX).status_code == 200
    assert browser.get(f"{OUTBOX}20260101T000000-ab/").status_code == 200


def test_a_wrong_marker_is_refused(alice: Person) -> None:
    assert alice.browser().get(OUTBOX, {"marker": "broken"}).status_code == 400


def test_who_may_not_list_mails_is_told_so(bob: Person) -> None:
    write("20260101T000000-ab", subject="Secret")

    page = bob.browser().get(OUTBOX)

    assert page.status_code == 200
    assert "iamconsole:ListMail" in page.content.decode()
    assert "Secret" not in page.content.decode()


@pytest.mark.parametrize("rest", ["", "download/"])
def test_who_may_not_read_a_mail_gets_403(bob: Person, rest: str) -> None:
    write("20260101T000000-ab", body="Secret")

    page = bob.browser().get(f"{OUTBOX}20260101T000000-ab/{rest}")

    assert page.status_code == 403
    assert b"Secret" not in page.content


@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_grow(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        write(f"20260101T0000{number:02d}-ab")
    browser = alice.browser()

    with django_assert_max_num_queries(16):
        browser.get(OUTBOX)
