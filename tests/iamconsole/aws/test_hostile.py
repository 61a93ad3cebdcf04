"""Hostile requests through the server's entry: bodies, types and paths that no client of AWS would send."""

import json
import random
from urllib.parse import quote

import pytest

from iamconsole.audit.models import Event, Outcome
from iamconsole.aws import registry
from tests.cast import Person
from tests.iamconsole.aws.test_fuzz import VALUES
from tests.iamconsole.test_wsgi import _one_connection, through_server
from tests.walk.world import rows
from tests.wire import Request, call, signed

__all__ = ["_one_connection"]

REQUESTS = 500
SEEDS = range(2)
TYPES = (
    "",
    "text/xml",
    "application/json",
    "application/x-amz-json-1.1",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
    "x" * 2000,
)
BODIES = (
    b"",
    b"<a>" * 2000,
    b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b"{" * 5000,
    b'{"a":' * 2000,
    b'{"policyDocument": "a", "policyDocument": "b"}',
    b'{"policyDocument": NaN, "policyType": 1e999}',
    json.dumps({"policyDocument": {"a": [None] * 500}, "policyType": ["IDENTITY_POLICY"]}).encode(),
    b'{"policyType": "IDENTITY_POLICY", "policyDocument": "\\ud800"}',
    b"Action=ListUsers&Action=DeleteUser&Version=2010-05-08",
    b"Action=CreateUser&Version=2010-05-08&UserName=%c3%28",
    b"Action=CreateUser&Version=2010-05-08&UserName=a%00b",
    b"Action=ListUsers&Version=2010-05-08&" + b"a=b&" * 6000,
    b"Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.999999999.Key=a",
    b"\x1f\x8b" + b"\0" * 100,
)
PATHS = ("/analyzer", "/policy/validation", "/policy/validation/", "/analyzer/%2e%2e/%00", "/analyzer/" + "a" * 4000)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hostile_request_breaks_it_or_writes_anything(bob: Person, seed: int) -> None:
    chance, before = random.Random(seed), _kept()

    for _ in range(REQUESTS):
        request = _hostile(chance, bob)
        answer = through_server(request)
        assert answer.status < 500, request
        assert b"Traceback" not in answer.body, request

    assert _kept() == before
    assert not Event.objects.filter(changes=True, outcome=Outcome.ALLOWED, principal=bob.user.arn).exists()


def _kept() -> dict[object, object]:
    """Return every row but those of access keys, which remember their last use."""
    return {key: row for key, row in rows().items() if key[0] != "accounts.accesskey"}


def _hostile(chance: random.Random, person: Person) -> Request:
    if chance.random() < 0.5:
        operation = chance.choice([known for known in registry.operations() if known.service in ("iam", "sts")])
        shape = operation.model.input_shape
        given = {member: chance.choice(VALUES) for member in (shape.members if shape else ())}
        body = "&".join(
            f"{quote(name)}={quote(value)}"
            for name, value in call(operation.name, service=operation.service, **given).items()
        ).encode()
        return signed(person, body, service=operation.service)
    target, service = ("/", "iam") if chance.random() < 0.5 else (chance.choice(PATHS), "access-analyzer")
    request = signed(person, chance.choice(BODIES), target=target, service=service)
    if chance.random() < 0.5:
        return request.with_header("Content-Type", chance.choice(TYPES))
    return Request(chance.choice(("GET", "PUT", "DELETE", "PATCH", "TRACE")), target, request.headers, request.body)
