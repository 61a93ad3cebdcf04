"""What the editor's script asks: the ARNs of what a text names in the account."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.search.views import LONGEST
from iamconsole.api import ConsoleApi, answers, asked
from iamconsole.aws.pipeline import invoke


class SearchText(serializers.Serializer[object]):
    q = serializers.CharField(max_length=LONGEST)
    kinds = serializers.CharField(required=False, help_text="Of these kinds only: user,role")


class Found(serializers.Serializer[object]):
    kind = serializers.CharField()
    name = serializers.CharField()
    arn = serializers.CharField()


class SearchApi(ConsoleApi):
    """GET /api/search?q=&kinds=: things by name, id or ARN, of each kind a few that the caller may list."""

    @extend_schema(operation_id="searchAccount", parameters=[SearchText], responses=answers(Found(many=True), 400))
    def get(self, request: Request) -> Response:
        query = asked(request, SearchText)
        kinds = {"Kinds": query["kinds"].split(",")} if "kinds" in query else {}
        matches = invoke(self.caller, "iamconsole", "SearchAccount", {"Text": query["q"], **kinds})["Matches"]
        return Response([{"kind": one["Kind"], "name": one["Name"], "arn": one["Arn"]} for one in matches])


urlpatterns = [path("search", SearchApi.as_view(), name="search-account")]
