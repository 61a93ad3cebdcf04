"""Template tags of the console."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from iamconsole import arns

register = template.Library()


@register.filter
def age_days(moment: datetime | None) -> int | None:
    """Return how many whole days ago `moment` was."""
    return None if moment is None else (timezone.now() - moment).days


@register.filter
def pretty_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


@register.filter
def arn_resource(arn: str) -> str:
    """Return what an ARN names without where it is: `user/people/alice`, `root`; other texts as they are."""
    parts = arns.parse(arn)
    return parts.resource if parts else arn


@register.filter
def arn_name(arn: str) -> str:
    """Return the name at the end of an ARN: `alice`, `root`."""
    return arn_resource(arn).rpartition("/")[2]
