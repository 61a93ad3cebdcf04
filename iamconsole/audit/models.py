"""Events: what was asked, by whom, on what, with which outcome. Append-only; they outlive what they name."""

import uuid
from typing import Any, NoReturn

from django.db import models


class Outcome(models.TextChoices):
    ALLOWED = "allowed"
    DENIED = "denied"
    FAILED = "failed"


class EventQuerySet(models.QuerySet["Event"]):
    """Events are added and read, never changed or removed."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise TypeError("Events are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Events are never removed.")


class Event(models.Model):
    """One call, named by ARNs and names so that it can be read after everybody in it is gone."""

    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account_id = models.CharField(max_length=12)
    time = models.DateTimeField()
    source = models.CharField(max_length=64)
    name = models.CharField(max_length=128)
    changes = models.BooleanField()
    face = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    principal = models.CharField(max_length=2048)
    principal_kind = models.CharField(max_length=32)
    principal_id = models.CharField(max_length=256, blank=True)
    access_key_id = models.CharField(max_length=128, blank=True)
    # The user who switched to the role that `principal` is a session of, and who a session says to stand for.
    invoked_by = models.CharField(max_length=2048, blank=True, default="")
    source_identity = models.CharField(max_length=64, blank=True, default="")
    resource = models.CharField(max_length=2048, blank=True)
    parameters = models.JSONField(default=dict)
    # What a change made of the thing it was done to, as name: [old, new].
    differences = models.JSONField(default=dict)
    error_code = models.CharField(max_length=128, blank=True)
    error_message = models.TextField(blank=True)
    request_id = models.CharField(max_length=64)
    source_ip = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)
    region = models.CharField(max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "-id"], name="event_newest"),
            models.Index(fields=["account_id", "name", "-id"], name="event_by_name"),
            models.Index(fields=["account_id", "principal", "-id"], name="event_by_principal"),
            models.Index(fields=["account_id", "outcome", "-id"], name="event_by_outcome"),
            models.Index(fields=["account_id", "invoked_by", "-id"], name="event_by_invoker"),
        ]

    def __str__(self) -> str:
        return f"{self.time:%Y-%m-%d %H:%M:%S} {self.action} by {self.principal}: {self.outcome}"

    @property
    def action(self) -> str:
        return f"{self.source}:{self.name}"


class Usage(models.Model):
    """The last time a principal was allowed an action, kept as one row so that reports need not read all events."""

    account_id = models.CharField(max_length=12)
    principal_id = models.CharField(max_length=256)
    action = models.CharField(max_length=192)
    region = models.CharField(max_length=64, blank=True)
    source_ip = models.CharField(max_length=64, blank=True)
    last_used = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account_id", "principal_id", "action", name="usage_once")]

    def __str__(self) -> str:
        return f"{self.principal_id} {self.action}"


class UsedResource(models.Model):
    """The last time a principal was allowed an action on one resource; `digest` is the resource in the index."""

    account_id = models.CharField(max_length=12)
    principal_id = models.CharField(max_length=256)
    action = models.CharField(max_length=192)
    resource = models.CharField(max_length=2048, blank=True)
    digest = models.CharField(max_length=32)
    region = models.CharField(max_length=64, blank=True)
    source_ip = models.CharField(max_length=64, blank=True)
    last_used = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("account_id", "principal_id", "action", "digest", name="used_resource_once")
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} {self.action} {self.resource}"


class KeyUse(models.Model):
    """The last call that was signed with a long-term access key and allowed."""

    account_id = models.CharField(max_length=12)
    access_key_id = models.CharField(max_length=128)
    action = models.CharField(max_length=192)
    region = models.CharField(max_length=64, blank=True)
    source_ip = models.CharField(max_length=64, blank=True)
    last_used = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account_id", "access_key_id", name="key_use_once")]

    def __str__(self) -> str:
        return f"{self.access_key_id} {self.action}"


class UsageMark(models.Model):
    """How far `Usage` has been filled: every event up to this one counts in it. There is one row."""

    event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.event_id)
