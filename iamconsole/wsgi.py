"""The server's entry: requests of the AWS API are answered at once, all others by Django.

Django's handler and its middleware cost several times what the rest of an API call does, and serve pages alone.
"""

import os
from collections.abc import Callable, Iterable
from http.client import responses
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")

django_application = get_wsgi_application()

# Only now that the apps are loaded.
from django.core.signals import request_finished, request_started  # noqa: E402

from iamconsole import headers  # noqa: E402
from iamconsole.aws.views import api_answer, is_fast  # noqa: E402


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    if not is_fast(environ):
        answered: Iterable[bytes] = django_application(environ, start_response)
        return answered
    # What is connected to these looks after the connections to the database.
    request_started.send(sender=application, environ=environ)
    try:
        answer = api_answer(environ)
    finally:
        request_finished.send(sender=application)
    length = ("Content-Length", str(len(answer.body)))
    status = f"{answer.status} {responses[answer.status]}"
    start_response(status, [("Content-Type", answer.content_type), length, *answer.headers, *headers.of_api(environ)])
    return [answer.body] if environ["REQUEST_METHOD"] != "HEAD" else []
