"""The pages of the account's own settings."""

from django.urls import path

from accounts.mfa import views as mfa

app_name = "account-settings"
urlpatterns = [
    path("mfa/", mfa.MFARequirementPage.as_view(), name="mfa"),
]
