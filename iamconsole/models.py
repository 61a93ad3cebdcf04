"""The tables of iamconsole itself."""

from iamconsole.audit.models import Event, Usage, UsageMark

__all__ = ["Event", "Usage", "UsageMark"]
