"""Hostile requests through the server's entry: what no client of AWS would send, in thirteen ways."""

import json
import logging
import random
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

import pytest

from iamconsole.audit.models import Event, Outcome
from iamconsole.aws import registry
from tests.cast import Person
from tests.iamconsole.aws import test_fuzz as fuzz
from tests.iamconsole.test_wsgi import _one_connection, through_server
from tests.walk.world import rows
from tests.wire import Request, call, presigned, signed, unsigned

__all__ = ["_one_connection"]

REQUESTS = 1000
SEEDS = range(3)
# In one pass; `make test` makes two, one for each database.
PROMISED = 5000
VALUES = (
    *fuzz.VALUES,
    "a" * 100_000,
    "\x00",
    "\x1b[2J",
    "a\r\nSet-Cookie: x=y",
    "\u202e",
    "0" * 5000,
    "1" * 400 + "e400",
)
TYPES = (
    "",
    "text/xml",
    "application/json",
    "application/x-amz-json-1.1",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded, application/json",
    "\xff\xfe",
    "x" * 2000,
)
ENCODINGS = ("utf-16", "utf-32", "utf-7", "latin-1", "cp037", "utf-8-sig")
BODIES = (
    b"",
    b"<a>" * 2000,
    b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b'<?xml version="1.0" encoding="UTF-16"?><a/>',
    b"{" * 5000,
    b'{"a":' * 2000,
    b"[" * 100_000,
    b'{"policyDocument": "a", "policyDocument": "b"}',
    b'{"policyDocument": NaN, "policyType": 1e999}',
    b'{"policyDocument": "' + b"1" * 10_000 + b'", "maxResults": ' + b"9" * 10_000 + b"}",
    json.dumps({"policyDocument": {"a": [None] * 500}, "policyType": ["IDENTITY_POLICY"]}).encode(),
    b'{"policyType": "IDENTITY_POLICY", "policyDocument": "\\ud800"}',
    b"Action=ListUsers&Action=DeleteUser&Version=2010-05-08",
    b"Action=CreateUser&Version=2010-05-08&UserName=%c3%28",
    b"Action=CreateUser&Version=2010-05-08&UserName=a%00b",
    b"Action=ListUsers&Version=2010-05-08&" + b"a=b&" * 6000,
    b"Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.999999999.Key=a",
    b"Action=TagUser&Version=2010-05-08&UserName=alice&Tags" + b".member.1" * 3000 + b"=a",
    b"\x1f\x8b" + b"\0" * 100,
)
PATHS = (
    "/analyzer",
    "/policy/validation",
    "/policy/validation/",
    "/analyzer/%2e%2e/%00",
    "/analyzer/" + "a" * 4000,
    "/analyzer/%ff%fe/archive-rule/%F0%9F%98%80",
    "/tags/arn%3Aaws%3A%%%",
    "//analyzer//x",
    "/finding/..%2f..%2fetc",
    "/analyzer?analyzerName=a&analyzerName=b&nextToken=%00&maxResults=-1",
)
METHODS = ("GET", "PUT", "DELETE", "PATCH", "TRACE", "HEAD", "OPTIONS", "QUERY", "get", "X" * 300)

Sender = Callable[[random.Random, Person], Request]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hostile_request_breaks_it_or_writes_anything(
    bob: Person, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance, before = random.Random(seed), _kept()
    sent: Counter[str] = Counter()
    statuses = set()

    for number in range(REQUESTS):
        kind = KINDS[number % len(KINDS)]
        request = kind(chance, bob)
        answer = through_server(request)
        sent[kind.__name__] += 1
        statuses.add(answer.status)
        assert answer.status < 500, request
        assert b"Traceback" not in answer.body, request

    assert (sent.total(), len(sent)) == (REQUESTS, len(KINDS))
    # Refused at every station: unread, unproved or not allowed, unknown.
    assert {400, 403, 404} <= statuses
    assert [line for line in caplog.records if line.exc_info or line.levelno >= logging.ERROR] == []
    assert _kept() == before
    assert not Event.objects.filter(changes=True, outcome=Outcome.ALLOWED, principal=bob.user.arn).exists()


def test_one_pass_sends_as_many_as_promised() -> None:
    assert REQUESTS * len(SEEDS) + fuzz.REQUESTS >= PROMISED


def _kept() -> dict[object, object]:
    """Return every row but those of access keys, which remember their last use."""
    return {key: row for key, row in rows().items() if key[0] != "accounts.accesskey"}


def _wrong_types(chance: random.Random, person: Person) -> Request:
    return _form(person, _service(chance), _pairs(chance))


def _deep_structures(chance: random.Random, person: Person) -> Request:
    deep = [
        (f"{name}{chance.choice(('.member.1', '.entry.1.key', '.0', '.')) * chance.randrange(1, 300)}", value)
        for name, value in _pairs(chance)
    ]
    return _form(person, "iam", [*_pairs(chance)[:2], *deep])


def _duplicate_keys(chance: random.Random, person: Person) -> Request:
    pairs = _pairs(chance)
    return _form(person, "iam", [*pairs, *chance.choices(pairs, k=5)])


def _odd_encodings(chance: random.Random, person: Person) -> Request:
    text = "&".join(f"{name}={value[:50]}" for name, value in _pairs(chance))
    return signed(person, text.encode(chance.choice(ENCODINGS), errors="replace"))


def _control_characters(chance: random.Random, person: Person) -> Request:
    return _form(person, "iam", [(name, value + chr(chance.randrange(32))) for name, value in _pairs(chance)])


def _broken_bodies(chance: random.Random, person: Person) -> Request:
    body = chance.choice(BODIES)
    return signed(person, body[: chance.randrange(len(body) + 1)] if chance.random() < 0.3 else body)


def _wrong_content_types(chance: random.Random, person: Person) -> Request:
    return signed(person, chance.choice(BODIES)).with_header("Content-Type", chance.choice(TYPES))


def _headers_twice(chance: random.Random, person: Person) -> Request:
    """A server hands headers that came twice over as one, with a comma."""
    request = _form(person, "iam", _pairs(chance))
    name = chance.choice(sorted(request.headers))
    return request.with_header(name, f"{request.headers[name]},{chance.choice((request.headers[name], 'x', ''))}")


def _damaged_signatures(chance: random.Random, person: Person) -> Request:
    request = _form(person, _service(chance), _pairs(chance))
    text = request.headers["Authorization"]
    start, end = sorted(chance.sample(range(len(text)), 2))
    damage = chance.choice(("", "\xff", "=", ",", "/", text, "a" * 5000, "Signature=", "AWS4-HMAC-SHA256 "))
    return request.with_header("Authorization", text[:start] + damage + text[end:])


def _damaged_times(chance: random.Random, person: Person) -> Request:
    times = ("", "0", "99999999T999999Z", "20260230T000000Z", "20260101T000000Z", "\xb2" * 8 + "T000000Z")
    return _form(person, "iam", _pairs(chance)).with_header("X-Amz-Date", chance.choice(times))


def _damaged_addresses(chance: random.Random, person: Person) -> Request:
    request = presigned(person, {**call("ListUsers"), "Marker": chance.choice(VALUES)[:500]})
    position = chance.randrange(2, len(request.target))
    target = request.target[:position] + chance.choice(("", "&", "%", "%00", "%ff", "=", "&X-Amz-Expires=-1", "#"))
    return Request(request.method, target + request.target[position + 1 :], request.headers)


def _paths(chance: random.Random, person: Person) -> Request:
    if chance.random() < 0.3:
        return unsigned(chance.choice(BODIES), method=chance.choice(METHODS), target=chance.choice(PATHS))
    request = signed(person, chance.choice(BODIES), target=chance.choice(PATHS), service="access-analyzer")
    return Request(chance.choice(METHODS), request.target, request.headers, request.body)


def _calls_by_path(chance: random.Random, person: Person) -> Request:
    operations = [known for known in registry.operations() if known.service == "accessanalyzer"]
    return fuzz.rest_request(chance, person, chance.choice(operations))


KINDS: tuple[Sender, ...] = (
    _wrong_types,
    _deep_structures,
    _duplicate_keys,
    _odd_encodings,
    _control_characters,
    _broken_bodies,
    _wrong_content_types,
    _headers_twice,
    _damaged_signatures,
    _damaged_times,
    _damaged_addresses,
    _paths,
    _calls_by_path,
)


def _service(chance: random.Random) -> str:
    return chance.choice(("iam", "iam", "sts"))


def _pairs(chance: random.Random) -> list[tuple[str, str]]:
    """Return a call of any operation of the Query protocol, each member with any value."""
    operation = chance.choice([known for known in registry.operations() if known.service in ("iam", "sts")])
    shape = operation.model.input_shape
    given = {member: chance.choice(VALUES) for member in (shape.members if shape else ())}
    return [*call(operation.name, service=operation.service, **given).items()]


def _form(person: Person, service: str, pairs: list[tuple[str, str]]) -> Request:
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    return signed(person, body.encode(), service=service)
