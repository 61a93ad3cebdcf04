"""The pages of one's own credentials."""

from django.urls import path

from accounts.credentials import views as credentials
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
    path("describe-key/<str:key_id>/", keys.DescribeKeyPage.as_view(), name="describe-key"),
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
    path("device-tags/", mfa.DeviceTagsPage.as_view(), name="device-tags"),
    path("recovery-codes/", mfa.RecoveryCodesPage.as_view(), name="recovery-codes"),
    path("remove-device/", mfa.RemoveDevicePage.as_view(), name="remove-device"),
    path("resync-device/", mfa.ResyncDevicePage.as_view(), name="resync-device"),
    path("rotate-key/<str:key_id>/", keys.RotateKeyPage.as_view(), name="rotate-key"),
    path("upload-ssh-key/", credentials.UploadSSHKeyPage.as_view(), name="upload-ssh-key"),
    path("update-ssh-key/<str:credential_id>/", credentials.SSHKeyStatusPage.as_view(), name="update-ssh-key"),
    path("delete-ssh-key/<str:credential_id>/", credentials.DeleteSSHKeyPage.as_view(), name="delete-ssh-key"),
    path("upload-certificate/", credentials.UploadCertificatePage.as_view(), name="upload-certificate"),
    path(
        "update-certificate/<str:credential_id>/",
        credentials.CertificateStatusPage.as_view(),
        name="update-certificate",
    ),
    path(
        "delete-certificate/<str:credential_id>/",
        credentials.DeleteCertificatePage.as_view(),
        name="delete-certificate",
    ),
    path(
        "create-service-credential/",
        credentials.CreateServiceCredentialPage.as_view(),
        name="create-service-credential",
    ),
    path(
        "update-service-credential/<str:credential_id>/",
        credentials.ServiceCredentialStatusPage.as_view(),
        name="update-service-credential",
    ),
    path(
        "reset-service-credential/<str:credential_id>/",
        credentials.ResetServiceCredentialPage.as_view(),
        name="reset-service-credential",
    ),
    path(
        "delete-service-credential/<str:credential_id>/",
        credentials.DeleteServiceCredentialPage.as_view(),
        name="delete-service-credential",
    ),
]
