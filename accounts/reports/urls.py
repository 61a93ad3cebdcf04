"""The pages of the outbox."""

from django.urls import path, re_path

from accounts.reports import views

MAIL = r"^(?P<mail_id>[0-9A-Za-z-]{1,64})"

app_name = "reports"
urlpatterns = [
    path("", views.OutboxPage.as_view(), name="outbox"),
    re_path(rf"{MAIL}/$", views.MailPage.as_view(), name="mail"),
    re_path(rf"{MAIL}/download/$", views.MailDownload.as_view(), name="download"),
]
