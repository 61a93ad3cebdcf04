"""The two faces of the API: the server's entry and Django's view answer the same."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished, request_started

from iamconsole.wsgi import application
from tests.cast import Person
from tests.inprocess import one_connection
from tests.wire import Answer, Request, call, presigned, signed, unsigned

KEPT = ("Content-Type", "x-amzn-errortype")


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    with one_connection():
        yield


def through_server(request: Request, **environ: Any) -> Answer:
    """Send `request` as a WSGI server would."""
    path, _, query = request.target.partition("?")
    given: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "RAW_URI": request.target,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()},
        **environ,
    }
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=int(status[:3]), headers=dict(headers))

    body = b"".join(application(given, start_response))
    return Answer(told["status"], body, told["headers"])


def essence(answer: Answer) -> tuple[int, Mapping[str, str | None], str]:
    """Return what must be alike: all but the request's id."""
    body = answer.body.decode().replace(answer.headers.get("x-amzn-RequestId", "-"), "ID")
    return answer.status, {name: answer.headers.get(name) for name in KEPT}, body


@pytest.mark.parametrize(
    "make",
    [
        lambda root: signed(root, call("ListUsers")),
        lambda root: signed(root, call("GetUser", UserName="nobody")),
        lambda root: signed(root, call("CreateUser", UserName="a\x01b")),
        lambda root: signed(root, call("ListUsers"), headers={"Accept": "application/json"}),
        lambda root: signed(root, call("ListUsers"), method="PUT"),
        lambda root: signed(root, call("ListUsers")).with_header("Host", "evil.example.com"),
        lambda root: signed(root, call("ListUsers")).with_header("Host", "testserver:8000"),
        lambda root: signed(root, b"\xff"),
        lambda root: signed(root, b"x" * 10_000_001),
        lambda root: presigned(root, call("GetCallerIdentity", service="sts"), service="sts"),
        lambda root: unsigned(call("ListUsers")),
        lambda root: unsigned(b"", method="GET", target="/analyzer/a%2Fb"),
        lambda root: unsigned(b"", method="GET", target="/analyzer").with_header("Host", "evil.example.com"),
    ],
)
def test_both_faces_answer_the_same(root: Person, make: Any) -> None:
    request = make(root)

    answer = through_server(request)

    assert answer.status < 500
    assert essence(answer) == essence(request.send())


def test_the_servers_answer_is_complete(root: Person) -> None:
    answer = through_server(signed(root, call("ListUsers")))

    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["x-amzn-RequestId"].encode() in answer.body


@pytest.mark.parametrize("target", ["/console/", "/static/nothing", "/api/sandbox/reset", "/nothing"])
def test_everything_else_is_djangos(db: None, target: str) -> None:
    answer = through_server(Request("GET", target, {"Host": "testserver"}))

    assert "X-Frame-Options" in answer.headers


def test_a_plain_request_is_djangos_where_https_is_due(root: Person, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True

    plain = through_server(signed(root, call("ListUsers")))
    secure = through_server(signed(root, call("ListUsers")), **{"wsgi.url_scheme": "https"})

    assert ("X-Frame-Options" in plain.headers, secure.status) == (True, 200)


def test_connections_are_looked_after(root: Person) -> None:
    heard: list[str] = []
    started, finished = (lambda **_: heard.append("started")), (lambda **_: heard.append("finished"))
    request_started.connect(started)
    request_finished.connect(finished)

    through_server(signed(root, call("ListUsers")))
    request_started.disconnect(started)
    request_finished.disconnect(finished)

    assert heard == ["started", "finished"]
