"""What every page shows around its content: who is signed in, and the way to the other pages."""

from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

Section = dict[str, Any]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the frame."""
    return {
        "identity": import_string(settings.CONSOLE_IDENTITY)(request),
        "navigation": _navigation(request.path),
        "search_url": reverse("search:search"),
    }


def _navigation(path: str) -> list[Section]:
    return [
        {"label": label, "links": [_item(entry, path) for entry in entries]} for label, entries in _sections().items()
    ]


def _item(entry: tuple[str, str, str], path: str) -> dict[str, Any]:
    label, url_name, icon = entry
    url = reverse(url_name)
    active = path == url or (path.startswith(url) and url != reverse("console:home"))
    return {"label": label, "url": url, "icon": icon, "active": active}


@cache
def _sections() -> dict[str, list[tuple[str, str, str]]]:
    """Return the entries (label, URL name, icon) of each section, gathered from the apps in their order."""
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for name in settings.CONSOLE_NAVIGATION:
        for section, entries in import_module(name).NAVIGATION.items():
            sections.setdefault(section, []).extend(entries)
    return sections
