"""What every address below /api/ shares: who is asked for, how refusals look, and the OpenAPI document of it all."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from iamconsole.caller import Caller
from iamconsole.errors import ServiceError

PREFIX = "/api/"


def is_api_path(request: HttpRequest) -> bool:
    """Whether a program asks, which wants JSON whatever happens."""
    return request.path.startswith(PREFIX)


class ConsoleSession(SessionAuthentication):
    """The gate has let only signed-in people through; this asks for the CSRF token, which DRF's views else do not."""

    def enforce_csrf(self, request: Any) -> None:
        # Django's own request: DRF's would read the body away.
        super().enforce_csrf(request._request)


class ConsoleSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document speaks of a signed-in browser."""

    target_class = ConsoleSession
    name = "consoleSession"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a finished sign-in; what is not a GET also needs the header X-CSRFToken.",
        }


class ConsoleApi(APIView):
    """An address for the console's own scripts."""

    authentication_classes = [ConsoleSession]

    @property
    def caller(self) -> Caller:
        caller: Caller = import_string(settings.CONSOLE_CALLER)(self.request._request)
        return caller


class RefusedShape(serializers.Serializer[object]):
    """Every refusal: `code` for programs, `message` for people."""

    code = serializers.CharField()
    message = serializers.CharField()


def asked(request: Request, kind: type[serializers.Serializer[object]]) -> Any:
    """Return the checked query of the address; what is wrong with it is answered with 400."""
    query = kind(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    return query.validated_data


def answers(shape: Any, *refusals: int) -> dict[Any, Any]:
    """Return what the document says that an operation answers: `shape`, and refusals with these statuses.

    401 is the gate's, 403 that of missing permissions and of a role whose session is over.
    """
    return {200: shape, **dict.fromkeys((401, 403, *refusals), RefusedShape)}


def refused(exception: Exception, context: Any) -> Response | None:
    """Answer an exception of a view below /api/: a ServiceError with its status and words, DRF's own likewise."""
    if isinstance(exception, ServiceError):
        return Response({"code": exception.code, "message": exception.message}, status=exception.status)
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, ValidationError):
        response.data = {"code": "ValidationError", "message": " ".join(_sentences(exception.detail))}
    else:
        detail = response.data["detail"]
        response.data = {"code": _camel(detail.code), "message": str(detail)}
    return response


class ApiDocument(SpectacularJSONAPIView):
    """The OpenAPI document of /api/, for people who are signed in."""

    authentication_classes = [ConsoleSession]
    permission_classes = APIView.permission_classes

    @extend_schema(operation_id="getDocument", responses=answers(dict))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return response


def _sentences(detail: Any, field: str = "") -> Iterator[str]:
    match detail:
        case dict():
            for name, inner in detail.items():
                yield from _sentences(inner, f"{field}.{name}" if field else str(name))
        case list():
            for inner in detail:
                yield from _sentences(inner, field)
        case _:
            yield f"{field}: {detail}" if field else str(detail)


def _camel(code: str) -> str:
    """Return DRF's `method_not_allowed` as codes are written here; AWS's codes stay as they are."""
    return "".join(word[:1].upper() + word[1:] for word in code.split("_"))
