"""iamconsole: the wire, the pipeline, the audit and the console's base; it imports no app above it."""

from iamconsole.celery import app as celery_app

__all__ = ["celery_app"]
