"""The roles a user switched to lately, offered again in the console."""

from django.db import models

from accounts.models.user import User
from iamconsole import arns


class Color(models.TextChoices):
    """The colors by which people tell their roles apart."""

    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"


class SwitchedRole(models.Model):
    """One role in a user's list; `role_name` has the role's path in front: `team/reader`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="switched_roles")
    # A number, not a row: the account may be gone, and who switches learns no more of it than was typed.
    account_number = models.CharField(max_length=12)
    role_name = models.CharField(max_length=576)
    display_name = models.CharField(max_length=64)
    color = models.CharField(max_length=8, choices=Color.choices, default=Color.BLUE)
    used = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "account_number", "role_name", name="switched_role_once")]

    def __str__(self) -> str:
        return f"{self.display_name}: {self.role_arn}"

    @property
    def role_arn(self) -> str:
        return arns.iam(self.account_number, f"role/{self.role_name}")
