"""What the editor's script asks below /api/: the catalog, and other policies to take statements from."""

import hashlib
import json
from abc import abstractmethod
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from iamconsole.api import ConsoleApi, answers, asked
from iamconsole.aws.pipeline import allows, invoke, look
from policies.catalog import Catalog, default_catalog
from policies.documents import selectors as policies
from policies.editor import serializers, shapes
from policies.services.selectors import catalog_of

OWN = "iamconsole"
MOST_FOUND = 20
# The catalog changes with the installation or a registered service: a browser asks again after some minutes.
FRESH_SECONDS = 300
RENDERED_SERVICES = 64


@method_decorator(gzip_page, name="dispatch")
class CatalogApi(ConsoleApi):
    """A part of the catalog. What AWS publishes is told to everybody; an account's own to whoever may read it."""

    @abstractmethod
    def body(self, **named: str) -> bytes:
        """Return the JSON that is answered."""

    def get(self, request: Request, **named: str) -> HttpResponseBase:
        body = self.body(**named)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        answer = _not_modified(request._request, etag) or HttpResponse(body, content_type="application/json")
        answer["ETag"] = etag
        patch_cache_control(answer, private=True, max_age=FRESH_SECONDS)
        return answer


@extend_schema_view(
    get=extend_schema(operation_id="listServices", responses=answers(serializers.ServiceRow(many=True)))
)
class Services(CatalogApi):
    """GET /api/catalog/services: prefix and name of each service."""

    def body(self, **_named: str) -> bytes:
        known = default_catalog()
        catalog = catalog_of(self.caller.account_id)
        is_shown = catalog is not known and allows(self.caller, OWN, "ListServices", {})
        prefixes = catalog.prefixes if is_shown else known.prefixes
        own = set(prefixes) - set(known.prefixes)
        return _json([shapes.service_row(one, catalog.name_of(one), is_own=one in own) for one in prefixes])


@extend_schema_view(get=extend_schema(operation_id="getService", responses=answers(serializers.ServiceShape, 404)))
class ServiceDetail(CatalogApi):
    """GET /api/catalog/services/s3: actions, resource types and condition keys of one service."""

    def body(self, prefix: str = "", **_named: str) -> bytes:
        known = default_catalog().service(prefix)
        if known is not None:
            return _rendered(known.prefix)
        catalog = catalog_of(self.caller.account_id)
        own = catalog.service(prefix)
        if own is None or not allows(self.caller, OWN, "GetService", {"Prefix": prefix}):
            raise Http404
        return _json(shapes.service_shape(own, catalog))


@extend_schema_view(get=extend_schema(operation_id="getLanguage", responses=answers(serializers.LanguageShape)))
class Language(CatalogApi):
    """GET /api/catalog/language: condition keys of every service, and the operators for each type of key."""

    def body(self, **_named: str) -> bytes:
        return _json(shapes.language_shape())


class Policies(ConsoleApi):
    """GET /api/policies?q=: the managed policies whose names or descriptions hold a text, own ones first."""

    @extend_schema(
        operation_id="findPolicies",
        parameters=[serializers.PolicySearch],
        responses=answers(serializers.PolicyRow(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        text = asked(request, serializers.PolicySearch)["q"]
        return Response(look(self.caller, "iam", "ListPolicies", {}, lambda: self._found(text)))

    def _found(self, text: str) -> list[dict[str, Any]]:
        found = policies.policies(self.caller.account_id)
        found = policies.matching(found, text) if text else found
        return [
            {"name": policy.name, "arn": policy.arn, "isAwsManaged": policy.is_aws_managed}
            for policy in found.order_by("account_id", "name_key")[:MOST_FOUND]
        ]


class PolicyDocument(ConsoleApi):
    """GET /api/policies/document?arn=: the default document of a managed policy."""

    @extend_schema(
        operation_id="getPolicyDocument",
        parameters=[serializers.PolicyNamed],
        responses=answers(serializers.PolicyText, 400, 404),
    )
    def get(self, request: Request) -> Response:
        arn = asked(request, serializers.PolicyNamed)["arn"]
        policy = invoke(self.caller, "iam", "GetPolicy", {"PolicyArn": arn})["Policy"]
        version = {"PolicyArn": arn, "VersionId": policy["DefaultVersionId"]}
        document = invoke(self.caller, "iam", "GetPolicyVersion", version)["PolicyVersion"]["Document"]
        return Response({"name": policy["PolicyName"], "document": document})


@lru_cache(maxsize=RENDERED_SERVICES)
def _rendered(prefix: str) -> bytes:
    catalog: Catalog = default_catalog()
    service = catalog.service(prefix)
    assert service is not None, "only what is known is rendered"
    return _json(shapes.service_shape(service, catalog))


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _not_modified(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    return get_conditional_response(request, etag=etag)


urlpatterns = [
    path("catalog/services", Services.as_view(), name="catalog-services"),
    path("catalog/services/<slug:prefix>", ServiceDetail.as_view(), name="catalog-service"),
    path("catalog/language", Language.as_view(), name="catalog-language"),
    path("policies", Policies.as_view(), name="policies-to-import"),
    path("policies/document", PolicyDocument.as_view(), name="policy-document"),
]
