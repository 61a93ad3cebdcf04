"""Answers to requests that are refused outside every view: a page, or below /api/ what a program can read."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views import defaults

from iamconsole.api import is_api_path
from iamconsole.aws import views as aws


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    if is_api_path(request):
        return _refusal(403, "PermissionDenied", reason)
    return render(request, "403.html", {"reason": reason}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api_path(request):
        return _refusal(400, "BadRequest", "The request is not one that can be answered here.")
    return aws.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api_path(request):
        return _refusal(403, "PermissionDenied", "You may not do this.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api_path(request):
        return _refusal(404, "NotFound", f"There is nothing at {request.path[:200]}.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    if is_api_path(request):
        return _refusal(500, "ServiceFailure", "The request failed because of an unknown error.")
    return defaults.server_error(request)


def _refusal(status: int, code: str, message: str) -> HttpResponseBase:
    return JsonResponse({"code": code, "message": message}, status=status)
