"""Policies on identities: managed ones by reference, inline ones by value; each on exactly one identity."""

from django.db import models

from accounts.models.group import Group
from accounts.models.role import Role
from accounts.models.user import User
from policies.models import Policy

ONE_IDENTITY = (
    models.Q(user__isnull=False, group__isnull=True, role__isnull=True)
    | models.Q(user__isnull=True, group__isnull=False, role__isnull=True)
    | models.Q(user__isnull=True, group__isnull=True, role__isnull=False)
)


class Attachment(models.Model):
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="attached_to")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_IDENTITY, name="attachment_on_one_identity"),
            models.UniqueConstraint("policy", "user", name="attachment_to_user_once"),
            models.UniqueConstraint("policy", "group", name="attachment_to_group_once"),
            models.UniqueConstraint("policy", "role", name="attachment_to_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} on {self.user or self.group or self.role}"


class InlinePolicy(models.Model):
    name = models.CharField(max_length=128)
    document = models.TextField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="inline_policies")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="inline_policies")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="inline_policies")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_IDENTITY, name="inline_policy_on_one_identity"),
            models.UniqueConstraint("name", "user", name="inline_policy_of_user_once"),
            models.UniqueConstraint("name", "group", name="inline_policy_of_group_once"),
            models.UniqueConstraint("name", "role", name="inline_policy_of_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.user or self.group or self.role}"
