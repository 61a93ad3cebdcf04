"""Two thousand bent requests, the same ones every time: none may end in a 5xx or in XML that nobody can read."""

import json
import random
import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from iamconsole.aws import registry, restjson
from iamconsole.aws.registry import Operation
from tests.cast import Person
from tests.wire import Answer, Request, presigned, signed

REQUESTS = 2000
SEEDS = range(10)
VALUES = (
    "",
    "0",
    "-1",
    "9" * 40,
    "1e9",
    "true",
    "TRUE",
    "null",
    "[]",
    "{}",
    '{"Version":"2012-10-17"}',
    '{"Version":"2012-10-17","Statement":' + "[" * 500,
    "alice",
    "ALICE",
    "..",
    "/",
    "//",
    "/a//b/",
    "a" * 2000,
    "é",
    "\U0001f600",
    "\x01\x7f",
    "\u2028",
    "\ufffe",
    "'; --",
    "<b>&amp;",
    "%00",
    "%s%n{0}",
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::210987654321:role/x",
    "arn:::::",
    "2026-01-01",
    "2026-02-30T25:61:61Z",
    "v1",
    "AKIAAAAAAAAAAAAAAAAA",
)
JSON_VALUES = (
    *VALUES,
    None,
    True,
    0,
    -1,
    1.5,
    10**40,
    [],
    {},
    [None],
    [["x"]] * 50,
    {"": {}},
    [{"a": {"b": [{}]}}],
    "\ud800",
    "a\0b",
)
NAMES = ("member.1", "member.1.Key", "member.1.Value", "member.0", "member.x", "entry.1.key", "1", "", "member." * 8)
RAW = (b"\xff", b"%", b"%zz", b"&&&", b"=", b";", b"\0", b"+", b"%00", b"\r\n", b"%ED%A0%80")


@pytest.mark.parametrize("seed", SEEDS)
def test_no_bent_request_breaks_it(alice: Person, seed: int) -> None:
    chance = random.Random(seed)

    for _ in range(REQUESTS // len(SEEDS)):
        request = _bent(chance, _request(chance, alice))
        answer = request.send()
        assert answer.status < 500, request
        assert _is_well_formed(answer), request


def _request(chance: random.Random, person: Person) -> Request:
    """Return a call of a random operation with random parameters, signed as it is."""
    operation = chance.choice([known for known in registry.operations() if known.service != "iamconsole"])
    if operation.service == restjson.SERVICE:
        return rest_request(chance, person, operation)
    version = operation.model.service_model.api_version
    fields = {"Action": operation.name, "Version": version}
    shape = operation.model.input_shape
    for member in shape.members if shape else ():
        if chance.random() < 0.8:
            name = member if chance.random() < 0.8 else f"{member}.{chance.choice(NAMES)}"
            fields[name] = chance.choice(VALUES)
    if chance.random() < 0.1:
        return presigned(person, fields, service=operation.service)
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items()).encode()
    if chance.random() < 0.2:
        position = chance.randrange(len(body))
        body = body[:position] + chance.choice(RAW) + body[position:]
    return signed(person, body, service=operation.service)


def rest_request(chance: random.Random, person: Person, operation: Operation) -> Request:
    """Return a call of an operation that is reached by its path, with random values wherever one goes."""
    target = re.sub(
        r"\{\w+\+?\}", lambda _: quote(chance.choice(VALUES), safe="") or "x", operation.model.http["requestUri"]
    )
    query, content = [], {}
    shape = operation.model.input_shape
    for name, member in (shape.members if shape else {}).items():
        key = member.serialization.get("name", name)
        match member.serialization.get("location"):
            case "querystring":
                query.append(f"{key}={quote(chance.choice(VALUES))}")
            case None:
                content[key] = chance.choice(JSON_VALUES)
    target = target.partition("?")[0] + ("?" + "&".join(query) if query else "")
    body = json.dumps(content).encode() if content else b""
    headers = {"Content-Type": "application/json"}
    method = operation.model.http["method"]
    return signed(person, body, method=method, target=target, service="access-analyzer", headers=headers)


def _bent(chance: random.Random, request: Request) -> Request:
    """Return `request` with, now and then, something that is no longer as it was signed."""
    kind = chance.randrange(8)
    if kind == 0:
        name = chance.choice(sorted(request.headers))
        return request.without_header(name) if name != "Host" else request
    if kind == 1 and "Authorization" in request.headers:
        text = request.headers["Authorization"]
        position = chance.randrange(len(text))
        return request.with_header("Authorization", text[:position] + chance.choice("/=,; é%") + text[position + 1 :])
    if kind == 2:
        position = chance.randrange(len(request.target))
        bent = request.target[:position] + quote(chance.choice(VALUES)) + request.target[position:]
        return Request(request.method, "/" + bent.lstrip("/"), request.headers, request.body)
    return request


def _is_well_formed(answer: Answer) -> bool:
    if answer.is_json:
        return isinstance(answer.json, dict)
    if answer.headers["Content-Type"] != "text/xml":
        return answer.status >= 300
    ElementTree.fromstring(answer.body)
    return True
