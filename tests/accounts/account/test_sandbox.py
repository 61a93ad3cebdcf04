"""The reset over HTTP: for the root user of a sandbox, and for nobody else."""

import json
import time
from typing import Any

import pytest

from accounts.models import User
from iamconsole.audit.models import Event
from tests.cast import Person
from tests.wire import Answer, Request, signed, unsigned

RESET = "/api/sandbox/reset"


@pytest.fixture
def sandbox(settings: Any) -> None:
    settings.SANDBOX = True


def reset(person: Person, **options: Any) -> Answer:
    return signed(person, b"", target=RESET, **options).send()


def users() -> list[str]:
    return list(User.objects.values_list("name", flat=True).order_by("name"))


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_root_empties_the_account(root: Person, bob: Person, sandbox: None, service: str) -> None:
    answer = reset(root, service=service)

    assert (answer.status, answer.json) == (200, {})
    assert users() == [""]


def test_root_can_do_it_again_with_the_same_key(root: Person, sandbox: None) -> None:
    assert [reset(root).status, reset(root).status] == [200, 200]


def test_it_reaches_no_other_account(root: Person, bob: Person, mallory: Person, sandbox: None) -> None:
    reset(mallory)

    assert "bob" in users()


def test_without_a_sandbox_nobody_may(root: Person, bob: Person) -> None:
    answer = reset(root)

    assert (answer.status, json.loads(answer.body)["code"]) == (403, "AccessDenied")
    assert "bob" in users()


def test_no_other_user_may(alice: Person, sandbox: None) -> None:
    answer = reset(alice)

    assert (answer.status, json.loads(answer.body)["message"]) == (403, "Only the root user may reset an account.")
    assert "alice" in users()


def test_an_unsigned_request_may_not(root: Person, bob: Person, sandbox: None) -> None:
    answer = unsigned(b"", target=RESET).send()

    assert (answer.status, json.loads(answer.body)["code"]) == (401, "MissingAuthenticationToken")
    assert "bob" in users()


def test_a_changed_request_may_not(root: Person, bob: Person, sandbox: None) -> None:
    request = signed(root, b"", target=RESET)

    assert Request("POST", f"{RESET}?x=1", request.headers).send().status == 401
    assert "bob" in users()


def test_another_method_is_refused(root: Person, bob: Person, sandbox: None) -> None:
    assert reset(root, method="GET").status == 405
    assert "bob" in users()


def test_a_long_request_id_of_the_client_does_no_harm(root: Person, sandbox: None) -> None:
    reset(root, headers={"X-Request-Id": "x" * 1000})

    assert len(Event.objects.latest("pk").request_id) == 36


def test_it_is_fast(root: Person, bob: Person, sandbox: None) -> None:
    reset(root)
    start = time.perf_counter()

    assert reset(root).status == 200
    print(f"\na reset of an empty account took {1000 * (time.perf_counter() - start):.1f} ms")
