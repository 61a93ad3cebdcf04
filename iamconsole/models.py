"""The tables of iamconsole itself."""

from iamconsole.audit.models import Event, Usage, UsageMark
from iamconsole.console.models import ListPreference

__all__ = ["Event", "ListPreference", "Usage", "UsageMark"]
