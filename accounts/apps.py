from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who: accounts, identities, their credentials, sign-in and decisions about callers."""

    name = "accounts"
