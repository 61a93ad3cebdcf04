"""The pages of the account's own settings."""

from django.urls import path

from accounts.account import views
from accounts.mfa import views as mfa

app_name = "account-settings"
urlpatterns = [
    path("", views.SettingsPage.as_view(), name="settings"),
    path("quotas/", views.QuotasPage.as_view(), name="quotas"),
    path("alias/", views.AliasPage.as_view(), name="alias"),
    path("delete-alias/", views.DeleteAliasPage.as_view(), name="delete-alias"),
    path("password-policy/", views.PasswordPolicyPage.as_view(), name="password-policy"),
    path("delete-password-policy/", views.DeletePasswordPolicyPage.as_view(), name="delete-password-policy"),
    path("session-tokens/", views.TokensPage.as_view(), name="session-tokens"),
    path("enable-outbound/", views.EnableOutboundPage.as_view(), name="enable-outbound"),
    path("disable-outbound/", views.DisableOutboundPage.as_view(), name="disable-outbound"),
    path("mfa/", mfa.MFARequirementPage.as_view(), name="mfa"),
]
