"""The AWS API as a Django view: requests come here from Django's test client, and from every server."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from iamconsole.access import open_to_everybody
from iamconsole.aws import restjson
from iamconsole.aws.endpoint import answer, refusal
from iamconsole.aws.wire import WireAnswer, WireRequest, from_environ, raw_target
from iamconsole.errors import ServiceError


@csrf_exempt
@open_to_everybody
def aws_api(request: HttpRequest) -> HttpResponseBase:
    """Answer one request of the AWS API; a person's browser at "/" is sent to the console."""
    path, _, query = raw_target(request.META)
    if not is_api(request.method or "", path, query, signed="HTTP_AUTHORIZATION" in request.META):
        if path == "/":
            return redirect("console:home")
        raise Http404
    try:
        wire_request = from_environ(request.META | {"wsgi.input": request})
    except ServiceError as error:
        return _response(refusal(WireRequest("", path, "", {}, b"", ""), error))
    return _response(answer(wire_request))


def is_api(method: str, path: str, query: str, *, signed: bool) -> bool:
    """Whether a request is meant for the AWS API rather than for a page."""
    if path == "/":
        return method == "POST" or signed or "Action=" in query
    return signed or "X-Amz-Signature=" in query or restjson.is_path(path)


def _response(wire: WireAnswer) -> HttpResponse:
    return HttpResponse(wire.body, status=wire.status, content_type=wire.content_type, headers=dict(wire.headers))
