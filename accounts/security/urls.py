"""The pages of one's own credentials."""

from django.urls import path

from accounts.emails import views as emails
from accounts.keys import views as keys
from accounts.mfa import views as mfa
from accounts.passwords import views as passwords
from accounts.security import views
from accounts.sessions import views as sessions

app_name = "security"
urlpatterns = [
    path("", views.MySecurityPage.as_view(), name="my-security"),
    path("password/", passwords.OwnPasswordPage.as_view(), name="password"),
    path("create-key/", keys.CreateKeyPage.as_view(), name="create-key"),
    path("update-key/<str:key_id>/", keys.KeyStatusPage.as_view(), name="update-key"),
    path("delete-key/<str:key_id>/", keys.DeleteKeyPage.as_view(), name="delete-key"),
    path("set-email/", emails.SetEmailPage.as_view(), name="set-email"),
    path("remove-email/", emails.RemoveEmailPage.as_view(), name="remove-email"),
    path("end-session/<str:session_id>/", sessions.EndSessionPage.as_view(), name="end-session"),
    path("end-other-sessions/", sessions.EndOtherSessionsPage.as_view(), name="end-other-sessions"),
    path("add-device/", mfa.AddDevicePage.as_view(), name="add-device"),
    path("enable-device/", mfa.EnableDevicePage.as_view(), name="enable-device"),
    path("add-security-key/", mfa.RegisterKeyPage.as_view(), name="add-security-key"),
    path("label-device/", mfa.LabelDevicePage.as_view(), name="label-device"),
    path("recovery-codes/", mfa.RecoveryCodesPage.as_view(), name="recovery-codes"),
    path("remove-device/", mfa.RemoveDevicePage.as_view(), name="remove-device"),
    path("resync-device/", mfa.ResyncDevicePage.as_view(), name="resync-device"),
]
