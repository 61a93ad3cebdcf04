from django.urls import path

from accounts.signin import factors, views

app_name = "signin"
urlpatterns = [
    path("sign-in/", views.SignInPage.as_view(), name="sign-in"),
    path("sign-in/root-user/", views.RootSignInPage.as_view(), name="root"),
    path("sign-in/passkey/", views.PasskeyPage.as_view(), name="passkey"),
    path("sign-in/code/", factors.CodePage.as_view(), name="code"),
    path("sign-in/security-key/", factors.KeyPage.as_view(), name="key"),
    path("sign-in/recovery-code/", factors.RecoveryPage.as_view(), name="recovery"),
    path("sign-in/new-password/", views.NewPasswordPage.as_view(), name="new-password"),
    path("sign-in/first-device/", views.FirstDevicePage.as_view(), name="first-device"),
    path("sign-in/first-security-key/", views.FirstKeyPage.as_view(), name="first-key"),
    path("confirm/", factors.ConfirmPage.as_view(), name="confirm"),
    path("confirm/code/", factors.CodePage.as_view(confirming=True), name="confirm-code"),
    path("confirm/security-key/", factors.KeyPage.as_view(confirming=True), name="confirm-key"),
    path("confirm/recovery-code/", factors.RecoveryPage.as_view(confirming=True), name="confirm-recovery"),
    path("confirm/password/", factors.PasswordPage.as_view(), name="confirm-password"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
