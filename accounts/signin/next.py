"""Where somebody goes after a step: only ever to a page of ours."""

import re

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

NEXT = "next"
# One slash: after two, or a backslash, browsers read a host, were it an empty one.
OWN_PATH = re.compile(r"/(?![/\\])")


def safe_next(request: HttpRequest) -> str:
    """Return the address that the request names, if it is a path of ours, else the dashboard's.

    A path, because a bare word would be taken for the name of a page, and the host is never the request's to say.
    """
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    if OWN_PATH.match(wanted) and url_has_allowed_host_and_scheme(wanted, None):
        return wanted
    return resolve_url("console:home")
