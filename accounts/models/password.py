"""What an account asks of passwords, and the passwords its users had."""

from django.db import models

from accounts.models.account import Account
from accounts.models.user import User

SHORTEST = 6


class PasswordPolicy(models.Model):
    """An account without one follows AWS's default policy; `max_age_days` and `reuse` are empty when not asked for."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="password_policy")
    shortest = models.PositiveSmallIntegerField(default=SHORTEST)
    needs_symbol = models.BooleanField(default=False)
    needs_number = models.BooleanField(default=False)
    needs_upper = models.BooleanField(default=False)
    needs_lower = models.BooleanField(default=False)
    users_may_change = models.BooleanField(default=False)
    max_age_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reuse = models.PositiveSmallIntegerField(null=True, blank=True)
    hard_expiry = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"password policy of {self.account_id}"


class FormerPassword(models.Model):
    """The hash of a password that its user had before the present one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced = models.DateTimeField()

    def __str__(self) -> str:
        return f"a former password of {self.user_id}"
