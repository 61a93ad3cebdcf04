"""The dashboard."""

from django.urls import path

from accounts.home import views

app_name = "console"
urlpatterns = [path("", views.DashboardPage.as_view(), name="home")]
