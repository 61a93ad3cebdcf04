"""How long reports take, and how much memory a worker needs: `python -m tests.load.report_bench`.

For each size an installation of its own is made on SQLite, events are written, rolled up as the timetable does it, and
the two largest reports are computed part by part in a fresh process, as one worker would. Seconds are those of the
processor, so that a busy machine tells the same as an idle one. `--large` adds 10,000
principals with 10 million calls, which takes the better part of an hour and 10 GB of disk.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

ACCOUNT = "111122223333"
SMALL = ((100, 100_000), (1_000, 100_000), (1_000, 1_000_000))
MIDDLE = ((10_000, 1_000_000),)
LARGE = ((10_000, 10_000_000),)
LIMIT_MB = 300
ROOT = Path(__file__).parent.parent.parent
# What the principals do: each the same share of a few actions on a few resources.
ACTIONS = ("ListUsers", "GetUser", "ListRoles", "GetPolicy", "ListAccessKeys", "GetRole", "ListGroups", "TagUser")
ALLOWED = (["iam:*"], ["iam:Get*", "iam:List*", "iam:Tag*"], ["iam:*", "s3:*", "ec2:*"], ["*"])
EVENTS_AT_ONCE = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--middle", action="store_true", help="10,000 principals with 1 million calls as well")
    parser.add_argument("--large", action="store_true", help="and with 10 million")
    parser.add_argument("--step", nargs=3, metavar=("WHAT", "PRINCIPALS", "CALLS"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        what, principals, calls = given.step
        print(json.dumps(STEPS[what](int(principals), int(calls))))
        return 0
    sizes = SMALL + (MIDDLE if given.middle or given.large else ()) + (LARGE if given.large else ())
    print("principals      calls   roll-up   key age: seconds, MB   unused permissions: seconds, MB", flush=True)
    results = [measure(*size) for size in sizes]
    return 0 if all(result["peak_mb"] < LIMIT_MB for result in results) else 1


def measure(principals: int, calls: int) -> dict[str, Any]:
    """Make an installation of this size, measure it, and print a line."""
    with tempfile.TemporaryDirectory(prefix="iamconsole-bench-") as folder:
        _step(folder, "fill", principals, calls)
        rolled = _step(folder, "roll_up", principals, calls)
        keys = _step(folder, "key-age", principals, calls)
        unused = _step(folder, "unused-permissions", principals, calls)
    told = f"{principals:>10,} {calls:>10,} {rolled['seconds']:>8.1f}s"
    told += f" {keys['seconds']:>12.1f}s {keys['peak_mb']:>5.0f} MB"
    told += f" {unused['seconds']:>19.1f}s {unused['peak_mb']:>5.0f} MB"
    print(told, flush=True)
    return {"peak_mb": max(keys["peak_mb"], unused["peak_mb"])}


def _step(folder: str, what: str, principals: int, calls: int) -> dict[str, Any]:
    environment = {**os.environ, "IAMCONSOLE_VAR": folder, "DATABASE_URL": "", "REDIS_URL": ""}
    command = [sys.executable, "-m", "tests.load.report_bench", "--step", what, str(principals), str(calls)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


# -- each in a process of its own ---------------------------------------------------------------------------------


def _django() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "iamconsole.settings"
    os.environ["IAMCONSOLE_LOG_LEVEL"] = "ERROR"
    django.setup()


def _fill(principals: int, calls: int) -> dict[str, Any]:
    _django()
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from accounts.account import services as accounts
    from accounts.models import AccessKey, InlinePolicy, User

    call_command("migrate", verbosity=0)
    Path(os.environ["IAMCONSOLE_VAR"], "queue").mkdir(exist_ok=True)
    account = accounts.create(ACCOUNT, root_email="root@example.com").account
    long_ago = timezone.now() - timedelta(days=400)
    User.objects.bulk_create(
        [
            User(
                account=account,
                unique_id=f"AIDA{number:017d}",
                name=f"user{number}",
                created=long_ago,
                password="!",
            )
            for number in range(principals)
        ],
        batch_size=2000,
    )
    users = list(User.objects.filter(is_root=False).order_by("pk"))
    AccessKey.objects.bulk_create(
        [
            AccessKey(id=f"AKIA{user.pk:016d}", user=user, account=account, sealed_secret="x", created=long_ago)
            for user in users
        ],
        batch_size=2000,
    )
    # Every principal has a document of its own, as in a real account where nobody shares anything.
    InlinePolicy.objects.bulk_create(
        [InlinePolicy(name="own", user=user, document=_document(number)) for number, user in enumerate(users)],
        batch_size=2000,
    )
    _write_events(users, calls, timezone.now() - timedelta(minutes=5))
    return {}


def _document(number: int) -> str:
    statement = {
        "Sid": f"S{number}",
        "Effect": "Allow",
        "Action": ALLOWED[number % len(ALLOWED)],
        "Resource": ["*"],
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/number": str(number)}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _write_events(users: Sequence[Any], calls: int, moment: datetime) -> None:
    """Write the calls past the ORM, which would take longer than all that is measured: each differs from one event."""
    from django.db import connection

    from iamconsole.audit.models import Event

    one = Event(
        account_id=ACCOUNT,
        time=moment,
        source="iam",
        changes=False,
        face="api",
        outcome="allowed",
        principal_kind="User",
        request_id="bench",
        source_ip="192.0.2.1",
        region="us-east-1",
    )
    fields = [field for field in Event._meta.concrete_fields if not field.primary_key]
    common = {field.column: field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields}
    # Nothing in it comes from outside.
    insert = f"INSERT INTO {Event._meta.db_table} ({', '.join(common)}) VALUES ({', '.join('?' * len(common))})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    calls_made = _calls(users, calls)
    while batch := [tuple((common | call).values()) for call in islice(calls_made, EVENTS_AT_ONCE)]:
        with connection.connection as transaction:
            transaction.executemany(insert, batch)


def _calls(users: Sequence[Any], calls: int) -> Iterator[dict[str, str]]:
    """Yield what differs from call to call: each principal in turn does the next thing."""
    who = [
        {"principal": user.arn, "principal_id": user.unique_id, "access_key_id": f"AKIA{user.pk:016d}"}
        for user in users
    ]
    for number in range(calls):
        turn, index = divmod(number, len(who))
        yield {
            **who[index],
            "event_id": uuid.uuid4().hex,
            "name": ACTIONS[turn % len(ACTIONS)],
            "resource": f"arn:aws:iam::{ACCOUNT}:user/user{turn % 40}",
        }


def _roll_up(_principals: int, _calls: int) -> dict[str, Any]:
    _django()
    from iamconsole.audit import usage

    start = time.process_time()
    while usage.roll_up() == usage.BATCH:
        pass
    return _measured(start)


def _report(kind: str) -> Any:
    def run(_principals: int, _calls: int) -> dict[str, Any]:
        _django()
        from accounts.models import Account, ReportRun
        from accounts.reporting.model import Thresholds
        from accounts.schedules import runs

        start = time.process_time()
        account = Account.objects.get(pk=ACCOUNT)
        run_ = runs.start(account, kind, runs.Order(key=f"bench {kind}", title="bench", thresholds=Thresholds()))
        for number in run_.parts.values_list("number", flat=True):
            runs.compute(run_.pk, number)
        made = ReportRun.objects.get(pk=run_.pk)
        assert made.state == ReportRun.State.DONE, made.error
        assert not made.counts.get("unproved"), "a reduced policy lost a recorded call, or gained another"
        return _measured(start)

    return run


def _measured(start: float) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.process_time() - start, "peak_mb": peak}


STEPS: dict[str, Any] = {
    "fill": _fill,
    "roll_up": _roll_up,
    "key-age": _report("key-age"),
    "unused-permissions": _report("unused-permissions"),
}

if __name__ == "__main__":
    sys.exit(main())
