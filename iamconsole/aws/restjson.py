"""The rest-json protocol of Access Analyzer: path, query string and JSON in, JSON out, led by the service model.

Source: AWS restJson1 protocol of the Smithy specification; Access Analyzer API Reference, "Common Errors".
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from iamconsole.aws import model
from iamconsole.errors import MalformedHttpRequestException, ServiceError, UnknownOperationException, ValidationError

SERVICE = "accessanalyzer"
# Services of this protocol spell the common errors differently from those of the Query protocol.
CODES = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "IncompleteSignature": "IncompleteSignatureException",
    "InvalidAction": "UnknownOperationException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "ServiceFailure": "InternalServerException",
    "ServiceUnavailable": "ServiceUnavailableException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "ValidationError": "ValidationException",
}


def route(method: str, path: str) -> tuple[str, dict[str, str]]:
    """Return the operation that `method` and the still encoded `path` name, and what the path says."""
    for template, verb, name in _routes():
        match = template.fullmatch(path)
        if match and verb == method:
            return name, {member: unquote(text) for member, text in match.groupdict().items()}
    raise UnknownOperationException(f"There is no operation at {method} {path[:200]}")


def is_path(path: str) -> bool:
    """Whether `path` belongs to an operation of this protocol, whatever the method."""
    return any(template.fullmatch(path) for template, _, _ in _routes())


def parameters_of(operation: OperationModel, in_path: Mapping[str, str], query: str, body: bytes) -> dict[str, Any]:
    """Return the members of the operation's input as Python values."""
    shape = operation.input_shape
    if shape is None:
        return {}
    content = _content(body)
    asked = parse_qs(query, keep_blank_values=True)
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        key = member.serialization.get("name", name)
        match member.serialization.get("location"):
            case "uri":
                found[name] = _from_text(member, in_path[key], name)
            case "querystring" if key in asked:
                found[name] = _from_query(member, asked[key], name)
            case None if key in content:
                found[name] = _from_json(member, content[key], name)
    return {name: value for name, value in found.items() if value is not None}


def render_result(operation: OperationModel, result: Mapping[str, Any]) -> bytes:
    if operation.output_shape is None:
        return b"{}"
    return json.dumps(_plain(operation.output_shape, result)).encode()


def render_error(error: ServiceError) -> tuple[str, bytes]:
    """Return the error's type, for the header x-amzn-errortype, and the body."""
    content: dict[str, Any] = {"message": error.message}
    if isinstance(error, ValidationError):
        content["reason"] = "fieldValidationFailed"
        content["fieldList"] = [
            {"name": name, "message": text}
            for text, name in re.findall(r"(Value[^;]*? at '([^']+)' failed[^;]*)", error.message)
        ]
    return CODES.get(error.code, error.code), json.dumps(content).encode()


@cache
def _routes() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Return (pattern, method, operation) with the most literal pattern first, so that it wins."""
    routes = []
    for name in model.service(SERVICE).operation_names:
        http = model.operation_model(SERVICE, name).http
        path = http["requestUri"].partition("?")[0]
        pattern = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", re.escape(path))
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", pattern)
        routes.append((path.count("{"), re.compile(pattern), http["method"], name))
    return tuple((pattern, method, name) for _, pattern, method, name in sorted(routes, key=lambda row: row[0]))


def _content(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        content = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise MalformedHttpRequestException("The body is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise MalformedHttpRequestException("The body is not JSON.") from None
    if not isinstance(content, dict):
        raise MalformedHttpRequestException("The body must be a JSON object.")
    return content


def _from_query(shape: Shape, values: list[str], path: str) -> Any:
    if isinstance(shape, ListShape):
        return [_from_text(shape.member, value, path) for value in values]
    return _from_text(shape, values[-1], path)


def _from_text(shape: Shape, text: str, path: str) -> Any:
    match shape.type_name:
        case "integer" | "long":
            if not re.fullmatch(r"-?[0-9]{1,18}", text):
                raise _wrong(path, "a whole number")
            return int(text)
        case "boolean":
            if text not in ("true", "false"):
                raise _wrong(path, "true or false")
            return text == "true"
        case "timestamp":
            return _moment(text, path)
    return _typed(text, str, path, "a string")


def _from_json(shape: Shape, value: Any, path: str) -> Any:
    if value is None:
        return None
    match shape.type_name:
        case "structure":
            return _structure(shape, _typed(value, dict, path, "an object"), path)
        case "list":
            assert isinstance(shape, ListShape)
            items = _typed(value, list, path, "a list")
            return [_from_json(shape.member, item, f"{path}.{index}") for index, item in enumerate(items, start=1)]
        case "map":
            assert isinstance(shape, MapShape)
            entries = _typed(value, dict, path, "an object")
            return {
                _typed(key, str, path, "a string"): _from_json(shape.value, item, f"{path}.{key}")
                for key, item in entries.items()
            }
        case "boolean":
            return _typed(value, bool, path, "true or false")
        case "integer" | "long":
            if isinstance(value, bool):
                raise _wrong(path, "a whole number")
            return _typed(value, int, path, "a whole number")
        case "timestamp":
            return _moment(_typed(value, str, path, "a time in ISO 8601"), path)
    return _typed(value, str, path, "a string")


def _structure(shape: Shape, value: Mapping[str, Any], path: str) -> dict[str, Any]:
    assert isinstance(shape, StructureShape)
    found = {}
    for name, member in shape.members.items():
        key = member.serialization.get("name", name)
        if value.get(key) is not None:
            found[name] = _from_json(member, value[key], f"{path}.{name}")
    return found


def _typed(value: Any, kind: type, path: str, noun: str) -> Any:
    if not isinstance(value, kind):
        raise _wrong(path, noun)
    if isinstance(value, str) and any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
        raise _wrong(path, "text without U+0000 and lone surrogates")
    return value


def _moment(text: str, path: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(path, "a time in ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _wrong(path: str, noun: str) -> ValidationError:
    return ValidationError(
        f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must be {noun}"
    )


def _plain(shape: Shape, value: Any) -> Any:
    match shape.type_name:
        case "structure":
            assert isinstance(shape, StructureShape)
            return {
                shape.members[name].serialization.get("name", name): _plain(shape.members[name], item)
                for name, item in value.items()
                if item is not None
            }
        case "list":
            assert isinstance(shape, ListShape)
            return [_plain(shape.member, item) for item in value]
        case "map":
            assert isinstance(shape, MapShape)
            return {key: _plain(shape.value, item) for key, item in value.items()}
        case "timestamp":
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return value
