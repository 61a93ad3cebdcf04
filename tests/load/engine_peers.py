"""The same decisions by other evaluators: Cedar (cedarpy), moto and ministack, each on what it can express."""

import importlib
import json
import re
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

from policies.engine import PolicySet, Request, Source, compile_policies, decide
from policies.language import PolicyKind

CEDAR_PAIRS = 4000  # requests that Cedar has to answer as we do
PATTERNS_PER_RULE = 40  # Cedar refuses conditions that are nested too deeply

Ask = Callable[[], object]


def rows(workload: Any, row: Callable[..., Any]) -> Iterator[Any]:
    """Yield how many times faster the engine is than each peer, or that the peer is not installed."""
    yield from _cedar(workload, row)
    yield _slow_peer("moto", "moto.iam.access_control", _ask_moto, 50, workload, row)
    yield _slow_peer("ministack", "ministack.core.iam_evaluator", _ask_ministack, 1000, workload, row)


def _slow_peer(
    name: str,
    module: str,
    make: Callable[[Any, Request, list[str]], Ask],
    sample: int,
    workload: Any,
    row: Callable[..., Any],
) -> Any:
    peer = _import(module)
    if peer is None:
        return row(f"against {name}", "not installed", ">= 1000x", met=False)
    pairs = list(workload.pairs())
    texts = {id(policies): own for policies, own in zip(workload.sets, workload.policies, strict=True)}
    asks = [make(peer, request, texts[id(policies)]) for request, policies in pairs[:sample]]
    # Once and no more: a second round over the same requests would flatter their caches.
    theirs = _seconds(asks) / len(asks)
    return _compared(name, theirs, _ours(pairs), 1000, row)


def _ask_moto(peer: Any, request: Request, texts: list[str]) -> Ask:
    # moto reads the documents anew for each request. It gets them without conditions, most of which it cannot read.
    plain = [_without_conditions(text) for text in texts]
    return lambda: [peer.IAMPolicy(text).is_action_permitted(request.action, request.resource) for text in plain]


def _ask_ministack(peer: Any, request: Request, texts: list[str]) -> Ask:
    # ministack reads the documents anew for each request.
    context = peer.EvalContext(
        principal_arn=request.principal.arn,
        principal_type="User",
        principal_account=request.principal.account_id,
        action=request.action,
        resource_arn=request.resource,
        region="eu-west-1",
        principal_keys=dict(request.context),
    )
    return lambda: peer.evaluate(context, [peer.parse_policy_document(text) for text in texts])


def _without_conditions(text: str) -> str:
    document = json.loads(text)
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    document["Statement"] = [{name: part for name, part in one.items() if name != "Condition"} for one in statements]
    return json.dumps(document)


def _cedar(workload: Any, row: Callable[..., Any]) -> Iterator[Any]:
    cedar = _import("cedarpy")
    if cedar is None:
        yield row("against cedarpy", "not installed", ">= 100x", met=False)
        yield row("agreement with cedarpy", "not installed", "100 %", met=False)
        return
    ours, theirs = [], []
    for texts in workload.policies:
        documents = [_expressible(text) for text in texts]
        sources = [Source("", "", PolicyKind.IDENTITY, json.dumps(one)) for one in documents if one["Statement"]]
        ours.append(PolicySet(identity=compile_policies(sources)))
        theirs.append(cedar.PolicySet.from_str("\n".join(_cedar_rules(documents))))
    asked = [(workload.requests[number % len(workload.requests)], number % len(ours)) for number in range(CEDAR_PAIRS)]
    pairs = [(request, ours[index]) for request, index in asked]
    asks = [_ask_cedar(cedar, request, theirs[index]) for request, index in asked]
    answers = [(decide(*pair).allowed, bool(ask().allowed)) for pair, ask in zip(pairs, asks, strict=True)]
    same = sum(mine == its for mine, its in answers)
    allowed = sum(mine for mine, _ in answers)
    seconds = _seconds(asks[:1000]) / 1000
    yield _compared("cedarpy", seconds, _ours(pairs), 100, row)
    text = f"{same} of {len(answers)}, {allowed} of them allowed"
    yield row("agreement with cedarpy", text, "100 %", met=same == len(answers))


def _ask_cedar(cedar: Any, request: Request, policies: Any) -> Callable[[], Any]:
    keys = {_name(key): value for key, value in request.context.items()}
    asked = {
        "principal": 'P::"p"',
        "action": 'A::"a"',
        "resource": 'R::"r"',
        "context": {**keys, "action": request.action.lower(), "arn": request.resource},
    }
    return lambda: cedar.is_authorized(asked, policies, [])


def _expressible(text: str) -> dict[str, Any]:
    """Keep the statements that Cedar's `like` can say: no `?`, no wildcard in the first five parts, no variables."""
    document = json.loads(text)
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    return {"Version": "2012-10-17", "Statement": [one for one in statements if _is_expressible(one)]}


def _is_expressible(statement: dict[str, Any]) -> bool:
    resources = _listed(statement.get("Resource", "*"))
    return (
        "NotResource" not in statement
        and "?" not in json.dumps(statement)
        and all(
            "$" not in one and (one == "*" or "*" not in one.rsplit(":", one.count(":") - 4)[0]) for one in resources
        )
        and set(statement.get("Condition", {})) <= {"StringEquals", "StringLike"}
        and "$" not in json.dumps(statement.get("Condition", {}))
        and "aws:TagKeys" not in json.dumps(statement.get("Condition", {}))
    )


def _cedar_rules(documents: list[dict[str, Any]]) -> Iterator[str]:
    for statement in (one for document in documents for one in document["Statement"]):
        effect = "permit" if statement["Effect"] == "Allow" else "forbid"
        resources = _any_like("arn", [] if "*" in _listed(statement["Resource"]) else _listed(statement["Resource"]))
        conditions = [
            f"(context has {_name(key)} && ({_any_like(_name(key), _listed(values), wild=operator == 'StringLike')}))"
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        ]
        if "NotAction" in statement:
            yield _rule(effect, [f"!({_any_like('action', _lower(statement['NotAction']))})", resources, *conditions])
            continue
        actions = _lower(statement["Action"])
        for start in range(0, len(actions), PATTERNS_PER_RULE):
            some = _any_like("action", actions[start : start + PATTERNS_PER_RULE])
            yield _rule(effect, [f"({some})", f"({resources})", *conditions])


def _rule(effect: str, parts: list[str]) -> str:
    return f"{effect}(principal, action, resource) when {{ {' && '.join(parts)} }};"


def _any_like(name: str, patterns: list[str], *, wild: bool = True) -> str:
    tests = [
        f"context.{name} like {json.dumps(one)}" if wild and "*" in one else f"context.{name} == {json.dumps(one)}"
        for one in patterns
    ]
    return " || ".join(tests) or "true"


def _name(key: str) -> str:
    return re.sub("[^a-z0-9]", "_", key.lower())


def _lower(value: Any) -> list[str]:
    return [one.lower() for one in _listed(value)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _import(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def _compared(name: str, theirs: float, ours: float, goal: int, row: Callable[..., Any]) -> Any:
    text = f"{theirs / ours:,.0f}x ({theirs * 1e6:,.1f} us and {ours * 1e6:.2f} us a decision)"
    return row(f"against {name}", text, f">= {goal}x", met=theirs / ours >= goal)


def _ours(pairs: list[tuple[Request, PolicySet]]) -> float:
    asks = [lambda pair=pair: decide(*pair) for pair in pairs]
    _seconds(asks)
    return min(_seconds(asks) for _ in range(3)) / len(pairs)


def _seconds(asks: list[Ask]) -> float:
    start = process_time()
    for ask in asks:
        ask()
    return process_time() - start
