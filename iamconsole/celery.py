"""The Celery application and the only timetable."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")

app = Celery("iamconsole")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "key-age-report": {
        "task": "accounts.tasks.send_key_age_reports",
        "schedule": settings.KEY_AGE_SCHEDULE,
    },
    "ended-sessions": {
        "task": "accounts.tasks.forget_ended_sessions",
        "schedule": 3600.0,
    },
    "reports": {
        "task": "accounts.tasks.turn_report_clock",
        "schedule": float(settings.REPORT_TICK_SECONDS),
    },
    "usage": {
        "task": "accounts.tasks.roll_up_usage",
        "schedule": 300.0,
    },
    "tables": {
        "task": "iamconsole.tasks.analyze_tables",
        "schedule": crontab(hour=3, minute=40),
    },
}
