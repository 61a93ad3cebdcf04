"""Every address: pages below /console/, JSON below /api/, public keys below /outbound/; the rest is the AWS API."""

from django.urls import include, path, re_path

from iamconsole.api import ApiDocument
from iamconsole.aws.views import aws_api

handler400 = "iamconsole.console.errors.bad_request"
handler403 = "iamconsole.console.errors.permission_denied"
handler404 = "iamconsole.console.errors.page_not_found"
handler500 = "iamconsole.console.errors.server_error"

urlpatterns = [
    path("console/", include("accounts.urls")),
    path("console/", include("policies.urls")),
    path("console/", include("iamconsole.audit.urls")),
    path("api/", include("accounts.api")),
    path("api/", include("accounts.search.api")),
    path("api/", include("policies.analyzer.api")),
    path("api/", include("policies.editor.api")),
    path("api/schema/", ApiDocument.as_view(), name="api-document"),
    path("outbound/", include("accounts.outbound.urls")),
    re_path("", aws_api),
]
