"""An IAM user is the user Django signs in; the account's root user is one with an empty name."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower

from accounts.models.account import Account
from iamconsole import arns
from policies.models import Policy


class UserManager(models.Manager["User"]):
    """Finds users as Django's authentication asks for them."""

    def get_by_natural_key(self, unique_id: str) -> "User":
        return self.get(unique_id=unique_id)


class User(AbstractBaseUser):
    """`password` is usable exactly when the user has a login profile, that is, a console password."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="users")
    unique_id = models.CharField(max_length=32, unique=True)
    is_root = models.BooleanField(default=False)
    name = models.CharField(max_length=64, blank=True)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=64), db_persist=True
    )
    path = models.CharField(max_length=512, default="/")
    email = models.EmailField(blank=True)
    # When somebody followed the link that was mailed there; root's address is known without.
    email_confirmed = models.DateTimeField(null=True, blank=True)
    link_mailed = models.DateTimeField(null=True, blank=True)
    boundary = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, blank=True, related_name="bounded_users")
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()
    password_created = models.DateTimeField(null=True, blank=True)
    password_changed = models.DateTimeField(null=True, blank=True)
    password_used = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    # Django would write `last_login` on every sign-in; `password_used` says the same in AWS's terms.
    last_login = None

    USERNAME_FIELD = "unique_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        # The orders of the list of users.
        indexes = [
            # Searched for a part of a name or path without a look at the rows: see iamconsole.searching.
            models.Index(fields=["account", "name", "path", "is_root"], name="user_searched"),
            models.Index(fields=["account", "created", "name_key"], name="user_by_creation"),
            models.Index(fields=["account", "password_created", "name_key"], name="user_by_password_age"),
            models.Index(fields=["account", "password_used", "name_key"], name="user_by_sign_in"),
        ]
        constraints = [
            models.UniqueConstraint("account", "name_key", name="user_name_once"),
            models.CheckConstraint(
                condition=models.Q(is_root=True, name="") | (models.Q(is_root=False) & ~models.Q(name="")),
                name="only_root_has_no_name",
            ),
        ]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        if self.is_root:
            return arns.root(self.account_id)
        return arns.named(self.account_id, "user", self.path, self.name)

    @property
    def label(self) -> str:
        """The name a person reads."""
        return "root" if self.is_root else self.name

    @property
    def mail_address(self) -> str:
        """Where mail reaches this user for certain, "" when no address is confirmed."""
        return self.email if self.is_root or self.email_confirmed else ""

    @property
    def has_password(self) -> bool:
        return self.password_created is not None

    def has_perm(self, *_args: Any) -> bool:
        """Django's own permissions are not used: the engine decides."""
        return False
