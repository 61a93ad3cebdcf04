"""The pages of the simulator."""

from django.urls import path

from accounts.simulator import views

app_name = "simulator"
urlpatterns = [
    path("", views.SimulatorPage.as_view(), name="simulator"),
    path("actions/", views.ActionOptions.as_view(), name="actions"),
]
