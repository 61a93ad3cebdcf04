"""boto3 without a socket: what a client would send goes to Django's test client, and its answer back to boto3."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.test.client import ClientHandler

from tests import answered

ENDPOINT = "http://testserver"


class _Raw:
    """The body of an answer as botocore reads it from urllib3."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_options: Any) -> Any:
        yield self._content


def send(request: AWSPreparedRequest, **_event: Any) -> AWSResponse:
    """Answer a prepared request; botocore calls this instead of the network."""
    parts = urlsplit(request.url)
    headers = {
        name: value.decode() if isinstance(value, bytes) else str(value) for name, value in request.headers.items()
    }
    body = request.body if request.body is not None else b""
    answer = browser().generic(
        request.method,
        parts.path or "/",
        body if isinstance(body, bytes) else str(body).encode(),
        content_type=headers.pop("Content-Type", ""),
        headers=headers | {"Host": parts.netloc},
        QUERY_STRING=parts.query,
        RAW_URI=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    return AWSResponse(request.url, answer.status_code, dict(answer.headers), _Raw(answer.content))


@cache
def browser() -> Client:
    """Return the one client of this process: each would load all middleware, and look at every static file."""
    client = Client(raise_request_exception=False)
    client.handler.load_middleware()
    return client


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the connection that the test's transaction is on, as Django's test client does for its own requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def handler() -> ClientHandler:
    """Return a handler for another client, with the middleware that is loaded already."""
    return copy(browser().handler)


@cache
def _session() -> boto3.session.Session:
    """Return the one session of this process: each reads a megabyte of service model anew."""
    return boto3.session.Session()


def client(service: str, key_id: str, secret: str, token: str | None = None, region: str = "us-east-1") -> Any:
    """Return a boto3 client whose requests never leave the process."""
    made = _session().client(
        service,
        endpoint_url=ENDPOINT,
        region_name=region,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}),
    )
    made.meta.events.register("before-send.*.*", send)
    made.meta.events.register("after-call.*.*", answered.note)
    return made


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[int, str, str]:
    """Return status, code and message of a call that must be refused."""
    try:
        call(**parameters)
    except ClientError as error:
        answer = error.response
        return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]
    raise AssertionError("the call was not refused")
