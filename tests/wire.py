"""Requests of the AWS API by hand: signed by botocore, then bent as a test wants them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.cast import Person
from tests.inprocess import browser

HOST = "testserver"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}


@dataclass(frozen=True)
class Answer:
    """What came back; `code` and `message` are an error's, in either protocol."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def is_json(self) -> bool:
        return self.headers["Content-Type"] == "application/json"

    @property
    def json(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content

    @property
    def code(self) -> str:
        return self.headers["x-amzn-errortype"] if self.is_json else self._text("Code")

    @property
    def message(self) -> str:
        return str(self.json["message"]) if self.is_json else self._text("Message")

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.code

    def _text(self, name: str) -> str:
        found = ElementTree.fromstring(self.body).find(f".//{{*}}{name}")
        return found.text or "" if found is not None else ""


@dataclass(frozen=True)
class Request:
    """One request; `headers` are complete but for the length of the body."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    def with_header(self, name: str, value: str) -> "Request":
        return replace(self, headers={**self.headers, name: value})

    def without_header(self, name: str) -> "Request":
        return replace(self, headers={key: value for key, value in self.headers.items() if key != name})

    def send(self, **environ: Any) -> Answer:
        """Send it through all of Django, as its server would."""
        headers = dict(self.headers)
        content_type = headers.pop("Content-Type", "")
        path, _, query = self.target.partition("?")
        answer = browser().generic(
            self.method,
            path,
            self.body,
            content_type=content_type,
            headers=headers,
            **{"QUERY_STRING": query, "RAW_URI": self.target, "CONTENT_TYPE": content_type, **environ},
        )
        return Answer(answer.status_code, answer.content, dict(answer.headers))


def call(action: str, *, service: str = "iam", **parameters: Any) -> dict[str, str]:
    """Return the fields of a call of the Query protocol."""
    return {"Action": action, "Version": VERSIONS[service], **parameters}


def signed(
    person: Person,
    fields: Mapping[str, str] | bytes | None = None,
    *,
    method: str = "POST",
    target: str = "/",
    service: str = "iam",
    region: str = "us-east-1",
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """Return a request of `person`, signed in its headers; `fields` become a form."""
    body = fields if isinstance(fields, bytes) else urlencode(fields or {}).encode()
    request = AWSRequest(method, f"http://{HOST}{target}", {"Content-Type": FORM, **(headers or {})}, body)
    SigV4Auth(Credentials(person.key_id, person.secret, token), service, region).add_auth(request)
    return Request(method, target, {"Host": HOST, **request.headers}, body)


def presigned(
    person: Person, fields: Mapping[str, str], *, service: str = "iam", seconds: int = 60, token: str | None = None
) -> Request:
    """Return a GET of `person`, signed in its address."""
    request = AWSRequest("GET", f"http://{HOST}/?{urlencode(fields, quote_via=quote)}")
    credentials = Credentials(person.key_id, person.secret, token)
    SigV4QueryAuth(credentials, service, "us-east-1", expires=seconds).add_auth(request)
    parts = urlsplit(request.url)
    return Request("GET", f"{parts.path or '/'}?{parts.query}", {"Host": HOST})


def unsigned(fields: Mapping[str, str] | bytes, *, method: str = "POST", target: str = "/") -> Request:
    body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
    return Request(method, target, {"Host": HOST, "Content-Type": FORM}, body)
