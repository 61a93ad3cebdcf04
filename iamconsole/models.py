"""The tables of iamconsole itself."""

from iamconsole.audit.models import Event, KeyUse, Usage, UsageMark, UsedResource
from iamconsole.console.models import ListPreference

__all__ = ["Event", "KeyUse", "ListPreference", "Usage", "UsageMark", "UsedResource"]
