"""The tables of iamconsole itself."""

from iamconsole.audit.models import Event, Usage

__all__ = ["Event", "Usage"]
