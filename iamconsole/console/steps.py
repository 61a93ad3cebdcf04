"""Several operations that stand or fall together: deleting a user takes one for everything the user has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from iamconsole.aws import fresh, registry
from iamconsole.aws.pipeline import allows, invoke
from iamconsole.caller import Caller


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a sequence, and what it does in words for the page that asks first."""

    name: str
    parameters: Mapping[str, Any]
    words: str = ""
    service: str = "iam"


def run_all(caller: Caller, steps: Sequence[Step]) -> None:
    """Call the operations one after the other; when one is refused nothing is changed.

    Each writes its event, and all of them stand in one transaction, so that none tells of a change that was undone.
    The event of a refusal would be undone as well. So the steps are asked for their permissions first, and one that is
    denied is called outside, where its denial stays recorded; what is left to fail inside is a change by somebody else
    in the same moment. A fresh factor is asked for before the first of them.
    """
    for step in steps:
        fresh.check(caller, registry.find(step.service, step.name))
    for step in steps:
        if not allows(caller, step.service, step.name, step.parameters):
            invoke(caller, step.service, step.name, step.parameters)
    with transaction.atomic():
        for step in steps:
            invoke(caller, step.service, step.name, step.parameters)
