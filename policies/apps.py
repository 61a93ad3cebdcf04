from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """What: the policy language, the engine that decides, and the documents people write."""

    name = "policies"
