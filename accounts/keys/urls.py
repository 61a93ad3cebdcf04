"""The page of all access keys; a single key is kept on the page of its user."""

from django.urls import path

from accounts.keys import lists

app_name = "keys"
urlpatterns = [path("", lists.AccessKeysPage.as_view(), name="list")]
