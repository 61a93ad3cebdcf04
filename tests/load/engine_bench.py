"""How fast the engine decides, beside its peers where they are installed: `python -m tests.load.engine_bench`.

Peers are looked for in the folders of `--peers` (or ENGINE_BENCH_PEERS): the site-packages of a virtual environment of
their own, for example `python -m venv /tmp/peers && /tmp/peers/bin/pip install moto cedarpy ministack`.
"""

import argparse
import gc
import itertools
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter_ns, process_time
from typing import Any

from policies.catalog import default_catalog, managed_policies
from policies.engine import (
    Compiled,
    Holder,
    PolicySet,
    Principal,
    PrincipalKind,
    Request,
    Source,
    compile_policies,
    decide,
    explain,
    who_can,
)
from policies.language import PolicyKind
from tests.load import engine_peers

ACCOUNT = "111122223333"
WELL_KNOWN = ("ReadOnlyAccess", "SecurityAudit", "PowerUserAccess")
PRINCIPALS, REQUESTS, HOLDERS = 100, 2000, 100_000


@dataclass(frozen=True)
class Row:
    measured: str
    result: str
    goal: str
    met: bool


@dataclass(frozen=True)
class Workload:
    """Principals with 5 to 20 policies each, and requests of which half look at conditions."""

    policies: list[list[str]]
    sets: list[PolicySet]
    requests: list[Request]

    def pairs(self) -> Iterator[tuple[Request, PolicySet]]:
        return zip(self.requests, itertools.cycle(self.sets), strict=False)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=os.environ.get("ENGINE_BENCH_PEERS", ""), help="folders, parted by colons")
    folders = parser.parse_args(arguments).peers
    sys.path.extend(folder for folder in folders.split(":") if folder)
    rows = measure()
    width = max(len(row.measured) for row in rows)
    for row in rows:
        print(f"{'ok ' if row.met else '-- '} {row.measured:<{width}}  {row.result}   (goal: {row.goal})")
    return 0


def measure() -> list[Row]:
    workload = make_workload(random.Random(1))
    return [
        *_warm(workload),
        _hundred_policies(),
        _full_chain(workload),
        _cold(),
        _who_can(),
        *_bounded(),
        *engine_peers.rows(workload, Row),
    ]


def make_workload(chance: random.Random) -> Workload:
    documents = _documents()
    small = [text for text in documents.values() if len(text) < 6144]
    actions = real_actions()
    policies = [
        [documents[name] for name in chance.sample(WELL_KNOWN, chance.randint(1, 3))]
        + [_own_policy(chance, actions) for _ in range(3)]
        + chance.sample(small, chance.randint(1, 14))
        for _ in range(PRINCIPALS)
    ]
    sets = [PolicySet(identity=_compiled(texts, PolicyKind.IDENTITY)) for texts in policies]
    return Workload(policies, sets, [_request(chance, actions, number) for number in range(REQUESTS)])


def real_actions() -> list[str]:
    catalog = default_catalog()
    services = [service for prefix in catalog.prefixes if (service := catalog.service(prefix))]
    return sorted(f"{service.prefix}:{action.name}" for service in services for action in service.actions)


def _documents() -> dict[str, str]:
    # Whoever has AWSDenyAll is refused at once, which would flatter every figure.
    return {
        policy.name: policy.compact_document
        for policy in managed_policies().by_arn.values()
        if policy.name != "AWSDenyAll"
    }


def _own_policy(chance: random.Random, actions: list[str]) -> str:
    team = chance.choice(["red", "green", "blue"])
    services = [action.partition(":")[0] for action in chance.sample(actions, 20)]
    regional = [service for service in services if service not in ("iam", "s3")][:2]
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": [f"{service}:*" for service in regional],
                    "Resource": [f"arn:aws:{service}:*:{ACCOUNT}:*" for service in regional],
                    "Condition": {"StringEquals": {"aws:PrincipalTag/team": [team, "all"]}},
                },
                {
                    "Effect": "Allow",
                    "Action": "s3:*",
                    "Resource": [f"arn:aws:s3:::home-{team}/${{aws:username}}/*", f"arn:aws:s3:::{team}-*/*"],
                    "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}},
                },
                {
                    "Effect": "Deny",
                    "Action": "s3:*",
                    "Resource": [f"arn:aws:s3:::home-{team}/*", "arn:aws:s3:::audit-*"],
                    "Condition": {"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"]}},
                },
                {
                    "Effect": "Deny",
                    "Action": ["iam:*", "organizations:*", "kms:ScheduleKeyDeletion"],
                    "Resource": "*",
                    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
                },
            ],
        }
    )


def _request(chance: random.Random, actions: list[str], number: int) -> Request:
    name = f"user{number % PRINCIPALS}"
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    principal = Principal(PrincipalKind.USER, arn, ACCOUNT, f"AIDA{number % PRINCIPALS:017}", name=name)
    context = {
        "aws:principalarn": arn,
        "aws:username": name,
        "aws:principaltag/team": chance.choice(["red", "green", "blue"]),
        "aws:sourceip": chance.choice(["10.1.2.3", "198.51.100.7"]),
        "aws:multifactorauthpresent": chance.choice(["true", "false"]),
        "aws:securetransport": "true",
        "aws:currenttime": "2026-01-01T00:00:00Z",
        "aws:requestedregion": "eu-west-1",
    }
    # Half of the requests are about S3 homes and IAM, where the statements with conditions are.
    if number % 2:
        action = chance.choice(["s3:GetObject", "s3:PutObject", "iam:CreateUser", "kms:ScheduleKeyDeletion"])
    else:
        action = chance.choice(actions)
    service = action.partition(":")[0]
    if service == "s3":
        resource = f"arn:aws:s3:::home-{chance.choice(['red', 'green', 'blue'])}/{name}/file"
    else:
        resource = chance.choice(["*", f"arn:aws:{service}:eu-west-1:{ACCOUNT}:thing/{number}"])
    return Request(principal, action, resource, ACCOUNT, context)


def _warm(workload: Workload) -> list[Row]:
    pairs = list(workload.pairs())
    for request, policies in pairs:
        decide(request, policies)
    seconds = min(_time(lambda: [decide(request, policies) for request, policies in pairs]) for _ in range(5))
    rate = len(pairs) / seconds
    spans = sorted(_spans(pairs * 5))
    p99 = spans[len(spans) * 99 // 100] / 1000
    return [
        Row("warm decisions, identity policies", f"{rate:,.0f}/s", ">= 200,000/s", rate >= 200_000),
        Row("warm decision, 99th percentile", f"{p99:.1f} us", "<= 25 us", p99 <= 25),
    ]


def _spans(pairs: list[tuple[Request, PolicySet]]) -> Iterator[int]:
    gc.disable()
    for request, policies in pairs:
        start = perf_counter_ns()
        decide(request, policies)
        yield perf_counter_ns() - start
    gc.enable()


def _hundred_policies() -> Row:
    chance = random.Random(2)
    actions = real_actions()
    one = [_own_policy(chance, actions)]
    hundred = one + chance.sample([text for text in _documents().values() if len(text) < 6144], 99)
    sets = [PolicySet(identity=_compiled(texts, PolicyKind.IDENTITY)) for texts in (one, hundred)]
    requests = [_request(chance, actions, number) for number in range(REQUESTS)]
    # An early Allow would flatter the hundred: only requests that have to try every statement count.
    refused = [request for request in requests if not decide(request, sets[1]).allowed]
    seconds = [min(_time(partial(_decide_all, refused, policies)) for _ in range(9)) for policies in sets]
    ratio = seconds[1] / seconds[0]
    measured = f"100 attached policies against one, {len(refused)} refused requests"
    return Row(measured, f"{ratio:.2f}x", "<= 2x", ratio <= 2)


def _decide_all(requests: list[Request], policies: PolicySet) -> None:
    for request in requests:
        decide(request, policies)


def _full_chain(workload: Workload) -> Row:
    documents = _documents()
    everything = _statement_text({"Effect": "Allow", "Action": "*", "Resource": "*"})
    limits = {
        "boundary": _compiled([documents["PowerUserAccess"]], PolicyKind.BOUNDARY),
        "session": _compiled([documents["ReadOnlyAccess"]], PolicyKind.SESSION),
        "resource": _compiled(
            [_statement_text({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "s3:*", "Resource": "*"})],
            PolicyKind.RESOURCE,
        ),
    }
    scps = (_compiled([everything], PolicyKind.SCP), _compiled([everything], PolicyKind.SCP))
    pairs = [
        (request, PolicySet(identity=policies.identity, scps=scps, **limits)) for request, policies in workload.pairs()
    ]

    def run() -> None:
        for request, policies in pairs:
            _ = explain(request, policies).matched

    run()
    microseconds = min(_time(run) for _ in range(3)) / len(pairs) * 1e6
    return Row(
        "full chain, decision and all matching statements", f"{microseconds:.1f} us", "<= 30 us", microseconds <= 30
    )


def _cold() -> Row:
    texts: list[str] = []
    for text in sorted(_documents().values(), key=len, reverse=True):
        if sum(map(len, texts)) + len(text) <= 45_000:
            texts.append(text)
    request = _request(random.Random(3), ["s3:GetObject"], 0)

    def run(number: int) -> Callable[[], object]:
        # Blanks at the end make it a text that nobody has seen.
        fresh = [text + " " * number for text in texts]
        return lambda: decide(request, PolicySet(identity=_compiled(fresh, PolicyKind.IDENTITY)))

    milliseconds = median(_time(run(number)) for number in range(1, 21)) * 1000
    size = sum(map(len, texts)) // 1000
    return Row(
        f"cold: parse, compile, decide, {size} KB in {len(texts)} policies",
        f"{milliseconds:.2f} ms",
        "<= 1.5 ms",
        milliseconds <= 1.5,
    )


def _who_can() -> Row:
    chance = random.Random(4)
    actions = real_actions()
    texts = [_own_policy(chance, actions) for _ in range(20)]
    texts += chance.sample([text for text in _documents().values() if len(text) < 6144], 80)
    texts += [_documents()[name] for name in WELL_KNOWN]
    sources = [Source(str(number), str(number), PolicyKind.IDENTITY, text) for number, text in enumerate(texts)]
    holders = [
        Holder(
            request.principal,
            PolicySet(compile_policies(chance.sample(sources, chance.randint(5, 20)))),
            request.context,
        )
        for request in itertools.islice(itertools.cycle([_request(chance, actions, n) for n in range(1000)]), HOLDERS)
    ]
    seconds = min(
        _time(lambda: sum(1 for _ in who_can("iam:CreateUser", "*", holders, resource_account=ACCOUNT)))
        for _ in range(2)
    )
    return Row(f"who can do X, {HOLDERS:,} principals", f"{seconds:.2f} s", "<= 0.5 s", seconds <= 0.5)


def _bounded() -> Iterator[Row]:
    glob = "arn:aws:s3:::" + "*a" * 500 + "*b"
    text = _statement_text({"Effect": "Allow", "Action": "s3:*", "Resource": glob})
    request = Request(Principal(PrincipalKind.USER), "s3:GetObject", "arn:aws:s3:::" + "a" * 2000)
    policies = PolicySet(identity=_compiled([text], PolicyKind.IDENTITY))
    milliseconds = _time(lambda: decide(request, policies)) * 1000
    yield Row("500 stars on an ARN of 2,000 characters", f"{milliseconds:.1f} ms", "<= 100 ms", milliseconds <= 100)
    many = _statement_text(
        *({"Effect": "Allow", "Action": f"s{number}:*", "Resource": "*"} for number in range(10_000))
    )
    milliseconds = _time(lambda: _compiled([many], PolicyKind.IDENTITY)) * 1000
    yield Row("10,000 statements, parse and compile", f"{milliseconds:.0f} ms", "<= 1,000 ms", milliseconds <= 1000)


def _statement_text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _compiled(texts: Sequence[str], kind: PolicyKind) -> Compiled:
    return compile_policies(Source(str(number), str(number), kind, text) for number, text in enumerate(texts))


def _time(run: Callable[[], object]) -> float:
    # The processor's time: what else the machine does at the moment is no part of the answer.
    start = process_time()
    run()
    return process_time() - start


if __name__ == "__main__":
    sys.exit(main())
