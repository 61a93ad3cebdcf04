"""What the console remembers of a person: how a list is shown, and searches of it that were given a name."""

from typing import ClassVar

from django.db import models


class ListPreference(models.Model):
    """One row for each list and person, who may be a user, root or somebody in a role: `principal_id` is the caller's.

    `columns` are the keys of the columns that are shown, `searches` are dicts of `name`, `search` and `sort`. Empty
    columns and a page size of 0 mean that nothing was chosen.
    """

    account_id = models.CharField(max_length=12)
    principal_id = models.CharField(max_length=256)
    list_name = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    page_size = models.PositiveSmallIntegerField(default=0)
    searches = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("account_id", "principal_id", "list_name", name="list_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_name} of {self.principal_id}"
