"""Hand work to the workers once the change that asks for it is committed.

Nothing depends on it: what is lost between here and a worker is found in the database by the next turn of the clock.
"""

import logging

from celery import signature
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

COMPUTE, DELIVER, DEACTIVATE = (
    f"accounts.tasks.{name}" for name in ("compute_report_part", "deliver_report_mail", "deactivate_unused_keys")
)


def enqueue(task: str, *arguments: str | int) -> None:
    transaction.on_commit(lambda: _send(task, arguments))


def _send(task: str, arguments: tuple[str | int, ...]) -> None:
    try:
        signature(task, args=arguments).apply_async()
    except (OperationalError, OSError) as error:
        logger.warning("%s could not be queued, the clock will find it: %s", task, error)
