"""Compiling once: shared documents, limited memory, bounded time."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from policies.engine import Layer, Outcome, PolicySet, Source, compile_policies, decide
from policies.engine import compiled as module
from policies.language import PolicyKind, PolicySyntaxError, read
from tests.policies.engine.reading import allowing, asking, denying, policies_of

TEXT = json.dumps(allowing("s3:*"))


def source(text: str, name: str = "one") -> Source:
    return Source(f"user/alice/{name}", name, PolicyKind.IDENTITY, text)


def test_the_same_text_is_compiled_once() -> None:
    first, second = (compile_policies([source(TEXT, name)]) for name in ("one", "two"))

    assert first.documents[0] is second.documents[0]
    assert decide(asking(), PolicySet(second)).source == source(TEXT, "two")


def test_a_document_that_was_read_already_is_taken_as_it_is() -> None:
    document = read(TEXT)

    decision = decide(asking(), PolicySet(compile_policies([Source("x", "x", PolicyKind.IDENTITY, document)])))

    assert decision.allowed
    assert decision.statement is not None
    assert decision.statement.span.start.line == 1


def test_a_refused_document_is_refused_here_too() -> None:
    with pytest.raises(PolicySyntaxError):
        compile_policies([source("{}")])


def test_memory_for_invented_actions_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ACTIONS_REMEMBERED", 10)
    policies = policies_of({"identity": [allowing("s3:*", "arn:aws:s3:::b/*")]})
    assert policies.identity is not None

    answers = {decide(asking(action=f"s3:Get{number}"), policies).outcome for number in range(100)}

    assert answers == {Outcome.ALLOWED}
    assert len(policies.identity._by_action) <= 10
    assert len(policies.identity.documents[0]._by_action) <= 10


def test_only_identity_policies_take_the_short_way() -> None:
    alone = policies_of({"identity": [allowing()]})
    limited = policies_of({"identity": [allowing()], "boundary": [allowing()]})
    organized = policies_of({"identity": [allowing()], "scps": [[allowing()]]})

    assert alone.only_identity is alone.identity
    assert limited.only_identity is None
    assert organized.only_identity is None


def test_threads_share_compiled_policies() -> None:
    policies = policies_of({"identity": [allowing("s3:*"), denying("s3:Delete*")]})
    actions = ["s3:GetObject", "s3:DeleteObject", "ec2:RunInstances"] * 200

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(lambda action: decide(asking(action=action), policies).outcome, actions))

    assert outcomes == [Outcome.ALLOWED, Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY] * 200


def test_pathological_patterns_are_answered_in_bounded_time() -> None:
    policies = policies_of({"identity": [allowing("*", "arn:aws:s3:::" + "*a" * 500 + "*b")]})
    start = time.monotonic()

    decision = decide(asking(resource="arn:aws:s3:::" + "a" * 2000), policies)

    assert decision.layer is Layer.IDENTITY
    assert not decision.allowed
    assert time.monotonic() - start < 2


def test_a_document_of_128_kilobytes_is_answered_in_bounded_time() -> None:
    resources = [f"arn:aws:s3:::b{number}*x*" for number in range(5000)]
    text = json.dumps({**allowing(), "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": resources}})
    start = time.monotonic()

    decision = decide(asking(resource="arn:aws:s3:::b4999yxz"), PolicySet(compile_policies([source(text)])))

    assert len(text) > 120_000
    assert decision.allowed
    assert time.monotonic() - start < 5
