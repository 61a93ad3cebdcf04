"""Shapes of the service models as JSON schemas, so that no address that speaks AWS's shapes describes them again.

Source: OpenAPI Specification 3.0.3, "Schema Object"; AWS restJson1 protocol of the Smithy specification.
"""

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

NUMBERS = {"integer": "integer", "long": "integer", "float": "number", "double": "number"}
TEXT_LIMITS = {"min": "minLength", "max": "maxLength"}
LIST_LIMITS = {"min": "minItems", "max": "maxItems"}
NUMBER_LIMITS = {"min": "minimum", "max": "maximum"}


def schema_of(shape: Shape) -> dict[str, Any]:
    """Return the JSON schema of `shape` as it stands in a body; members that travel elsewhere are left out."""
    match shape:
        case StructureShape():
            return _structure(shape)
        case ListShape():
            return {"type": "array", "items": schema_of(shape.member), **_limits(shape, LIST_LIMITS)}
        case MapShape():
            return {"type": "object", "additionalProperties": schema_of(shape.value)}
    if shape.type_name == "boolean":
        return {"type": "boolean"}
    if shape.type_name == "timestamp":
        return {"type": "string", "format": "date-time"}
    if shape.type_name in NUMBERS:
        return {"type": NUMBERS[shape.type_name], **_limits(shape, NUMBER_LIMITS)}
    return {"type": "string", **_limits(shape, TEXT_LIMITS), **_choices(shape)}


def _structure(shape: StructureShape) -> dict[str, Any]:
    members = {name: member for name, member in shape.members.items() if "location" not in member.serialization}
    names = {name: member.serialization.get("name", name) for name, member in members.items()}
    required = [names[name] for name in shape.required_members if name in names]
    properties = {names[name]: schema_of(member) for name, member in members.items()}
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _limits(shape: Shape, words: dict[str, str]) -> dict[str, Any]:
    return {word: shape.metadata[name] for name, word in words.items() if name in shape.metadata}


def _choices(shape: Shape) -> dict[str, Any]:
    return {"enum": list(shape.metadata["enum"])} if "enum" in shape.metadata else {}
