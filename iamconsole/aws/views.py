"""The AWS API as a Django view: requests come here from Django's test client, and from every server."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port, validate_host
from django.shortcuts import redirect
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from iamconsole.access import open_to_everybody
from iamconsole.aws import restjson
from iamconsole.aws.endpoint import answer, refusal
from iamconsole.aws.wire import WireAnswer, WireRequest, from_environ, is_secure, raw_target
from iamconsole.errors import MalformedHttpRequestException, ServiceError


@csrf_exempt
@open_to_everybody
def aws_api(request: HttpRequest) -> HttpResponseBase:
    """Answer one request of the AWS API; a person's browser at "/" is sent to the console."""
    path = raw_target(request.META)[0]
    if not is_api(request.META):
        if path == "/":
            return redirect("console:home")
        raise Http404
    return _response(api_answer(request.META | {"wsgi.input": request}))


def api_answer(environ: Mapping[str, Any]) -> WireAnswer:
    """Return the answer to a request of the AWS API, read from what a WSGI server gives."""
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return unknown_host(environ)
    try:
        return answer(from_environ(environ))
    except ServiceError as error:
        return refusal(WireRequest("", raw_target(environ)[0], "", {}, b"", ""), error)


def is_fast(environ: Mapping[str, Any]) -> bool:
    """Whether the server may answer without Django: an address of the API alone, reached as it should be."""
    path = raw_target(environ)[0]
    if settings.SECURE_SSL_REDIRECT and not is_secure(environ):
        return False
    return is_api(environ) and (path == "/" or restjson.is_path(path))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what Django refuses before any view, such as an unknown host: each client in its own form."""
    if not is_api(request.META):
        return defaults.bad_request(request, exception)
    return _response(unknown_host(request.META))


def unknown_host(environ: Mapping[str, Any]) -> WireAnswer:
    path = raw_target(environ)[0]
    host = environ.get("HTTP_HOST", "")[:200]
    error = MalformedHttpRequestException(f"'{host}' is not a host of this installation (IAMCONSOLE_HOSTS).")
    return refusal(WireRequest("", path, "", {}, b"", ""), error)


def is_api(environ: Mapping[str, Any]) -> bool:
    """Whether a request is meant for the AWS API rather than for a page."""
    path, _, query = raw_target(environ)
    signed = "HTTP_AUTHORIZATION" in environ
    if path == "/":
        method = environ["REQUEST_METHOD"]
        return method not in ("GET", "HEAD") or signed or "Action=" in query or "X-Amz-Signature=" in query
    return signed or "X-Amz-Signature=" in query or restjson.is_path(path)


def _response(wire: WireAnswer) -> HttpResponse:
    return HttpResponse(wire.body, status=wire.status, content_type=wire.content_type, headers=dict(wire.headers))
