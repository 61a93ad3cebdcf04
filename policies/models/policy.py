"""Managed policies and their versions.

An account is named by its number, not by a foreign key: policies know nothing of the accounts app above them. AWS
managed policies belong to the account `aws`, as in their ARNs.
"""

from django.db import models
from django.db.models.functions import Coalesce, Lower

from iamconsole import arns

AWS = "aws"


class PolicyQuerySet(models.QuerySet["Policy"]):
    def seen_by(self, account_id: str) -> "PolicyQuerySet":
        """Return policies that know how often `account_id` uses them: `attachments` and `boundaries`."""
        own = models.FilteredRelation("uses", condition=models.Q(uses__account_id=account_id))
        return self.annotate(  # type: ignore[no-redef]
            own_use=own,
            attachments=Coalesce("own_use__attachments", 0),
            boundaries=Coalesce("own_use__boundaries", 0),
        )

    def by_arn(self, arn: str, account_id: str) -> "Policy | None":
        """Return the policy of `account_id`, or of AWS, that `arn` names exactly."""
        parts = arns.parse(arn)
        if parts is None or parts.account_id not in (account_id, AWS):
            return None
        name = parts.resource.rpartition("/")[2]
        policy = self.seen_by(account_id).filter(account_id=parts.account_id, name_key=name.lower()).first()
        return policy if policy is not None and policy.arn == arn else None


class Policy(models.Model):
    """A managed policy. Read through `seen_by`, it knows how often the account that looks uses it."""

    # Of a policy that was just made; `seen_by` puts the counts in their place.
    attachments = 0
    boundaries = 0

    unique_id = models.CharField(max_length=32, unique=True)
    account_id = models.CharField(max_length=12)
    name = models.CharField(max_length=128)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=128), db_persist=True
    )
    path = models.CharField(max_length=512, default="/")
    description = models.CharField(max_length=1000, blank=True)
    default_version = models.PositiveIntegerField(default=1)
    latest_version = models.PositiveIntegerField(default=1)
    tags = models.JSONField(default=list, blank=True)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "name", "path"], name="policy_searched"),
            models.Index(fields=["account_id", "created", "id"], name="policy_by_creation"),
            models.Index(fields=["account_id", "updated", "id"], name="policy_by_edition"),
        ]
        constraints = [models.UniqueConstraint("account_id", "name_key", name="policy_name_once")]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.named(self.account_id, "policy", self.path, self.name)

    @property
    def is_aws_managed(self) -> bool:
        return self.account_id == AWS

    @property
    def is_for_services_only(self) -> bool:
        """Policies of service-linked roles can be attached by AWS alone."""
        return self.is_aws_managed and self.path.startswith("/aws-service-role/")

    @property
    def is_in_use(self) -> bool:
        return self.attachments + self.boundaries > 0


class PolicyVersion(models.Model):
    """One document a policy has or had; versions are numbered from 1 and never reused."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("policy", "number", name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.policy} {self.label}"

    @property
    def label(self) -> str:
        return f"v{self.number}"

    @property
    def is_default(self) -> bool:
        return self.number == self.policy.default_version


class PolicyUse(models.Model):
    """How often one account has a policy attached, and as a boundary; kept by those who attach it.

    Counted for each account apart, because accounts share the policies of AWS.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="uses")
    account_id = models.CharField(max_length=12)
    attachments = models.PositiveIntegerField(default=0)
    boundaries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("policy", "account_id", name="policy_use_once")]

    def __str__(self) -> str:
        return f"{self.policy} in {self.account_id}"


class LoadedData(models.Model):
    """Which edition of a data file the tables hold."""

    name = models.CharField(primary_key=True, max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} {self.digest}"
