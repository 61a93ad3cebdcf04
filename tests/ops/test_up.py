"""`manage.py up` as an administrator meets it: real web server, worker and beat."""

import os
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from tests.servers import free_port
from tests.services import Site, new_site, wait_until

MAINS = ("web", "worker", "beat")


def accounts(site: Site) -> list[str]:
    """Return the ids of the accounts, as they stand on the disk."""
    query = "SELECT id FROM accounts_account ORDER BY id"
    url = site.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            return [str(row[0]) for row in connection.execute(query).fetchall()]
    with closing(sqlite3.connect(site.var / "iamconsole.sqlite3")) as database:
        return [str(row[0]) for row in database.execute(query)]


def root_of(site: Site) -> Any:
    """Return a client that tries each call once, as root of a new account."""
    root = site.create_account("123456789012")["Root"]
    return boto3.client(
        "iam",
        endpoint_url=site.url,
        region_name="us-east-1",
        aws_access_key_id=root["AccessKeyId"],
        aws_secret_access_key=root["SecretAccessKey"],
        config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
    )


def wait_for_main(site: Site, name: str, *, other_than: int = 0) -> int:
    """Return the process id of a main program once it runs."""
    found: list[int] = []

    def is_there() -> bool:
        found[:] = [pid for pid in [site.main_process(name)] if pid not in {None, other_than}]
        return bool(found)

    wait_until(is_there, f"{name}:\n{site.log}")
    return found[0]


def test_it_tells_where_everything_is(site: Site) -> None:
    site.start()

    assert f"http://localhost:{site.port}/console/" in site.log
    assert site.account_id in accounts(site)
    assert site.password_file.stat().st_mode & 0o777 == 0o600
    assert site.password_file.is_relative_to(site.var)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_nothing_and_exits_0(site: Site, number: signal.Signals) -> None:
    site.start()
    for name in MAINS:
        wait_for_main(site, name)

    assert site.stop(number) == 0

    assert site.processes() == {}


@pytest.mark.parametrize("name", MAINS)
def test_a_killed_program_comes_back_and_nothing_is_lost(site: Site, name: str) -> None:
    site.start()
    before = accounts(site)
    killed = wait_for_main(site, name)

    os.kill(killed, signal.SIGKILL)

    wait_for_main(site, name, other_than=killed)
    wait_until(site.answers, f"an answer of {site.url}")
    assert f"{name} ended (SIGKILL); starting it again" in site.log.replace("  ", " ")
    assert accounts(site) == before != []


def test_every_answered_change_survives_the_kill_of_the_web_server(site: Site) -> None:
    site.start()
    client = root_of(site)
    answered: list[str] = []
    web = wait_for_main(site, "web")

    for number in range(60):
        if number == 20:
            os.kill(web, signal.SIGKILL)
        # Who gets no answer knows nothing: the user may be there or not.
        with suppress(BotoCoreError):
            client.create_user(UserName=f"user-{number}")
            answered.append(f"user-{number}")
    wait_for_main(site, "web", other_than=web)

    assert set(answered) <= {user["UserName"] for user in client.list_users()["Users"]}
    assert len(answered) > 40


def test_killing_the_supervisor_leaves_no_orphan(site: Site) -> None:
    site.start()
    assert site.process is not None
    for name in MAINS:
        wait_for_main(site, name)

    site.process.kill()
    site.process.wait()

    wait_until(lambda: site.processes() == {}, "the end of web, worker and beat")


def test_it_can_be_started_right_after_it_was_killed(site: Site) -> None:
    site.start()
    assert site.process is not None
    before = accounts(site)

    site.process.kill()
    site.process.wait()
    site.start()

    assert accounts(site) == before != []


def test_a_second_start_takes_seconds_and_keeps_the_data(site: Site) -> None:
    site.start()
    before = accounts(site)
    site.stop()

    start = time.monotonic()
    site.start()

    assert time.monotonic() - start < 60
    assert accounts(site) == before != []


def test_a_second_one_on_the_same_folder_is_refused(site: Site) -> None:
    site.start()
    other = Site(site.folder, environment=site.environment)

    other.launch()

    assert other.process is not None
    assert other.process.wait(30) == 1
    assert f"iamconsole is already running on {site.var}" in site.log
    assert site.answers()


def test_a_port_in_use_is_refused_before_anything_starts(tmp_path: Path, running_site: Site) -> None:
    with new_site(tmp_path, is_first=True) as site:
        site.port = running_site.port

        site.launch()

        assert site.process is not None
        assert site.process.wait(30) == 1
        assert f"Port {site.port} of 127.0.0.1 is in use" in site.log
        assert not (site.var / "iamconsole.sqlite3").exists()


def test_the_port_can_be_chosen(site: Site) -> None:
    site.environment["PORT"] = str(free_port())
    site.port = free_port()

    site.start("--port", str(site.port))

    assert f"http://localhost:{site.port}/console/" in site.log


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(site: Site, port: str) -> None:
    site.launch(f"--port={port}")

    assert site.process is not None
    assert site.process.wait(30) == 2
    assert "is no port" in site.log
