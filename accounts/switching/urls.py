"""The pages of switching roles."""

from django.urls import path

from accounts.switching import views

app_name = "switching"
urlpatterns = [
    path("switch-role/", views.SwitchRolePage.as_view(), name="switch-role"),
    path("switch-role/recent/", views.RecentRoles.as_view(), name="recent"),
    path("switch-back/", views.switch_back, name="switch-back"),
]
