"""The pages that show access as a whole."""

from django.urls import path

from accounts.explorer import views

app_name = "explorer"
urlpatterns = [
    path("who/", views.WhoCanPage.as_view(), name="who"),
    path("allowed/", views.AllowedPage.as_view(), name="allowed"),
    path("graph/", views.GraphPage.as_view(), name="graph"),
]
