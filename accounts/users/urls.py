"""The pages of users. A name is one part of an address, so `new/user/` hides no user who is called `new`."""

from django.urls import path

from accounts.attachments import views as attachments
from accounts.credentials import views as credentials
from accounts.emails import views as emails
from accounts.groups import views as groups
from accounts.keys import views as keys
from accounts.lockouts import views as lockouts
from accounts.mfa import views as mfa
from accounts.passwords import views as passwords
from accounts.recovery import views as recovery
from accounts.sessions import views as sessions
from accounts.users import lists, views
from accounts.users.wizard import CreateUserPage

app_name = "users"
urlpatterns = [
    path("", lists.UsersPage.as_view(), name="list"),
    path("new/user/", CreateUserPage.as_view(), name="create"),
    path("<str:name>/", views.UserPage.as_view(), name="detail"),
    path("<str:name>/rename/", views.RenameUserPage.as_view(), name="rename"),
    path("<str:name>/delete/", views.DeleteUserPage.as_view(), name="delete"),
    path("<str:name>/tags/", views.UserTagsPage.as_view(), name="tags"),
    path("<str:name>/copy-permissions/", views.CopyPermissionsPage.as_view(), name="copy-permissions"),
    path("<str:name>/boundary/", attachments.BoundaryPage.as_view(), name="boundary"),
    path("<str:name>/remove-boundary/", attachments.RemoveBoundaryPage.as_view(), name="remove-boundary"),
    path("<str:name>/attach-policy/", attachments.AttachPolicyPage.as_view(), name="attach-policy"),
    path("<str:name>/detach-policy/", attachments.DetachPolicyPage.as_view(), name="detach-policy"),
    path("<str:name>/put-inline/", attachments.PutInlinePage.as_view(), name="put-inline"),
    path("<str:name>/delete-inline/", attachments.DeleteInlinePage.as_view(), name="delete-inline"),
    path("<str:name>/add-to-group/", groups.AddToGroupsPage.as_view(), name="add-to-group"),
    path("<str:name>/remove-from-group/", groups.RemoveFromGroupPage.as_view(), name="remove-from-group"),
    path("<str:name>/set-password/", passwords.SetPasswordPage.as_view(), name="set-password"),
    path("<str:name>/delete-password/", passwords.DeletePasswordPage.as_view(), name="delete-password"),
    path("<str:name>/set-email/", emails.SetEmailPage.as_view(), name="set-email"),
    path("<str:name>/remove-email/", emails.RemoveEmailPage.as_view(), name="remove-email"),
    path("<str:name>/mail-reset/", recovery.SendResetPage.as_view(), name="mail-reset"),
    path("<str:name>/end-sessions/", sessions.EndSessionsOfUserPage.as_view(), name="end-sessions"),
    path("<str:name>/release/", lockouts.ReleasePage.as_view(), name="release"),
    path("<str:name>/remove-device/", mfa.RemoveDevicePage.as_view(), name="remove-device"),
    path("<str:name>/label-device/", mfa.LabelDevicePage.as_view(), name="label-device"),
    path("<str:name>/device-tags/", mfa.DeviceTagsPage.as_view(), name="device-tags"),
    path("<str:name>/create-key/", keys.CreateKeyPage.as_view(), name="create-key"),
    path("<str:name>/describe-key/<str:key_id>/", keys.DescribeKeyPage.as_view(), name="describe-key"),
    path("<str:name>/update-key/<str:key_id>/", keys.KeyStatusPage.as_view(), name="update-key"),
    path("<str:name>/delete-key/<str:key_id>/", keys.DeleteKeyPage.as_view(), name="delete-key"),
    path("<str:name>/rotate-key/<str:key_id>/", keys.RotateKeyPage.as_view(), name="rotate-key"),
    path("<str:name>/upload-ssh-key/", credentials.UploadSSHKeyPage.as_view(), name="upload-ssh-key"),
    path(
        "<str:name>/update-ssh-key/<str:credential_id>/", credentials.SSHKeyStatusPage.as_view(), name="update-ssh-key"
    ),
    path(
        "<str:name>/delete-ssh-key/<str:credential_id>/", credentials.DeleteSSHKeyPage.as_view(), name="delete-ssh-key"
    ),
    path("<str:name>/upload-certificate/", credentials.UploadCertificatePage.as_view(), name="upload-certificate"),
    path(
        "<str:name>/update-certificate/<str:credential_id>/",
        credentials.CertificateStatusPage.as_view(),
        name="update-certificate",
    ),
    path(
        "<str:name>/delete-certificate/<str:credential_id>/",
        credentials.DeleteCertificatePage.as_view(),
        name="delete-certificate",
    ),
    path(
        "<str:name>/create-service-credential/",
        credentials.CreateServiceCredentialPage.as_view(),
        name="create-service-credential",
    ),
    path(
        "<str:name>/update-service-credential/<str:credential_id>/",
        credentials.ServiceCredentialStatusPage.as_view(),
        name="update-service-credential",
    ),
    path(
        "<str:name>/reset-service-credential/<str:credential_id>/",
        credentials.ResetServiceCredentialPage.as_view(),
        name="reset-service-credential",
    ),
    path(
        "<str:name>/delete-service-credential/<str:credential_id>/",
        credentials.DeleteServiceCredentialPage.as_view(),
        name="delete-service-credential",
    ),
]
