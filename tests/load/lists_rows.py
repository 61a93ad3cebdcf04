"""The rows of a full account: a hundred thousand where an account can have them, past all quotas, as no call would."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import (
    AccessKey,
    Attachment,
    Group,
    InlinePolicy,
    Membership,
    OIDCProvider,
    ReportRow,
    ReportRun,
    Role,
    SAMLProvider,
    ServerCertificate,
    User,
    VirtualMFADevice,
)
from iamconsole import ids
from iamconsole.audit.models import Event
from policies.models import Policy, PolicyUse

BATCH = 5000
# Of providers AWS gives an account a hundred of each kind; of server certificates twenty, and more when asked.
PROVIDERS, CERTIFICATES = 100, 1000
# One in so many users has an authenticator app, and a boundary.
WITH_APP, WITH_BOUNDARY = 10, 50
SERVICES, REGIONS = ("s3", "ec2", "sts", "iam"), ("eu-central-1", "us-east-1")
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}


def fill(account_id: str, rows: int) -> None:
    now = timezone.now()
    policies = _insert(Policy, (_policy(account_id, number, now) for number in range(rows)))
    _insert(PolicyUse, (_use(account_id, policy) for number, policy in enumerate(policies) if number % 3 == 0))
    users = _insert(User, (_user(account_id, number, now, policies, rows) for number in range(rows)))
    groups = _insert(Group, (_group(account_id, number, now) for number in range(rows)))
    roles = _insert(Role, (_role(account_id, number, now, policies) for number in range(rows)))
    _insert(AccessKey, (_key(owner, number, now) for number, owner in enumerate(users)))
    _insert(VirtualMFADevice, (_app(owner, number, now) for number, owner in enumerate(users[::WITH_APP])))
    _insert(
        Membership, (Membership(user=user, group=group, created=now) for user, group in zip(users, groups, strict=True))
    )
    for name, owners in (("user", users), ("group", groups), ("role", roles)):
        pairs = zip(policies[: rows // 2], owners[: rows // 2], strict=True)
        _insert(Attachment, (Attachment(policy=policy, created=now, **{name: owner}) for policy, owner in pairs))
    _insert(InlinePolicy, (InlinePolicy(name="own", document="{}", group=group) for group in groups[::3]))
    _insert(Event, (_event(account_id, number, now - timedelta(seconds=rows - number)) for number in range(rows)))
    _insert(ServerCertificate, (_certificate(account_id, number, now) for number in range(CERTIFICATES)))
    _insert(OIDCProvider, (_oidc(account_id, number, now) for number in range(PROVIDERS)))
    _insert(SAMLProvider, (_saml(account_id, number, now) for number in range(PROVIDERS)))


def report(account_id: str, rows: int) -> str:
    """Return the id of a report with so many findings."""
    now = timezone.now()
    run = ReportRun.objects.create(
        account_id=account_id,
        key=f"bench {rows}",
        kind="key-age",
        title="Access keys by age",
        state=ReportRun.State.DONE,
        started=now,
        finished=now,
        settings={"limit_days": 90, "tracking_days": 400},
        counts={"listed": rows // 2},
        started_by=f"arn:aws:iam::{account_id}:root",
    )
    _insert(
        ReportRow,
        (
            ReportRow(
                run=run,
                finding=f"AKIA{number:016}",
                risk=number % 97,
                subject=f"arn:aws:iam::{account_id}:user/user-{number:06}",
                title=f"AKIA{number:016} of user-{number:06}",
                reason="It was made long ago.",
                marks=" listed " if number % 2 else " ",
            )
            for number in range(rows)
        ),
    )
    return str(run.pk)


def analyze() -> None:
    """Let the database learn what its tables hold, as PostgreSQL does by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(model: Any, made: Iterator[Any]) -> list[Any]:
    whole: list[Any] = []
    while batch := [*islice(made, BATCH)]:
        whole += model.objects.bulk_create(batch)
    return whole


def _path(number: int) -> str:
    return f"/team-{number % 1000}/"


def _policy(account_id: str, number: int, now: datetime) -> Policy:
    return Policy(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.POLICY),
        name=f"policy-{number:06}",
        path=_path(number),
        description=f"What the job number {number} needs, and its {'rotation' if number % 5000 == 0 else 'backup'}.",
        created=now - timedelta(minutes=number),
        updated=now - timedelta(minutes=number // 2),
    )


def _use(account_id: str, policy: Policy) -> PolicyUse:
    return PolicyUse(policy=policy, account_id=account_id, attachments=1, boundaries=policy.pk % 2)


def _user(account_id: str, number: int, now: datetime, policies: list[Any], rows: int) -> User:
    return User(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.USER),
        name=f"user-{number:06}",
        path=_path(number),
        boundary=None if number % WITH_BOUNDARY else policies[number],
        created=now - timedelta(minutes=number),
        password="!",
        password_created=now - timedelta(minutes=number) if number % 3 else None,
        password_used=now - timedelta(minutes=number * 7 % rows) if number % 5 == 0 else None,
    )


def _group(account_id: str, number: int, now: datetime) -> Group:
    return Group(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.GROUP),
        name=f"group-{number:06}",
        path=_path(number),
        created=now - timedelta(minutes=number),
    )


def _role(account_id: str, number: int, now: datetime, policies: list[Any]) -> Role:
    principal = {"Service": f"{'ec2' if number % 5000 == 0 else 'lambda'}.amazonaws.com"}
    return Role(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.ROLE),
        name=f"role-{number:06}",
        path=_path(number),
        description=f"For the job number {number}, to {'build' if number % 5000 == 0 else 'run'} it.",
        trust=json.dumps({**TRUST, "Statement": [{**TRUST["Statement"][0], "Principal": principal}]}),
        boundary=None if number % WITH_BOUNDARY else policies[number],
        created=now - timedelta(minutes=number),
        last_used=now - timedelta(minutes=number * 3) if number % 3 else None,
    )


def _key(owner: User, number: int, now: datetime) -> AccessKey:
    return AccessKey(
        id=ids.new_key_id(ids.ACCESS_KEY, owner.account_id),
        account_id=owner.account_id,
        user=owner,
        sealed_secret=b"none",
        created=now - timedelta(minutes=number * 3),
        status="Active" if number % 4 else "Inactive",
        last_used=now - timedelta(minutes=number * 2) if number % 3 else None,
        last_used_service=SERVICES[number % 4] if number % 3 else "",
        last_used_region=REGIONS[number % 2] if number % 3 else "",
    )


def _app(owner: User, number: int, now: datetime) -> VirtualMFADevice:
    return VirtualMFADevice(
        account_id=owner.account_id,
        user=owner,
        number=1000 + number,
        name=f"app-{number:06}",
        confirmed=True,
        sealed_seed="none",
        created=now,
        enabled=now,
    )


def _event(account_id: str, number: int, time: datetime) -> Event:
    return Event(
        account_id=account_id,
        time=time,
        source="iam",
        name=("GetUser", "ListUsers", "CreateUser", "DeleteUser")[number % 4],
        changes=number % 4 > 1,
        face="api",
        outcome="denied" if number % 100 == 0 else "allowed",
        error_code="AccessDenied" if number % 100 == 0 else "",
        principal=f"arn:aws:iam::{account_id}:user/user-{number % 1000:06}",
        principal_kind="User",
        access_key_id=f"AKIA{number % 1000:016}",
        resource=f"arn:aws:iam::{account_id}:user/user-{number:06}",
        parameters={"UserName": f"user-{number:06}"},
        request_id=str(number),
        source_ip="192.0.2.1",
    )


def _certificate(account_id: str, number: int, now: datetime) -> ServerCertificate:
    return ServerCertificate(
        account_id=account_id,
        unique_id=ids.new_entity_id(ids.CERTIFICATE),
        name=f"www-{number:06}",
        path=_path(number),
        body="none",
        sealed_key="none",
        created=now - timedelta(days=number),
        expires=now + timedelta(days=500 - number),
    )


def _oidc(account_id: str, number: int, now: datetime) -> OIDCProvider:
    url = f"tokens-{number:06}.example.com"
    return OIDCProvider(account_id=account_id, url=url, client_ids=["sts.amazonaws.com"], created=now)


def _saml(account_id: str, number: int, now: datetime) -> SAMLProvider:
    return SAMLProvider(
        account_id=account_id,
        unique_id=f"bench-{number}",
        name=f"directory-{number:06}",
        metadata="<none/>",
        valid_until=now + timedelta(days=50 - number),
        created=now,
    )
