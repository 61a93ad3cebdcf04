"""POST /api/validate: ValidatePolicy for the console's own scripts, with the session instead of a signature.

The body is that of the AWS operation, and so is the answer: {"policyType": ..., "policyDocument": ...}.
"""

from typing import Any

from django.conf import settings
from django.urls import path
from django.utils.module_loading import import_string
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iamconsole.aws import model, restjson
from iamconsole.aws.pipeline import invoke
from iamconsole.errors import ServiceError

JSON = "application/json"
OPERATION = ("accessanalyzer", "ValidatePolicy")


class ConsoleSession(SessionAuthentication):
    """The gate has let only signed-in people through; this asks for the CSRF token, which DRF's views else do not."""

    def enforce_csrf(self, request: Any) -> None:
        # Django's own request: DRF's would read the body away.
        super().enforce_csrf(request._request)


class ValidatePolicy(APIView):
    """Answer what the operation answers."""

    authentication_classes = [ConsoleSession]
    parser_classes: list[Any] = []

    def post(self, request: Request) -> Response:
        django_request = request._request
        if django_request.content_type != JSON:
            raise UnsupportedMediaType(django_request.content_type or "")
        try:
            caller = import_string(settings.CONSOLE_CALLER)(django_request)
            parameters = restjson.parameters_of(model.operation_model(*OPERATION), {}, "", django_request.body)
            return Response(invoke(caller, *OPERATION, parameters))
        except ServiceError as error:
            return Response({"code": error.code, "message": error.message}, status=error.status)


urlpatterns = [path("validate", ValidatePolicy.as_view(), name="validate")]
