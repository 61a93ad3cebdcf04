"""The page of the search."""

from django.urls import path

from accounts.search import views

app_name = "search"
urlpatterns = [path("", views.SearchPage.as_view(), name="search")]
