"""The AWS Query protocol: form-encoded parameters in, XML (or JSON for who asks) out, both led by the service model.

Source: AWS Query protocol of the Smithy specification; IAM and STS API References, "Making query requests".
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from iamconsole.aws import model
from iamconsole.errors import InvalidAction, MalformedHttpRequestException, MalformedInput, MissingAction, ServiceError

VERSIONS = {"2010-05-08": "iam", "2011-06-15": "sts"}
FIELDS_AT_MOST = 5_000
METHODS = ("GET", "POST")
FORM = "application/x-www-form-urlencoded"

WIDEST_GAP = 10

_POSITION = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Fields = Mapping[str, str]


def fields_of(query: str, body: bytes, content_type: str) -> dict[str, str]:
    """Return the request's parameters by name, from the body, or from the query string when there is no body."""
    if body and content_type not in (FORM, ""):
        raise MalformedHttpRequestException(f"The content type must be {FORM}, not '{content_type[:100]}'.")
    try:
        text = body.decode("utf-8") if body else query
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_AT_MOST)
    except UnicodeDecodeError:
        raise MalformedHttpRequestException("The parameters are not UTF-8.") from None
    except ValueError:
        raise MalformedHttpRequestException(f"A request has at most {FIELDS_AT_MOST} parameters.") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise MalformedHttpRequestException("The parameters contain the character U+0000.")
    return dict(pairs)


def operation_of(fields: Fields, scope_service: str) -> tuple[str, str]:
    """Return service and operation: the version names the service, as one address serves several of them."""
    action = fields.get("Action", "")
    if not action:
        raise MissingAction("The request must contain the parameter Action.")
    version = fields.get("Version", "")
    service = VERSIONS.get(version) if version else scope_service
    if service not in VERSIONS.values():
        raise InvalidAction(
            f"Could not find operation {action[:100]} for version {version[:100] or 'NO_VERSION_SPECIFIED'}"
        )
    return str(service), action


def parameters_of(operation: OperationModel, fields: Fields) -> dict[str, Any]:
    """Return the members of the operation's input as Python values; what the model does not know is ignored."""
    if operation.input_shape is None:
        return {}
    return _parse_structure(operation.input_shape, _tree(fields), "")


def render_result(operation: OperationModel, result: Mapping[str, Any], request_id: str) -> bytes:
    """Return the XML answer of an operation that succeeded."""
    namespace = operation.service_model.metadata["xmlNamespace"]
    name = operation.name
    body = ""
    if operation.output_shape is not None:
        wrapper = operation.output_shape.serialization.get("resultWrapper", f"{name}Result")
        body = f"<{wrapper}>{_render_members(operation.output_shape, result)}</{wrapper}>"
    return (
        f'<{name}Response xmlns="{namespace}">{body}<ResponseMetadata><RequestId>{request_id}</RequestId>'
        f"</ResponseMetadata></{name}Response>"
    ).encode()


def render_error(service: str, error: ServiceError, request_id: str) -> bytes:
    """Return the XML answer of a request that failed."""
    namespace = model.service(service).metadata["xmlNamespace"]
    return (
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>{error.fault}</Type><Code>{error.code}</Code>'
        f"<Message>{_text(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def render_result_json(operation: OperationModel, result: Mapping[str, Any], request_id: str) -> bytes:
    """Return the same as JSON, which the services answer to `Accept: application/json`; times are epoch seconds."""
    content: dict[str, Any] = {}
    if operation.output_shape is not None:
        wrapper = operation.output_shape.serialization.get("resultWrapper", f"{operation.name}Result")
        content[wrapper] = _plain(operation.output_shape, result)
    content["ResponseMetadata"] = {"RequestId": request_id}
    return json.dumps({f"{operation.name}Response": content}).encode()


def render_error_json(error: ServiceError, request_id: str) -> bytes:
    content = {"Code": error.code, "Message": error.message, "Type": error.fault}
    return json.dumps({"Error": content, "RequestId": request_id}).encode()


# -- in: `Tags.member.1.Key=team` becomes {"Tags": {"member": {"1": {"Key": "team"}}}} and then [{"Key": "team"}]

Tree = dict[str, Any]


def _tree(fields: Fields) -> Tree:
    root: Tree = {}
    for name, value in fields.items():
        node: Any = root
        *parents, last = name.split(".", 12)
        for part in parents:
            node = node.setdefault(part, {}) if isinstance(node, dict) else {}
        if isinstance(node, dict):
            node.setdefault(last, value)
    return root


def _parse(shape: Shape, node: Any, path: str) -> Any:
    match shape.type_name:
        case "structure":
            return _parse_structure(shape, node, path)
        case "list":
            return _parse_list(shape, node, path)
        case "map":
            return _parse_map(shape, node, path)
    if isinstance(node, dict):
        raise MalformedInput(f"Unexpected parameters below '{path}'")
    return _SCALARS.get(shape.type_name, _parse_string)(node, path)


def _parse_structure(shape: Shape, node: Any, path: str) -> dict[str, Any]:
    assert isinstance(shape, StructureShape)
    if not isinstance(node, dict):
        if node == "":
            return {}
        raise MalformedInput(f"Value at '{path}' must be a structure")
    found = {}
    for name, member in shape.members.items():
        key = member.serialization.get("name", name)
        if key in node:
            found[name] = _parse(member, node[key], f"{path}.{name}" if path else name)
    return found


def _parse_list(shape: Shape, node: Any, path: str) -> list[Any]:
    assert isinstance(shape, ListShape)
    if node == "":
        return []
    items = node.get(shape.member.serialization.get("name", "member")) if isinstance(node, dict) else None
    if not isinstance(items, dict):
        raise MalformedInput(f"Value at '{path}' must be a list: {path}.member.1, {path}.member.2, ...")
    found: list[Any] = []
    for index, item in _numbered(items):
        if shape.member.type_name == "string":
            # A gap is kept where texts are missing: the constraints then say so, as AWS's recorded answers do.
            found += [None] * (index - 1 - len(found))
        found.append(_parse(shape.member, item, f"{path}.member.{index}"))
    return found


def _parse_map(shape: Shape, node: Any, path: str) -> dict[str, Any]:
    assert isinstance(shape, MapShape)
    if node == "":
        return {}
    entries = node.get("entry") if isinstance(node, dict) else None
    if not isinstance(entries, dict):
        raise MalformedInput(f"Value at '{path}' must be a map: {path}.entry.1.key, {path}.entry.1.value, ...")
    found = {}
    for index, entry in _numbered(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise MalformedInput(f"Entry {index} of '{path}' needs a key and a value")
        found[entry["key"]] = _parse(shape.value, entry["value"], f"{path}.entry.{index}.value")
    return found


def _numbered(items: Tree) -> list[tuple[int, Any]]:
    """Return what stands at each position, in order; gaps may only be as wide as AWS was seen to take them."""
    for index in items:
        if index.startswith("-"):
            raise MalformedInput(f"Key {index[:100]} may not have a leading '-'")
        if not _POSITION.fullmatch(index):
            raise MalformedInput("Start of list found where not expected")
    found = sorted(((int(index), item) for index, item in items.items()), key=lambda one: one[0])
    if found and found[0][0] == 0:
        raise MalformedInput("0 is not a valid index")
    positions = [position for position, _ in found]
    for before, position in pairwise([1, *positions]):
        if position - before > WIDEST_GAP:
            raise MalformedInput(f"Excessively sparse input would skip {position - before} list elements")
    return found


def _parse_string(text: str, _path: str) -> str:
    return text


def _parse_boolean(text: str, path: str) -> bool:
    if text not in _TRUTHS:
        raise MalformedInput(f"Value '{text[:100]}' at '{_member(path)}' must be true or false")
    return _TRUTHS[text]


def _parse_integer(text: str, path: str) -> int:
    number = _parse_long(text, path)
    if not -(2**31) <= number < 2**31:
        raise MalformedInput(f"Value '{text[:100]}' at '{_member(path)}' must be a whole number of 32 bits")
    return number


def _parse_long(text: str, path: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise MalformedInput(f"Value '{text[:100]}' at '{_member(path)}' must be a whole number")
    return int(text)


def _parse_timestamp(text: str, path: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedInput(f"Value '{text[:100]}' at '{_member(path)}' must be a time in ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_blob(text: str, path: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise MalformedInput(f"Value at '{_member(path)}' must be base64") from None


def _member(path: str) -> str:
    return path[:1].lower() + path[1:]


_SCALARS: dict[str, Any] = {
    "boolean": _parse_boolean,
    "integer": _parse_integer,
    "long": _parse_long,
    "timestamp": _parse_timestamp,
    "blob": _parse_blob,
}


# -- out


def _render(shape: Shape, value: Any) -> str:
    match shape.type_name:
        case "structure":
            return _render_members(shape, value)
        case "list":
            assert isinstance(shape, ListShape)
            tag = shape.member.serialization.get("name", "member")
            return "".join(f"<{tag}>{_render(shape.member, item)}</{tag}>" for item in value)
        case "map":
            return "".join(_render_entry(shape, key, item) for key, item in value.items())
    return _text(str(_scalar(shape, value)))


def _render_members(shape: Shape, value: Mapping[str, Any]) -> str:
    assert isinstance(shape, StructureShape)
    unknown = value.keys() - shape.members.keys()
    assert not unknown, f"{shape.name} has no {unknown}"
    parts = []
    for name, member in shape.members.items():
        content = value.get(name)
        if content is not None:
            tag = member.serialization.get("name", name)
            parts.append(f"<{tag}>{_render(member, content)}</{tag}>")
    return "".join(parts)


def _render_entry(shape: Shape, key: str, item: Any) -> str:
    assert isinstance(shape, MapShape)
    return f"<entry><key>{_text(key)}</key><value>{_render(shape.value, item)}</value></entry>"


def _scalar(shape: Shape, value: Any) -> str | int | float:
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "timestamp":
            return str(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        case "blob":
            return base64.b64encode(value).decode()
        case "string" if shape.name == "policyDocumentType":
            # IAM percent-encodes the documents it gives back (API Reference, GetPolicyVersion: RFC 3986).
            return quote(value, safe="-_.~")
    return str(value) if shape.type_name == "string" else value


def _plain(shape: Shape, value: Any) -> Any:
    match shape.type_name:
        case "structure":
            assert isinstance(shape, StructureShape)
            return {name: _plain(shape.members[name], item) for name, item in value.items() if item is not None}
        case "list":
            assert isinstance(shape, ListShape)
            return [_plain(shape.member, item) for item in value]
        case "map":
            assert isinstance(shape, MapShape)
            return {key: _plain(shape.value, item) for key, item in value.items()}
        case "boolean":
            return value
        case "timestamp":
            return value.timestamp()
    return _scalar(shape, value)


def _text(text: str) -> str:
    """Return `text` as XML holds it; characters that XML has no way to write become U+FFFD."""
    return _NOT_XML.sub("\ufffd", escape(text, {"\r": "&#13;"}))
