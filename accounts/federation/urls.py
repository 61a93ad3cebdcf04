"""The pages of identity providers."""

from django.urls import path

from accounts.federation import lists, views

app_name = "providers"
urlpatterns = [
    path("", lists.OIDCProvidersPage.as_view(), name="list"),
    path("saml/", lists.SAMLProvidersPage.as_view(), name="saml"),
    path("add-oidc/", views.AddOIDCPage.as_view(), name="add-oidc"),
    path("add-saml/", views.AddSAMLPage.as_view(), name="add-saml"),
    path("detail/", views.ProviderPage.as_view(), name="detail"),
    path("edit/", views.EditProviderPage.as_view(), name="edit"),
    path("tags/", views.ProviderTagsPage.as_view(), name="tags"),
    path("delete/", views.DeleteProviderPage.as_view(), name="delete"),
]
