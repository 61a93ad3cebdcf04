"""The pages of registered services."""

from django.urls import path

from policies.services import views

app_name = "services"
urlpatterns = [
    path("", views.ServiceList.as_view(), name="list"),
    path("register/", views.RegisterService.as_view(), name="register"),
    path("<slug:prefix>/edit/", views.EditService.as_view(), name="edit"),
    path("<slug:prefix>/delete/", views.DeleteService.as_view(), name="delete"),
]
