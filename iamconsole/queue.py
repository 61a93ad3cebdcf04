"""Send tasks by name, from places that stand below the tasks: names are whole, so that grep finds them."""

from typing import Any

from celery import current_app
from django.db import transaction


def send(task: str, *arguments: Any) -> None:
    current_app.send_task(task, arguments)


def send_after_commit(task: str, *arguments: Any) -> None:
    """Send once the present transaction holds; a queue that fails then is logged and undoes nothing."""

    def send_now() -> None:
        send(task, *arguments)

    transaction.on_commit(send_now, robust=True)
