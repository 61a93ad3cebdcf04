"""An account: the wall around everything else."""

from django.core.validators import RegexValidator
from django.db import models

ACCOUNT_ID = RegexValidator(r"\A[0-9]{12}\Z", "An account id has 12 digits.")
ALIAS = RegexValidator(
    r"\A(?![0-9]{12}\Z)[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]\Z",
    "An alias has 3 to 63 lower-case letters, digits and single hyphens, and is not 12 digits.",
)


class MFARequirement(models.TextChoices):
    """Who must have a second factor in the console. Root always must."""

    ALL = "All", "Everybody"
    ADMINISTRATORS = "Administrators", "Administrators"
    POLICY = "Policy", "Whom their own policies ask"


class Account(models.Model):
    """`policies_stamp` is another after every change; compiled policies are cached under it."""

    id = models.CharField(primary_key=True, max_length=12, validators=[ACCOUNT_ID])
    alias = models.CharField(max_length=63, blank=True, validators=[ALIAS])
    created = models.DateTimeField()
    policies_stamp = models.PositiveBigIntegerField(default=0)
    mfa_requirement = models.CharField(max_length=16, choices=MFARequirement.choices, default=MFARequirement.ALL)
    token_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("alias", condition=~models.Q(alias=""), name="account_alias_once"),
        ]

    def __str__(self) -> str:
        return self.alias or self.id
