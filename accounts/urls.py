"""The pages of the accounts app."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.home.urls")),
    path("", include("accounts.signin.urls")),
    path("", include("accounts.recovery.urls")),
    path("", include("accounts.switching.urls")),
    path("security/", include("accounts.security.urls")),
    path("account-settings/", include("accounts.account.urls")),
    path("search/", include("accounts.search.urls")),
    path("users/", include("accounts.users.urls")),
    path("groups/", include("accounts.groups.urls")),
    path("reports/", include("accounts.schedules.urls")),
    path("roles/", include("accounts.roles.urls")),
    path("identity-providers/", include("accounts.federation.urls")),
    path("access-keys/", include("accounts.keys.urls")),
    path("server-certificates/", include("accounts.certificates.urls")),
    path("outbox/", include("accounts.reports.urls")),
    path("simulator/", include("accounts.simulator.urls")),
    path("access/", include("accounts.explorer.urls")),
]
