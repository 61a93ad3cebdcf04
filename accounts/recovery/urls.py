"""The pages that need no sign-in because somebody cannot sign in."""

from django.urls import path

from accounts.recovery import views

app_name = "recovery"
urlpatterns = [
    path("forgotten-password/", views.ForgottenPasswordPage.as_view(), name="forgotten-password"),
    path("forgotten-password/root-user/", views.ForgottenRootPasswordPage.as_view(), name="forgotten-root-password"),
    path("reset-password/", views.ResetPasswordPage.as_view(), name="reset-password"),
    path("confirm-email/", views.ConfirmEmailPage.as_view(), name="confirm-email"),
]
