"""The JSON API below /api/: for test suites, scripts and the console's own scripts."""

import uuid
from typing import Any

from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iamconsole.access import open_to_everybody
from iamconsole.api import answers
from iamconsole.aws import sigv4
from iamconsole.aws.endpoint import authenticate
from iamconsole.aws.pipeline import invoke
from iamconsole.aws.wire import from_environ
from iamconsole.caller import Caller
from iamconsole.errors import WireError

NOTHING = {"type": "object", "maxProperties": 0}


class SignatureAuthentication(BaseAuthentication):
    """Knows a caller by the Signature Version 4 of the request, as the AWS API does."""

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        django_request = request._request
        try:
            wire = from_environ(django_request.META | {"wsgi.input": django_request})
            service = "sts" if sigv4.read(wire).service == "sts" else "iam"
            return None, authenticate(wire, service, str(uuid.uuid4()))
        except WireError as error:
            raise AuthenticationFailed(error.message, error.code) from None

    def authenticate_header(self, _request: Request) -> str:
        return sigv4.ALGORITHM


class SignatureScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document speaks of a signature."""

    target_class = SignatureAuthentication
    name = "signature"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "AWS Signature Version 4, as the AWS API takes it.",
        }


class HasCaller(BasePermission):
    def has_permission(self, request: Request, _view: APIView) -> bool:
        return isinstance(request.auth, Caller)


class SandboxReset(APIView):
    """POST empties the account of the root user who signed the request, where IAMCONSOLE_SANDBOX=1 is set."""

    authentication_classes = [SignatureAuthentication]
    permission_classes = [HasCaller]
    parser_classes: list[Any] = []

    @extend_schema(operation_id="resetAccount", request=None, responses=answers(NOTHING))
    def post(self, request: Request) -> Response:
        caller = request.auth
        assert isinstance(caller, Caller)
        return Response(invoke(caller, "iamconsole", "ResetAccount", {}))


urlpatterns = [path("sandbox/reset", open_to_everybody(SandboxReset.as_view()), name="sandbox-reset")]
