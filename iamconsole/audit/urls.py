"""The pages of the event history."""

from django.urls import path

from iamconsole.audit import lists, views

app_name = "audit"
urlpatterns = [
    path("events/", lists.EventsPage.as_view(), name="events"),
    path("events/<uuid:event_id>/", views.EventPage.as_view(), name="event"),
]
