"""Template tags of the console."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.module_loading import import_string

from iamconsole import arns
from iamconsole.aws.pipeline import possible

register = template.Library()


@register.simple_tag(takes_context=True)
def lacks(context: Context, action: str) -> str:
    """Return why a button for `action` is of no use to who looks at the page, "" when it is.

    Everything else that may refuse an action, such as the thing it is for, is told when it is tried.
    """
    if not action:
        return ""
    request = context["request"]
    if not hasattr(request, "may_ever"):
        request.may_ever = possible(import_string(settings.CONSOLE_CALLER)(request))
    return "" if request.may_ever(action) else f"Your policies do not allow {action}"


@register.filter
def age_days(moment: datetime | None) -> int | None:
    """Return how many whole days ago `moment` was."""
    return None if moment is None else (timezone.now() - moment).days


@register.filter
def days(moment: datetime | None) -> str:
    """Return the age of `moment` as a person says it: `0 days`, `1 day`, or "" when there is none."""
    age = age_days(moment)
    return "" if age is None else f"{age} day" if age == 1 else f"{age} days"


@register.filter
def ago(moment: datetime | None) -> str:
    """Return when `moment` was: `today`, `1 day ago`, or "" when it never was."""
    if moment is None:
        return ""
    return "Today" if age_days(moment) == 0 else f"{days(moment)} ago"


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


@register.filter
def indented(text: str) -> str:
    """Return JSON text with a line for each value; a text that is no JSON as it is."""
    try:
        return pretty_json(json.loads(text))
    except ValueError:
        return text
