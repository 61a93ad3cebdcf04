"""What a browser sends from a step of a wizard: the fields of all steps, each under its step's name."""

from collections.abc import Mapping
from typing import Any

Fields = dict[str, Any]


def sent(at: str, go: str = "next", **steps: Mapping[str, Any]) -> Fields:
    """Return the fields of `steps`, which were all seen, as sent from the step `at` by the button `go`."""
    entered = {f"{step}-{name}": value for step, fields in steps.items() for name, value in fields.items()}
    return {"at": at, "go": go, "seen": [*steps, at], **entered}
