"""Groups of users, and who is in them."""

from django.db import models
from django.db.models.functions import Lower

from accounts.models.account import Account
from accounts.models.user import User
from iamconsole import arns


class Group(models.Model):
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="groups")
    unique_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=128), db_persist=True
    )
    path = models.CharField(max_length=512, default="/")
    created = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "name", "path"], name="group_searched"),
            models.Index(fields=["account", "created", "name_key"], name="group_by_creation"),
        ]
        constraints = [models.UniqueConstraint("account", "name_key", name="group_name_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.named(self.account_id, "group", self.path, self.name)


class Membership(models.Model):
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("group", "user", name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"
