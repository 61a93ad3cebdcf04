"""What validation answers: findings with a code, a sentence, and the places they speak of.

The shapes are those of Access Analyzer's ValidatePolicy; lines start at 1, columns and offsets at 0,
and a span ends behind its last character.
"""

from dataclasses import dataclass
from enum import StrEnum


class PolicyType(StrEnum):
    IDENTITY = "IDENTITY_POLICY"
    RESOURCE = "RESOURCE_POLICY"
    SERVICE_CONTROL = "SERVICE_CONTROL_POLICY"
    RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY"


class FindingType(StrEnum):
    ERROR = "ERROR"
    SECURITY_WARNING = "SECURITY_WARNING"
    WARNING = "WARNING"
    SUGGESTION = "SUGGESTION"


TRUST_POLICY = "AWS::IAM::AssumeRolePolicyDocument"


@dataclass(frozen=True, slots=True)
class Value:
    """The member `value` of an object."""

    value: str


@dataclass(frozen=True, slots=True)
class Index:
    """An entry of a list."""

    index: int


@dataclass(frozen=True, slots=True)
class Key:
    """The name itself of a member of an object."""

    key: str


@dataclass(frozen=True, slots=True)
class Substring:
    """A part of a string."""

    start: int
    length: int


PathElement = Value | Index | Key | Substring


@dataclass(frozen=True, slots=True)
class Position:
    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class Span:
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Location:
    path: tuple[PathElement, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    type: FindingType
    code: str
    details: str
    learn_more: str
    locations: tuple[Location, ...]
