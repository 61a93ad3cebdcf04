"""Template tags of the console."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def age_days(moment: datetime | None) -> int | None:
    """Return how many whole days ago `moment` was."""
    return None if moment is None else (timezone.now() - moment).days


@register.filter
def pretty_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
