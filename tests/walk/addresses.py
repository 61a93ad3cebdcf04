"""Every address of the site, read from the URL configuration: a page that is added cannot be forgotten."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.generic import View

from iamconsole.access import is_open_to_everybody

METHODS = ("get", "post", "put", "patch", "delete")
# What views that are functions answer; a new one has to be entered.
FUNCTIONS = {
    "signin:sign-out": {"post"},
    "switching:switch-back": {"post"},
    "outbound-configuration": {"get", "post"},
    "outbound-keys": {"get", "post"},
}


@dataclass(frozen=True)
class Address:
    """One entry of the URL configuration; `name` is how the code calls it, `users:detail`."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_open(self) -> bool:
        return is_open_to_everybody(self.view)

    @property
    def methods(self) -> frozenset[str]:
        """Return the methods that the view answers."""
        view = getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)
        if view is None:
            return frozenset(FUNCTIONS[self.name])
        assert issubclass(view, View), f"{self.name} is no view that is known here"
        return frozenset(method for method in METHODS if hasattr(view, method) and method in view.http_method_names)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields of the page's form, where it has one form."""
        form = getattr(getattr(self.view, "view_class", None), "form_class", None)
        return tuple(getattr(form, "base_fields", ()))

    def path(self, values: Mapping[str, str]) -> str:
        """Return the address with `values`, which are named as `users.name` or, for every feature, `name`."""
        feature = self.name.rpartition(":")[0]
        given = {}
        for argument in self.arguments:
            value = values.get(f"{feature}.{argument}") or values.get(argument)
            assert value, f"{self.route}: say in tests/walk/world.py what '{feature}.{argument}' names in the account"
            given[argument] = value
        return reverse(self.name, kwargs=given)


def addresses() -> tuple[Address, ...]:
    """Return every address but that of the AWS API, which takes all the rest."""
    found = tuple(_below(get_resolver(), "", ""))
    unnamed = [address.route for address in found if not address.name]
    assert unnamed == [""], f"every page has a name: {unnamed}"
    return tuple(address for address in found if address.name)


def _below(resolver: URLResolver, route: str, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _below(entry, here, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}:{entry.name}" if namespace and entry.name else entry.name or ""
            yield Address(name, here, tuple(_arguments(entry)), entry.callback)


def _arguments(entry: URLPattern) -> Iterator[str]:
    yield from entry.pattern.converters
    yield from (name for name in entry.pattern.regex.groupindex if name not in entry.pattern.converters)


def report(wrong: list[Any]) -> str:
    """Return what went wrong, a line for each."""
    return "\n".join(("", *map(str, wrong)))
