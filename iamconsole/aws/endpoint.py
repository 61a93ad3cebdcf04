"""The AWS API: from a request as it travels to the answer, through authentication and the pipeline."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from iamconsole.aws import constraints, model, query, registry, restjson, sigv4
from iamconsole.aws.pipeline import invoke, record_unread
from iamconsole.aws.registry import Operation, Parameters
from iamconsole.aws.wire import WireAnswer, WireRequest
from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.errors import AccessDenied, MethodNotAllowed, ServiceError, ServiceFailure, SignatureDoesNotMatch

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signer:
    """What is known of an access key: the secret it signs with, and the caller it proves."""

    secret: str
    caller: Callable[[Origin], Caller]


def answer(request: WireRequest) -> WireAnswer:
    """Return the answer to any request of the AWS API; it never raises."""
    request_id = str(uuid.uuid4())
    respond = _answer_rest if request.path != "/" else _answer_query
    try:
        return respond(request, request_id)
    except Exception:
        logger.exception("request failed", extra={"request_id": request_id})
        return refusal(request, ServiceFailure("The request processing has failed because of an unknown error."))


def refusal(request: WireRequest, error: ServiceError, request_id: str = "") -> WireAnswer:
    """Return the answer that carries `error`, in the protocol of the request."""
    request_id = request_id or str(uuid.uuid4())
    if request.path != "/":
        kind, body = restjson.render_error(error)
        return _rest(error.status, body, request_id, (("x-amzn-errortype", kind),))
    return _query_error(request, "iam", error, request_id)


def authenticate(request: WireRequest, service: str, request_id: str) -> Caller:
    """Return who signed `request`, which must be signed for `service`; raise WireError when nobody did."""
    signature = sigv4.read(request)
    if signature.service != model.signing_name(service):
        raise SignatureDoesNotMatch(f"Credential should be scoped to correct service: '{model.signing_name(service)}'.")
    sigv4.check_time(signature, timezone.now())
    signer: Signer = _authentication()(signature.access_key_id, signature.token, service, signature.region)
    sigv4.verify(request, signature, signer.secret)
    return signer.caller(_origin(request, request_id, signature.region))


def _answer_query(request: WireRequest, request_id: str) -> WireAnswer:
    service = "iam"
    try:
        if request.method not in query.METHODS:
            raise MethodNotAllowed(f"The method must be GET or POST, not {request.method[:20]}.")
        fields = query.fields_of(request.query, request.body, request.content_type)
        service, name = query.operation_of(fields, _scope_service(request))
        unsigned = registry.unsigned(service, name)
        caller = (
            _anonymous(unsigned, query.parameters_of(unsigned.model, fields), _origin(request, request_id))
            if unsigned
            else authenticate(request, service, request_id)
        )
        operation = registry.find(service, name)
        result = _call(caller, operation, lambda: query.parameters_of(operation.model, fields))
    except ServiceError as error:
        return _query_error(request, service, error, request_id)
    if _wants_json(request):
        return _query(
            200, "application/json", query.render_result_json(operation.model, result, request_id), request_id
        )
    return _query(200, "text/xml", query.render_result(operation.model, result, request_id), request_id)


def _answer_rest(request: WireRequest, request_id: str) -> WireAnswer:
    try:
        name, in_path = restjson.route(request.method, request.path)
        caller = authenticate(request, restjson.SERVICE, request_id)
        operation = registry.find(restjson.SERVICE, name)
        result = _call(
            caller, operation, lambda: restjson.parameters_of(operation.model, in_path, request.query, request.body)
        )
    except ServiceError as error:
        return refusal(request, error, request_id)
    return _rest(200, restjson.render_result(operation.model, result), request_id)


def _call(caller: Caller, operation: Operation, read: Callable[[], Parameters]) -> dict[str, Any]:
    try:
        parameters = read()
    except ServiceError as error:
        record_unread(caller, operation, error)
        raise
    return invoke(caller, operation.service, operation.name, parameters)


def _anonymous(operation: Operation, parameters: Parameters, origin: Origin) -> Caller:
    """Return the caller of an operation that nobody signs: somebody, at the door of the account it names.

    Where there is no such account, nobody writes an event either.
    """
    constraints.validate(operation.model.input_shape, parameters)
    account_id = operation.account_of(parameters) if operation.account_of else ""
    if not account_id:
        raise AccessDenied(f"Not authorized to perform {operation.action}")
    return Caller(kind=CallerKind.ANONYMOUS, account_id=account_id, arn="anonymous", user_id="anonymous", origin=origin)


def _origin(request: WireRequest, request_id: str, region: str = "") -> Origin:
    return Origin(
        face=Face.API,
        request_id=request_id,
        source_ip=request.address,
        user_agent=request.header("user-agent"),
        region=region,
        referer=request.header("referer"),
        is_secure=request.is_secure,
    )


def _scope_service(request: WireRequest) -> str:
    """Return the service that the signature names, for a request that names no version."""
    if not request.is_signed:
        return ""
    try:
        return sigv4.read(request).service
    except ServiceError:
        return ""


def _query_error(request: WireRequest, service: str, error: ServiceError, request_id: str) -> WireAnswer:
    if _wants_json(request):
        return _query(error.status, "application/json", query.render_error_json(error, request_id), request_id)
    return _query(error.status, "text/xml", query.render_error(service, error, request_id), request_id)


def _wants_json(request: WireRequest) -> bool:
    return request.header("accept") == "application/json"


def _query(status: int, content_type: str, body: bytes, request_id: str) -> WireAnswer:
    return WireAnswer(status, content_type, body, (("x-amzn-RequestId", request_id),))


def _rest(status: int, body: bytes, request_id: str, more: tuple[tuple[str, str], ...] = ()) -> WireAnswer:
    return WireAnswer(status, "application/json", body, (("x-amzn-RequestId", request_id), *more))


@cache
def _authentication() -> Any:
    return import_string(settings.AWS_API_AUTHENTICATION)
