"""Read data/services.zip, one service at a time."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from policies.catalog.model import (
    AccessLevel,
    Action,
    ActionResource,
    ConditionKey,
    KeyType,
    ResourceType,
    Service,
)

SERVICES = Path(__file__).with_name("data") / "services.zip"

_ARRAY = "ArrayOf"


class Archive(Mapping[str, Service]):
    """The services of one file. Nothing is read before the first question, and no service twice."""

    def __init__(self, path: Path = SERVICES) -> None:
        self._path = path
        self._decoded: dict[str, Service] = {}

    def __getitem__(self, prefix: str) -> Service:
        if prefix not in self._decoded:
            name, _ = self.index["services"][prefix]
            self._decoded[prefix] = _service(prefix, name, self._member(prefix))
        return self._decoded[prefix]

    def __iter__(self) -> Iterator[str]:
        return iter(self.index["services"])

    def __len__(self) -> int:
        return len(self.index["services"])

    def __contains__(self, prefix: object) -> bool:
        return prefix in self.index["services"]

    @cached_property
    def index(self) -> dict[str, Any]:
        """Return source, version and date, and for each service its name and the names of its actions."""
        index: dict[str, Any] = self._member("index")
        return index

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        # in memory, so that forked processes never share a file offset
        return zipfile.ZipFile(io.BytesIO(self._path.read_bytes()))

    def _member(self, name: str) -> Any:
        return json.loads(self._zip.read(f"{name}.json"))


def _service(prefix: str, name: str, content: dict[str, Any]) -> Service:
    return Service(
        prefix,
        name,
        tuple(_action(prefix, action, *row) for action, row in content["actions"].items()),
        tuple(
            ResourceType(prefix, kind, arn_format, tuple(keys))
            for kind, (arn_format, keys) in content["resource_types"].items()
        ),
        tuple(_condition_key(key, *row) for key, row in content["condition_keys"].items()),
    )


def _action(service: str, name: str, level: str, description: str, rows: list[list[Any]]) -> Action:
    resources = tuple(
        ActionResource(kind, bool(required), tuple(keys), tuple(actions)) for kind, required, keys, actions in rows
    )
    whole = next((row for row in resources if not row.name), ActionResource(""))
    return Action(
        service,
        name,
        AccessLevel(level),
        description,
        tuple(row for row in resources if row.name),
        whole.condition_keys,
        whole.dependent_actions,
    )


def _condition_key(name: str, kind: str, description: str) -> ConditionKey:
    return ConditionKey(name, KeyType(kind.removeprefix(_ARRAY)), kind.startswith(_ARRAY), description)
