"""What the pages of reports say alike: the way back, a schedule in words, its next moments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.reporting.kinds import KINDS
from accounts.schedules import services
from accounts.schedules.rhythm import zone
from iamconsole.errors import InvalidInput


def crumbs_to(*more: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in (("Reports", reverse("schedules:list")), *more)]


def kind_title(name: str) -> str:
    return KINDS[name].title if name in KINDS else name


def with_words(schedule: Mapping[str, Any]) -> dict[str, Any]:
    every = schedule["EveryDays"]
    days = "every day" if every == 1 else f"every {every} days"
    when = f"cron {schedule['Cron']}" if schedule["Cron"] else f"{days} at {schedule['At']}"
    local = schedule["NextRun"].astimezone(zone(schedule["TimeZone"])) if schedule["NextRun"] else None
    return {
        **schedule,
        "kind": kind_title(schedule["Kind"]),
        "when": when,
        "next": f"{local:%Y-%m-%d %H:%M}" if local else "",
        "recipients": [one["Value"] for one in schedule["Recipients"]],
    }


def moments(cron: str, every_days: int, at: str, time_zone: str) -> dict[str, Any]:
    """Return the next moments in the zone's own time, or what is wrong with the description."""
    try:
        found = services.next_moments(cron, every_days, at, time_zone, timezone.now())
    except (InvalidInput, ValueError) as error:
        return {"error": str(getattr(error, "message", "")) or "This is no time of day."}
    local: list[datetime] = [moment.astimezone(zone(time_zone)) for moment in found]
    return {"zone": time_zone, "next": [f"{moment:%A, %Y-%m-%d %H:%M}" for moment in local]}
