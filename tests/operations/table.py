"""`make operations-table`: write docs/operations.md, from the operations as they are registered and AWS's own data.

What stands there is derived: names from the service models, permissions and condition keys from the catalog of actions,
the rest from the operations' own declarations. `test_table.py` compares the file with what comes out here.
"""

import json
import sys
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

from iamconsole.aws import model, registry
from iamconsole.aws.registry import Operation
from iamconsole.caller import Caller, CallerKind, Face, Origin
from policies.catalog import default_catalog

PAGE = Path(__file__).parents[2] / "docs/operations.md"
NEVER = Path(__file__).with_name("never.json")
SERVICES = ("iam", "sts", "accessanalyzer")
# Those that are served whole, and so held to everything their models say.
WHOLE = ("iam", "sts")
LISTER = Caller(CallerKind.ROOT, "123456789012", "", "", Origin(Face.COMMAND, ""))


@dataclass(frozen=True)
class Never:
    """An error that AWS's model lets operations answer, and that does not occur here."""

    code: str
    operations: tuple[str, ...]
    why: str

    def is_about(self, service: str, operation: str) -> bool:
        return not self.operations or f"{service}:{operation}" in self.operations


@cache
def never() -> tuple[Never, ...]:
    entries = json.loads(NEVER.read_text())
    return tuple(Never(entry["code"], tuple(entry.get("operations", ())), entry["why"]) for entry in entries)


def never_occurs(operation: Operation, code: str) -> bool:
    """Whether it is explained why an operation does not answer an error that its model lists."""
    return any(entry.code == code and entry.is_about(operation.service, operation.name) for entry in never())


def page() -> str:
    """Return the whole of docs/operations.md."""
    return (
        "\n".join([*_introduction(), *(line for service in SERVICES for line in _service(service)), *_never()]) + "\n"
    )


def _introduction() -> Iterator[str]:
    yield "# Operations"
    yield ""
    yield "Made by `make operations-table` from the service models, the catalog of actions and the code; do not edit."
    yield ""
    yield "- **answers**: `yes`, or `refuses` where only Amazon can do it; the notes say what is missing here."
    yield "- **authorized**: the action that a policy must allow, and on which resources it is asked about."
    yield "- **condition keys**: those of the action and of its resources, besides the global ones."
    yield "- **quotas**: what is checked before anything changes."


def _service(service: str) -> Iterator[str]:

    rows = [_row(operation) for operation in registry.operations() if operation.service == service]
    yield ""
    yield f"## {service}: {len(rows)} of {len(model.service(service).operation_names)} operations"
    yield ""
    yield "| operation | answers | authorized | condition keys | quotas |"
    yield "|---|---|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    notes = dict.fromkeys(_note(operation) for operation in _refusing(service))
    if notes:
        yield ""
        yield "What refuses, and why:"
        yield ""
        yield from (f"- {note}" for note in notes)


def _row(operation: Operation) -> tuple[str, str, str, str, str]:
    answers = "refuses" if is_refusing(operation) else "yes"
    keys = ", ".join(f"`{key}`" for key in condition_keys(operation))
    return operation.name, answers, _authorized(operation), keys, ", ".join(map(str, operation.quotas))


def is_refusing(operation: Operation) -> bool:
    """Whether the function of an operation cannot but raise: its signature says so, and mypy checks it."""
    return typing.get_type_hints(operation.handler)["return"] is NoReturn


def condition_keys(operation: Operation) -> tuple[str, ...]:
    """Return the keys, besides the global ones, that AWS lists for the action of an operation."""
    action = default_catalog().action(operation.action)
    return tuple(key.name for key in default_catalog().condition_keys(action)) if action else ()


def _authorized(operation: Operation) -> str:
    if operation.by_trust:
        return f"`{operation.action}` by the role's trust policy" + ("; not signed" if operation.account_of else "")
    if operation.open_to_all:
        return "no permission needed"
    return f"`{operation.action}` on {_resources(operation)}"


def _resources(operation: Operation) -> str:

    action = default_catalog().action(operation.action)
    types = [resource.name for resource in action.resources] if action else []
    if types:
        return ", ".join(types)
    if operation.resource is registry.anything:
        return "`*`"
    if not operation.name.startswith("List"):
        return "the ARN in the request"
    # A list is asked for by the path that it is read from.
    return f"`{operation.resource_of(LISTER, {}).arn.rpartition(':')[2]}`"


def _refusing(service: str) -> list[Operation]:
    return [one for one in registry.operations() if one.service == service and is_refusing(one)]


def _note(operation: Operation) -> str:
    """Return the sentence that says what is missing: the operation's own, or the first of its module."""
    text = operation.handler.__doc__ or sys.modules[operation.handler.__module__].__doc__ or ""
    sentence = " ".join(text.split("\n\n")[0].split())
    names = [one.name for one in _refusing(operation.service) if _same_note(one, operation)]
    return f"{', '.join(names)}: {sentence}"


def _same_note(one: Operation, other: Operation) -> bool:
    if one.handler.__doc__ or other.handler.__doc__:
        return one is other
    return bool(one.handler.__module__ == other.handler.__module__)


def _never() -> Iterator[str]:
    yield ""
    yield "## Errors of the service models that do not occur"
    yield ""
    yield "Every other error that a model lists is provoked by a test, once for each operation."
    yield ""
    yield "| error | of | why not |"
    yield "|---|---|---|"
    for entry in never():
        names = ", ".join(name.partition(":")[2] for name in entry.operations) or "all"
        yield f"| {entry.code} | {names} | {entry.why} |"
