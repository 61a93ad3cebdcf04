"""The pages of the policies app."""

from django.urls import include, path

urlpatterns = [
    path("policies/", include("policies.documents.urls")),
    path("services/", include("policies.services.urls")),
]
