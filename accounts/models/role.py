"""Roles: identities without credentials of their own, taken on by whom their trust policy names."""

from django.db import models
from django.db.models.functions import Lower

from accounts.models.account import Account
from iamconsole import arns
from policies.models import Policy

SERVICE_LINKED_PATH = "/aws-service-role/"
DEFAULT_SESSION_SECONDS = 3600


class Role(models.Model):
    """`trust` is the trust policy as it was written; `trusted_ids` remembers which user or role each ARN in it named.

    AWS keeps principals by their unique ids: who was renamed stays trusted, who was deleted and made anew does not.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    unique_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=64), db_persist=True
    )
    path = models.CharField(max_length=512, default="/")
    description = models.CharField(max_length=1000, blank=True)
    trust = models.TextField()
    trusted_ids = models.JSONField(default=dict, blank=True)
    max_session_seconds = models.PositiveIntegerField(default=DEFAULT_SESSION_SECONDS)
    boundary = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, blank=True, related_name="bounded_roles")
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    last_used_region = models.CharField(max_length=64, blank=True)

    class Meta:
        # The orders of the list of roles.
        indexes = [
            models.Index(fields=["account", "name", "path"], name="role_searched"),
            models.Index(fields=["account", "created", "name_key"], name="role_by_creation"),
            models.Index(fields=["account", "last_used", "name_key"], name="role_by_last_use"),
        ]
        constraints = [models.UniqueConstraint("account", "name_key", name="role_name_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.named(self.account_id, "role", self.path, self.name)

    @property
    def is_service_linked(self) -> bool:
        return self.path.startswith(SERVICE_LINKED_PATH)

    def session_arn(self, session_name: str) -> str:
        """Return the ARN of a session, which leaves out the role's path."""
        return arns.sts(self.account_id, f"assumed-role/{self.name}/{session_name}")


class InstanceProfile(models.Model):
    """What hands a role to a machine; it holds at most one."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="instance_profiles")
    unique_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=128), db_persist=True
    )
    path = models.CharField(max_length=512, default="/")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="instance_profiles")
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("account", "name_key", name="instance_profile_name_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.named(self.account_id, "instance-profile", self.path, self.name)
