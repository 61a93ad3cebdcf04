"""Every address: pages below /console/, JSON below /api/, public keys below /outbound/; the rest is the AWS API."""

from django.urls import include, path, re_path

from iamconsole.aws.views import aws_api

handler400 = "iamconsole.aws.views.bad_request"
handler404 = "django.views.defaults.page_not_found"

urlpatterns = [
    path("console/", include("accounts.urls")),
    path("console/", include("policies.urls")),
    path("console/", include("iamconsole.audit.urls")),
    path("api/", include("accounts.api")),
    path("api/", include("policies.analyzer.api")),
    path("api/", include("policies.editor.api")),
    path("outbound/", include("accounts.outbound.urls")),
    re_path("", aws_api),
]
