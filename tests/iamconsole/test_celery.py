"""The timetable."""

from iamconsole.celery import app


def test_every_job_of_the_timetable_is_known_to_workers() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
