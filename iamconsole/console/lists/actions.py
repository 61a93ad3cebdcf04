"""What can be done to several rows of a list at once: each row by operations of its own, and each with its own result.

BulkAction(
    key="delete", label="Delete", verb="delete", done="Deleted", needs="iam:DeleteUser", danger=True,
    words="A deleted user cannot come back.",
    steps=lambda caller, user, _fields: deletion_steps(caller, user.name),
)
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from iamconsole.caller import Caller
from iamconsole.console.steps import Step, run_all
from iamconsole.errors import ServiceError

# As many rows as one page of results still shows, and one request still changes.
MOST_ROWS = 1000
# A browser waits no longer for a page without saying so; what is left is offered again.
MOST_SECONDS = 20.0

Steps = Callable[[Caller, Any, Mapping[str, Any]], Sequence[Step]]


class BulkForm(forms.Form):
    """What an action still needs to know; what it offers is what its caller may see."""

    def __init__(self, data: QueryDict | None = None, *, caller: Caller) -> None:
        super().__init__(data)
        self.caller = caller


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`steps` gives the operations of one row; `needs` names the action without which it is not offered.

    `fields` are asked for before it is done, once for all rows. `danger` asks to type what goes.
    """

    key: str
    label: str
    done: str
    needs: str
    steps: Steps
    words: str = ""
    fields: type[BulkForm] | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one row: done, or why not; `is_reached` is False where the time was over before."""

    identity: str
    name: str
    url: str
    refused: str = ""
    is_reached: bool = True

    @property
    def is_done(self) -> bool:
        return self.is_reached and not self.refused


@dataclass(frozen=True, slots=True)
class Picked:
    """A row that an action is for."""

    identity: str
    name: str
    url: str
    row: Any


def run(caller: Caller, action: BulkAction, picked: Iterable[Picked], fields: Mapping[str, Any]) -> list[Result]:
    """Do it to one row after the other, each in a transaction of its own: what is refused for one stops no other."""
    end = time.monotonic() + MOST_SECONDS
    return [_run_one(caller, action, one, fields, in_time=time.monotonic() < end) for one in picked]


def _run_one(caller: Caller, action: BulkAction, one: Picked, fields: Mapping[str, Any], *, in_time: bool) -> Result:
    if not in_time:
        return Result(one.identity, one.name, one.url, is_reached=False)
    try:
        run_all(caller, action.steps(caller, one.row, fields))
    except ServiceError as error:
        return Result(one.identity, one.name, one.url, refused=error.message)
    return Result(one.identity, one.name, one.url)
