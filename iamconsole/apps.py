"""Registers every operation at start, from the `operations.py` of each feature folder of each app."""

import pkgutil
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core import checks


class IamconsoleConfig(AppConfig):
    name = "iamconsole"
    verbose_name = "iamconsole"

    def ready(self) -> None:
        from iamconsole.aws.checks import check_operations  # noqa: PLC0415 - the models must be loaded first

        for app in ("iamconsole", "policies", "accounts"):
            for feature in pkgutil.iter_modules([apps.get_app_config(app).path], f"{app}."):
                if feature.ispkg and find_spec(f"{feature.name}.operations"):
                    import_module(f"{feature.name}.operations")
        checks.register(check_operations)
