"""Pages and tasks, found by the letters of their names: what Ctrl-K offers beside the things of an account."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings
from django.urls import reverse

MOST = 8


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do on a page. `words` are other names of it; `needs` is the action without which it is no use."""

    label: str
    url_name: str
    needs: str = ""
    words: str = ""
    icon: str = "bolt"
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name) + self.query


def find(text: str, may: Callable[[str], bool]) -> list[tuple[str, Task]]:
    """Return pages and tasks that `text` may mean, the likeliest first, with their kind: page or task."""
    scored = sorted(
        (score, index, kind, task)
        for index, (kind, task) in enumerate(_everything())
        if (score := _score(text.lower(), task)) is not None and (not task.needs or may(task.needs))
    )
    return [(kind, task) for _, _, kind, task in scored[:MOST]]


def _score(text: str, task: Task) -> int | None:
    """Return how far the task is from the text: 0 begins with it, then by words, then by letters; None is not meant."""
    label = task.label.lower()
    if label.startswith(text):
        return 0
    known = f"{label} {task.words}".split()
    if all(any(one.startswith(word) for one in known) for word in text.split()):
        return 1
    if text in label:
        return 2
    return 3 if len(text) > 2 and _has_letters(label, text) else None


def _has_letters(label: str, text: str) -> bool:
    """Tell whether the letters of `text` stand in `label` in this order."""
    rest = iter(label)
    return all(letter in rest for letter in text if not letter.isspace())


@cache
def _everything() -> Sequence[tuple[str, Task]]:
    return tuple(_gathered())


def _gathered() -> Iterator[tuple[str, Task]]:
    modules = [import_module(name) for name in settings.CONSOLE_NAVIGATION]
    for module in modules:
        for entries in module.NAVIGATION.values():
            for label, url_name, icon in entries:
                yield "page", Task(label, url_name, icon=icon)
    for module in modules:
        for task in getattr(module, "TASKS", ()):
            yield "task", task
