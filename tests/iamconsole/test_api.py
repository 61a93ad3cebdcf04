"""/api/: its OpenAPI document, what Schemathesis finds against it, and refusals that programs can read."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.management import call_command
from django.test import Client, RequestFactory
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from iamconsole.console import errors
from iamconsole.wsgi import application
from tests.cast import Person
from tests.iamconsole.test_wsgi import one_connection

DOCUMENT = "/api/schema/"
EXAMPLES = 25
TOKEN = "a" * 32
# Packed answers are for browsers.
HEADERS = {"X-CSRFToken": TOKEN, "Accept-Encoding": "identity"}
VALUES = {"prefix": "s3"}
RESET = "POST /api/sandbox/reset"
# All is asked with a session, where one without is refused by the gate whatever it asks; and no schema can say which
# text is the ARN of a policy that exists, or a policy.
LEFT_OUT = [ignored_auth, positive_data_acceptance]

config = SchemathesisConfig()
config.projects.default.generation.with_security_parameters = False
api = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True), config=config)
api.app = application
OPERATIONS = {found.ok().label: found.ok() for found in api.get_all_operations()}
WITH_INPUT = ("GET /api/search", "GET /api/policies", "GET /api/policies/document", "POST /api/validate")
ASKED = [
    *((label, GenerationMode.POSITIVE) for label in OPERATIONS),
    *((label, GenerationMode.NEGATIVE) for label in WITH_INPUT),
]


@pytest.fixture
def browser(alice: Person) -> Client:
    browser = alice.browser()
    browser.handler.enforce_csrf_checks = True
    browser.cookies["iamconsole_csrf"] = TOKEN
    return browser


@pytest.mark.parametrize(("label", "mode"), ASKED)
def test_every_answer_is_as_the_document_says(browser: Client, label: str, mode: GenerationMode) -> None:
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    answered: Counter[int] = Counter()

    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @seed(1)
    def ask(case: Any) -> None:
        answer = case.call_and_validate(cookies=cookies, headers=HEADERS, excluded_checks=LEFT_OUT)
        answered[answer.status_code] += 1

    with one_connection():
        ask()

    # A session is no signature.
    assert (401 in answered) == (label == RESET)


def test_the_document_is_made_without_a_warning(tmp_path: Path) -> None:
    call_command("spectacular", file=str(tmp_path / "document.yaml"), fail_on_warn=True, validate=True)


def test_every_address_below_api_is_in_the_document(browser: Client) -> None:
    document = browser.get(DOCUMENT).json()

    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert {f"{method.upper()} {path}" for path, found in document["paths"].items() for method in found} == {
        *OPERATIONS
    }
    assert all({"200", "401", "403"} <= {*operation["responses"]} for operation in operations)


def test_nobody_is_told_the_document(db: None) -> None:
    assert Client().get(DOCUMENT).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/api/policies/document", {}, 400, "ValidationError"),
        ("GET", "/api/policies?q=" + "x" * 300, {}, 400, "ValidationError"),
        ("POST", "/api/validate", {"Content-Type": "application/json"}, 403, "PermissionDenied"),
        ("GET", "/api/nothing", {}, 404, "NotFound"),
        ("POST", "/api/validate/", {}, 404, "NotFound"),
        ("GET", "/api/catalog/services/no-such", {}, 404, "NotFound"),
        ("DELETE", "/api/policies", {"X-CSRFToken": TOKEN}, 405, "MethodNotAllowed"),
        ("OPTIONS", "/api/policies", {}, 405, "MethodNotAllowed"),
        ("GET", "/api/policies", {"Accept": "text/html"}, 406, "NotAcceptable"),
        ("POST", "/api/validate", {"X-CSRFToken": TOKEN, "Content-Type": "text/xml"}, 415, "UnsupportedMediaType"),
        ("GET", "/api/policies", {"Host": "evil.example.com"}, 400, "BadRequest"),
    ],
)
def test_refusals_are_json(
    browser: Client, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    headers = dict(headers)
    content_type = headers.pop("Content-Type", "application/octet-stream")

    answer = browser.generic(method, path, b"{}", content_type=content_type, headers=headers)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer.json()["code"] == code
    assert answer.json()["message"]


@pytest.mark.parametrize("path", ["/api/validate", "/api/policies", DOCUMENT, "/api/sandbox/reset"])
def test_nobody_is_refused_in_json(db: None, path: str) -> None:
    answer = Client().post(path, b"{}", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert {*answer.json()} == {"code", "message"}


def test_what_is_refused_outside_a_view_is_json_below_api_only() -> None:
    asked, page = (RequestFactory().get(path) for path in ("/api/policies", "/console/nothing"))

    for answer_to in (
        errors.csrf_failure,
        errors.server_error,
        lambda request: errors.permission_denied(request, PermissionDenied()),
        lambda request: errors.bad_request(request, SuspiciousOperation()),
    ):
        assert answer_to(asked)["Content-Type"] == "application/json"
        assert answer_to(page)["Content-Type"].startswith("text/html")
