"""What holds for all policies: a Deny wins, an Allow never takes away, the order never matters."""

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from policies.engine import Outcome, decide
from tests.policies.engine.fuzz import main, random_policies, random_request, run
from tests.policies.engine.reading import allowing, denying, policies_of, request_of

SEEDS = some.integers(min_value=0, max_value=2**32)
ALWAYS = "sts:GetCallerIdentity"


def random_pair(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    chance = random.Random(seed)
    request = random_request(chance)
    return {**request, "action": "s3:GetObject" if request["action"] == ALWAYS else request["action"]}, random_policies(
        chance
    )


@given(SEEDS, some.sampled_from(["identity", "boundary", "session"]))
@settings(max_examples=150, deadline=None)
def test_a_deny_always_wins(seed: int, layer: str) -> None:
    request, policies = random_pair(seed)
    policies[layer] = [*policies.get(layer, []), denying()]

    assert decide(request_of(request), policies_of(policies)).outcome is Outcome.EXPLICIT_DENY


@given(SEEDS, some.sampled_from(["identity", "boundary", "session", "resource", "scps", "rcps"]))
@settings(max_examples=150, deadline=None)
def test_another_allow_never_takes_away(seed: int, layer: str) -> None:
    request, policies = random_pair(seed)
    before = decide(request_of(request), policies_of(policies))
    more = json.loads(json.dumps(policies))
    if layer in ("scps", "rcps"):
        more[layer] = [[*level, _allow(layer)] for level in more.get(layer, [])]
    elif layer in more:
        more[layer].append(_allow(layer))

    after = decide(request_of(request), policies_of(more))

    assert after.allowed or not before.allowed


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_the_order_never_matters(seed: int) -> None:
    request, policies = random_pair(seed)
    shuffled = json.loads(json.dumps(policies))
    groups = [group for name, group in shuffled.items() if name not in ("scps", "rcps")]
    groups += [level for name in ("scps", "rcps") for level in shuffled.get(name, [])]
    for group in groups:
        group.reverse()
        for document in group:
            document["Statement"].reverse()

    answers = [decide(request_of(request), policies_of(one)) for one in (policies, shuffled)]

    assert answers[0].outcome is answers[1].outcome
    assert answers[0].layer is answers[1].layer


def test_the_engine_agrees_with_the_slow_interpreter() -> None:
    assert run(pairs=4000, seed=20) == []


def test_the_fuzzer_tells_its_result(capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.argv", ["fuzz", "--pairs", "16", "--seed", "3"])

    assert main() == 0

    assert "16 pairs, seed 3: 0 disagreements" in capsys.readouterr().out


def _allow(layer: str) -> dict[str, Any]:
    return allowing(Principal="*") if layer in ("resource", "rcps") else allowing()
