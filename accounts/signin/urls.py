from django.urls import path

from accounts.signin import views

app_name = "signin"
urlpatterns = [
    path("sign-in/", views.SignInPage.as_view(), name="sign-in"),
    path("sign-in/root-user/", views.RootSignInPage.as_view(), name="root"),
    path("sign-in/code/", views.CodePage.as_view(), name="code"),
    path("sign-in/new-password/", views.NewPasswordPage.as_view(), name="new-password"),
    path("sign-in/first-device/", views.FirstDevicePage.as_view(), name="first-device"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
