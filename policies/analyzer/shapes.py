"""Findings of the validation as AWS shows them."""

from typing import Any

from policies.checks import Finding, Index, Key, Location, PathElement, Position, Substring, Value

Shape = dict[str, Any]


def finding_shape(finding: Finding) -> Shape:
    return {
        "findingType": finding.type.value,
        "issueCode": finding.code,
        "findingDetails": finding.details,
        "learnMoreLink": finding.learn_more,
        "locations": [_location(location) for location in finding.locations],
    }


def _location(location: Location) -> Shape:
    return {
        "path": [_element(element) for element in location.path],
        "span": {"start": _position(location.span.start), "end": _position(location.span.end)},
    }


def _element(element: PathElement) -> Shape:
    match element:
        case Value(value):
            return {"value": value}
        case Index(index):
            return {"index": index}
        case Key(key):
            return {"key": key}
        case Substring(start, length):
            return {"substring": {"start": start, "length": length}}


def _position(position: Position) -> Shape:
    return {"line": position.line, "column": position.column, "offset": position.offset}
