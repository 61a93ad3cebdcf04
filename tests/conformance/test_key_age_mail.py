"""The key-age report, from the timetable through the worker to a real mail server."""

from pathlib import Path

import pytest

from tests.services import MailServer, new_site, wait_until

pytestmark = pytest.mark.conformance

AGE = """
from datetime import timedelta
from accounts.models import AccessKey
from django.utils import timezone
AccessKey.objects.update(created=timezone.now() - timedelta(days=123))
"""


def test_beat_has_it_mailed_to_a_real_server(tmp_path: Path, smtp_server: MailServer) -> None:
    timetable = {"IAMCONSOLE_KEY_AGE_SCHEDULE": "every 3", "IAMCONSOLE_KEY_AGE_DAYS": "90"}
    with new_site(tmp_path, EMAIL_URL=smtp_server.url, **timetable) as site:
        site.manage("migrate", "-v0")
        key_id = site.create_account("111122223333")["Root"]["AccessKeyId"]
        site.manage("shell", "-c", AGE)
        site.start()

        (message, *_) = smtp_server.wait_for(1)

    assert message["Subject"] == "1 access key older than 90 days in account 111122223333"
    body = message.get_body(("plain",))
    assert body is not None
    assert f"Access key {key_id}" in body.get_content()
    assert "123 days old, the limit is 90." in " ".join(body.get_content().split())


def test_without_a_mail_server_it_lies_in_the_outbox(tmp_path: Path) -> None:
    with new_site(tmp_path, IAMCONSOLE_KEY_AGE_SCHEDULE="every 3") as site:
        site.start()

        outbox = site.var / "outbox" / site.account_id
        wait_until(lambda: any(outbox.glob("*.eml")), "a mail in the outbox")

        (mail, *_) = outbox.glob("*.eml")
        assert mail.stat().st_mode & 0o777 == 0o600
        assert site.account_id in mail.read_text()
