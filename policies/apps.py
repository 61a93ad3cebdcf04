from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PoliciesConfig(AppConfig):
    """What: the policy language, the engine that decides, and the documents people write."""

    name = "policies"

    def ready(self) -> None:
        from policies.documents import managed  # noqa: PLC0415 - the models must be loaded first

        post_migrate.connect(managed.load, sender=self)
