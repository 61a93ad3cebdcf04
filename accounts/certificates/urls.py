"""The pages of server certificates. A name is one part of an address, so `new/certificate/` hides none called `new`."""

from django.urls import path

from accounts.certificates import lists, views

app_name = "certificates"
urlpatterns = [
    path("", lists.ServerCertificatesPage.as_view(), name="list"),
    path("new/certificate/", views.UploadPage.as_view(), name="upload"),
    path("<str:name>/", views.CertificatePage.as_view(), name="detail"),
    path("<str:name>/rename/", views.RenamePage.as_view(), name="rename"),
    path("<str:name>/tags/", views.CertificateTagsPage.as_view(), name="tags"),
    path("<str:name>/delete/", views.DeletePage.as_view(), name="delete"),
]
