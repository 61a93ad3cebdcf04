"""Hostile HTTP against the server as it runs: nothing of it fails, and all of it is still answered afterwards."""

import http.client
import re
import socket
from collections.abc import Iterator

import pytest

from tests.iamconsole.test_headers import check
from tests.services import Site, new_site, wait_until

pytestmark = pytest.mark.conformance

SIGN_IN = "/console/sign-in/"
PATIENCE = 10
FORM_TYPE = "application/x-www-form-urlencoded"
FORM = f"Content-Type: {FORM_TYPE}\r\n"
LIST = "Action=ListUsers&Version=2010-05-08"
CHUNKED = "Transfer-Encoding: chunked\r\n"


def raw(site: Site, request: str | bytes) -> bytes:
    """Return what the server sends until it closes the connection, "" when it says nothing."""
    sent = request if isinstance(request, bytes) else request.encode("latin-1")
    answer = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
        except TimeoutError:
            raise
        except OSError:
            # It need not wait for all of what it refuses; but it may not hang.
            pass
    return answer


def statuses(answer: bytes) -> list[int]:
    """Return the status of every answer in what came back: a smuggled request shows as one more."""
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", answer, re.MULTILINE)]


def head(line: str = f"GET {SIGN_IN} HTTP/1.1", more: str = "", host: str = "Host: localhost\r\n") -> str:
    return f"{line}\r\n{host}{more}Connection: close\r\n\r\n"


def post(headers: str, body: str = "", path: str = "/") -> str:
    return head(f"POST {path} HTTP/1.1", FORM + headers) + body


SMUGGLED = f"GET {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\n\r\n"
# A request and the statuses it may have; none at all is a connection that was closed.
HOSTILE: dict[str, tuple[str | bytes, set[int]]] = {
    "length is no number": (post("Content-Length: ten\r\n"), {400}),
    "length is negative": (post("Content-Length: -1\r\n", "x"), {400}),
    "length has a sign": (post("Content-Length: +5\r\n", "x=1&y"), {400}),
    "length in other digits": (post("Content-Length: \u00b2\r\n", "xx"), {400}),
    "length is enormous": (post(f"Content-Length: {'9' * 30}\r\n", "x"), {400, 413}),
    "two lengths": (post("Content-Length: 1\r\nContent-Length: 5\r\n", "x=1&y"), {400}),
    "more announced than sent": (post("Content-Length: 500\r\n", "Action=ListUsers"), {400, 403}),
    "length and chunks": (post(f"Content-Length: 4\r\n{CHUNKED}", f"0\r\n\r\n{SMUGGLED}"), {400}),
    "chunks and length": (post(f"{CHUNKED}Content-Length: 4\r\n", f"0\r\n\r\n{SMUGGLED}"), {400}),
    "chunk size is junk": (post(CHUNKED, "zz\r\nabc\r\n0\r\n\r\n"), {400}),
    "chunk size has a prefix": (post(CHUNKED, "0x3\r\nabc\r\n0\r\n\r\n"), {400}),
    "chunk is longer than said": (post(CHUNKED, "2\r\nabcdef\r\n0\r\n\r\n"), {400}),
    "chunks never end": (post(CHUNKED, "5\r\nabc"), {400}),
    "coding that nobody knows": (post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), {400, 501}),
    "chunked twice": (post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), {400, 501}),
    "space before the colon": (head(more="X-Odd : 1\r\n"), {400}),
    "folded header": (head(more="X-Odd: 1\r\n  folded\r\n"), {400}),
    "no host": (head(host=""), {400, 200}),
    "two hosts": (head(host="Host: localhost\r\nHost: evil.example\r\n"), {400}),
    "host of somebody else": (head(host="Host: evil.example\r\n"), {400}),
    "host with a user": (head(host="Host: localhost@evil.example\r\n"), {400}),
    "host with a path": (head(host="Host: localhost/evil\r\n"), {400}),
    "host with a wrong port": (head(host="Host: localhost:evil\r\n"), {400}),
    "host with a quote": (head(host='Host: localhost"><script>\r\n'), {400}),
    "host of the API": (head("POST / HTTP/1.1", "Content-Length: 0\r\n", "Host: evil.example\r\n"), {400}),
    "address of somebody else": (head("GET http://evil.example/console/sign-in/ HTTP/1.1"), {200, 400}),
    "huge header": (head(more=f"X-Huge: {'x' * 100_000}\r\n"), {400, 431}),
    "many headers": (head(more="".join(f"X-{number}: 1\r\n" for number in range(500))), {400, 431}),
    "huge request line": (head(f"GET /{'x' * 100_000} HTTP/1.1"), {400, 414}),
    "huge cookie": (head(more=f"Cookie: iamconsole_session={'x' * 12_000}\r\n"), {200}),
    "NUL in a header": (head(more="X-Odd: a\0b\r\n"), {400}),
    "bare CR in a header": (head(more="X-Odd: a\rSet-Cookie: b\r\n"), {400}),
    "bare LF in a header": (head(more="X-Odd: a\nX-Other: b\r\n"), {200, 400}),
    "NUL in the address": (head(f"GET {SIGN_IN}\0 HTTP/1.1"), {400, 404}),
    "NUL in the address, encoded": (head(f"GET {SIGN_IN}%00 HTTP/1.1"), {400, 404}),
    "NUL in a query": (head(f"GET {SIGN_IN}?account=%00&next=%00 HTTP/1.1"), {200}),
    "line ends in a query": (head(f"GET {SIGN_IN}?account=%0d%0aSet-Cookie:x&next=/%0d%0aX-Odd:1 HTTP/1.1"), {200}),
    "address in no encoding": (head("GET /console/%ff%fe/ HTTP/1.1"), {302, 400, 404}),
    "folder above": (head("GET /static/../../etc/passwd HTTP/1.1"), {400, 404}),
    "folder above, encoded": (head("GET /static/%2e%2e/%2e%2e/iamconsole/settings.py HTTP/1.1"), {400, 404}),
    "unknown method": (head(f"BREW {SIGN_IN} HTTP/1.1"), {403, 405}),
    "unknown method of the API": (head("BREW / HTTP/1.1"), {400, 405}),
    "TRACE": (head(f"TRACE {SIGN_IN} HTTP/1.1", "X-Secret: 1\r\n"), {405}),
    "TRACE of the API": (head("TRACE / HTTP/1.1", "X-Secret: 1\r\n"), {400, 405}),
    "CONNECT": (head("CONNECT evil.example:443 HTTP/1.1"), {400, 404, 405}),
    "method with markup": (head(f"<script> {SIGN_IN} HTTP/1.1"), {400, 405}),
    "unknown version": (head(f"GET {SIGN_IN} HTTP/9.9"), {400, 505}),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
    "TLS to a plain port": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64, {400}),
    "nothing but junk": (bytes(range(256)) * 8, {400}),
    "one line and no more": (b"GET", {400}),
}


def is_well(site: Site) -> bool:
    return statuses(raw(site, head())) == [200]


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_http_is_refused_and_the_server_answers_on(running_site: Site, kind: str) -> None:
    request, allowed = HOSTILE[kind]

    answer = raw(running_site, request)

    got = statuses(answer)
    assert len(got) <= 1, f"one request, several answers: {answer!r}"
    assert {*got} <= allowed, answer[:2000]
    assert b"Set-Cookie: b" not in answer
    assert b"X-Odd" not in answer.partition(b"\r\n\r\n")[0]
    assert b"Traceback" not in answer
    assert is_well(running_site)


def ask(site: Site, method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, str]:
    """Return an answer of the server and its text."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Host": f"localhost:{site.port}", **named})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def static_file(site: Site) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', ask(site, "GET", SIGN_IN)[1])
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", SIGN_IN, 200),
        ("HEAD", SIGN_IN, 200),
        ("GET", "/", 302),
        ("GET", "/console/users/", 302),
        ("GET", "/static/no-such-file.css", 404),
        ("POST", SIGN_IN, 403),
        ("POST", "/", 403),
        ("GET", "/?Action=ListUsers&Version=2010-05-08", 403),
        ("PUT", "/", 405),
        ("GET", "/analyzer", 403),
        ("GET", "/api/catalog/services", 401),
        ("POST", "/api/sandbox/reset", 401),
    ],
)
def test_the_server_sends_the_headers_with_whatever_it_answers(
    running_site: Site, method: str, path: str, status: int
) -> None:
    answer, _ = ask(running_site, method, path, LIST if path == "/" else "", Content_Type=FORM_TYPE)

    assert answer.status == status
    _check(answer)
    assert "no-store" in answer.headers["Cache-Control"]


def test_static_files_have_them_too_and_may_be_kept(running_site: Site) -> None:
    answer, _ = ask(running_site, "GET", static_file(running_site))

    assert answer.status == 200
    _check(answer)
    assert "immutable" in answer.headers["Cache-Control"]


def _check(answer: http.client.HTTPResponse) -> None:
    # gunicorn gives its name, which tells no version.
    assert answer.headers["Server"] == "gunicorn"
    del answer.headers["Server"]
    names = [name.lower() for name in answer.headers]
    assert sorted({*names} - {"set-cookie"}) == sorted(name for name in names if name != "set-cookie"), "one twice"
    check(answer)


@pytest.mark.parametrize("name", ["X_HTTP_Method_Override", "X_HTTP_Method", "X_Method_Override"])
def test_no_header_makes_another_method_of_a_request(running_site: Site, name: str) -> None:
    as_get, _ = ask(running_site, "GET", "/console/sign-out/", **{name: "POST"})
    as_post, _ = ask(running_site, "POST", SIGN_IN, "_method=GET", Content_Type=FORM_TYPE, **{name: "GET"})

    assert as_get.status == 405, "the sign-out wants POST"
    assert as_post.status == 403, "a form without its token is refused"


FORGED = {
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Server": "evil.example",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Port": "444",
    "X_Forwarded_Prefix": "/evil",
    "X_Host": "evil.example",
    "X_Original_URL": "/evil/",
    "X_Rewrite_URL": "/evil/",
    "Forwarded": "for=192.0.2.1;host=evil.example;proto=https",
    "Script_Name": "/evil",
    "Path_Info": "/evil",
}


def test_no_header_of_a_stranger_changes_an_address_or_a_scheme(running_site: Site) -> None:
    page, text = ask(running_site, "GET", SIGN_IN, **FORGED)
    away, _ = ask(running_site, "GET", "/console/users/", **FORGED)

    assert page.status == 200
    assert "evil" not in text
    assert "Strict-Transport-Security" not in page.headers
    assert away.headers["Location"] == f"{SIGN_IN}?next=%2Fconsole%2Fusers%2F"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site by https behind one proxy."""
    chosen = {"IAMCONSOLE_URL": "https://iam.example.com", "IAMCONSOLE_HOSTS": "iam.example.com,localhost"}
    with new_site(tmp_path_factory.mktemp("proxied"), IAMCONSOLE_TRUSTED_PROXIES="1", **chosen) as site:
        site.launch()
        wait_until(
            lambda: _listens(site),
            "an answer",
            giving_up=lambda: site.process is None or site.process.poll() is not None,
        )
        yield site


def _listens(site: Site) -> bool:
    try:
        return statuses(raw(site, head())) == [301]
    except OSError:
        return False


def test_behind_a_proxy_its_word_on_the_scheme_counts_and_only_that(proxied: Site) -> None:
    plain, _ = ask(proxied, "GET", SIGN_IN, X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    page, text = ask(proxied, "GET", SIGN_IN, **{**FORGED, "X_Forwarded_Proto": "https"})
    api, _ = ask(proxied, "POST", "/", LIST, Content_Type=FORM_TYPE, X_Forwarded_Proto="https")

    assert (plain.status, plain.headers["Location"]) == (301, f"https://iam.example.com{SIGN_IN}")
    assert (page.status, api.status) == (200, 403)
    assert "evil" not in text
    for answer in (page, api):
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        _check(answer)
    (cookie,) = page.headers.get_all("Set-Cookie")
    assert cookie.startswith("__Host-iamconsole_csrf=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {*cookie.split("; ")}
