"""POST /api/validate: ValidatePolicy for the console's own scripts, with the session instead of a signature.

The body is that of the AWS operation, and so is the answer: {"policyType": ..., "policyDocument": ...}.
"""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from iamconsole.api import ConsoleApi, answers
from iamconsole.aws import model, restjson
from iamconsole.aws.openapi import schema_of
from iamconsole.aws.pipeline import invoke

JSON = "application/json"
OPERATION = ("accessanalyzer", "ValidatePolicy")
MODEL = model.operation_model(*OPERATION)


class ValidatePolicy(ConsoleApi):
    """Answer what the operation answers."""

    parser_classes: list[Any] = []

    @extend_schema(
        operation_id="validatePolicy",
        request={JSON: schema_of(MODEL.input_shape)},
        responses=answers(schema_of(MODEL.output_shape), 400, 413, 415),
    )
    def post(self, request: Request) -> HttpResponse:
        django_request = request._request
        if django_request.content_type != JSON:
            raise UnsupportedMediaType(django_request.content_type or "")
        parameters = restjson.parameters_of(MODEL, {}, "", django_request.body)
        result = invoke(self.caller, *OPERATION, parameters)
        return HttpResponse(restjson.render_result(MODEL, result), content_type=JSON)


urlpatterns = [path("validate", ValidatePolicy.as_view(), name="validate")]
