"""Where tokens of an account are proved: an issuer is `IAMCONSOLE_URL/outbound/ID`."""

from django.urls import path

from accounts.outbound import views

urlpatterns = [
    path("<uuid:issuer_id>/.well-known/openid-configuration", views.configuration, name="outbound-configuration"),
    path("<uuid:issuer_id>/.well-known/jwks.json", views.keys, name="outbound-keys"),
]
