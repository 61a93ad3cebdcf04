"""The mark of views that need no sign-in; every other view is behind the gate."""

from collections.abc import Callable
from typing import Any, TypeVar

AnyView = TypeVar("AnyView", bound=Callable[..., Any])


def open_to_everybody(view: AnyView) -> AnyView:
    """Mark a view that needs no sign-in, or that authenticates by itself."""
    view.open_to_everybody = True  # type: ignore[attr-defined]
    return view


def is_open_to_everybody(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, "open_to_everybody", False))
