"""Columns whose content the vault encrypts: that they are of this kind is how a rotation of its keys finds them."""

from collections.abc import Callable
from typing import Any

from django.db import models

Purpose = Callable[[Any], str]


class _Sealed:
    """`purpose` returns for a row what its content is bound to. To the database the column is plain text."""

    plain: str

    def __init__(self, *args: Any, purpose: Purpose | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]  # of the field beside this
        return name, self.plain, args, kwargs


class SealedCharField(_Sealed, models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    plain = "django.db.models.CharField"


class SealedTextField(_Sealed, models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    plain = "django.db.models.TextField"
