"""Random policies and requests through the engine and the interpreter: `python -m tests.policies.engine.fuzz`."""

import argparse
import json
import random
import sys
import time
from typing import Any

from policies.engine import decide
from tests.policies.engine.interpreter import judge
from tests.policies.engine.reading import CAST, HOME, OTHER, policies_of, request_of

ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "S3:getobject", "iam:ListUsers", "kms:Decrypt"]
ACTION_PATTERNS = ["*", "*:*", "s3:*", "s3:Get*", "S3:get*", "s3:*Object", "s3:?etObject", "*:Get*", "iam:*", "kms:*"]
RESOURCES = [
    "*",
    "arn:aws:s3:::bucket",
    "arn:aws:s3:::bucket/alice/key",
    "arn:aws:s3:::bucket/a*b?c",
    f"arn:aws:ec2:eu-west-1:{HOME}:instance/i-1",
    f"arn:aws:logs:eu-west-1:{HOME}:log-group:a:log-stream:b",
]
RESOURCE_PATTERNS = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::b?cket/*key",
    "arn:aws:s3:::bucket/${aws:username}/*",
    "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'alice'}/k*",
    "arn:aws:s3:::bucket/a${*}b${?}c",
    "arn:aws:s3:::*a*k*y",
    "arn:aws*:ec2:*:*:instance/*",
    f"arn:aws:ec2:eu-*:{HOME}:*",
    "arn:*:logs:*:*:log-group:*",
    "arn:aws:ec2",
    *RESOURCES[1:3],
]
TEXTS = ["alice", "Alice", "a*", "?lice", "${aws:username}", "${aws:PrincipalTag/team}", "${aws:x, 'red'}", "${*}", ""]
ARNS = ["arn:aws:s3:::b*", "arn:aws:s3:::bucket", "arn:*:*:*:*:*", "arn:aws:s3", "arn:aws:s3:::${aws:username}"]
NUMBERS = ["1", "01", "1.0", "1e0", "2", "-1", "10", "x", ""]
DATES = ["2030-01-01", "2030-01-01T00:00:00Z", "1893456000", "2029-12-31T23:30:00-01:00", "0", "2030-01-01T00:00:00.5Z"]
ADDRESSES = ["192.0.2.1", "192.000.2.1", "192.0.2.0/24", "2001:db8::/32", "2001:db8::1", "10.0.0.0/8", "x", ""]
COMPARISONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
# Per key: what a request may hold, and under which operators policies ask for it.
KEYS: dict[str, tuple[list[Any], list[tuple[str, list[str]]]]] = {
    "aws:username": (
        ["alice", "Alice", "bob", "a*", ""],
        [
            (f"String{test}", TEXTS)
            for test in ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"]
        ],
    ),
    "aws:PrincipalTag/team": (["red", "alice", "*"], [("StringEquals", TEXTS), ("StringLike", TEXTS)]),
    "aws:TagKeys": (
        [[], ["alice"], ["a*"], ["alice", "bob"]],
        [("StringEquals", TEXTS), ("StringNotEquals", TEXTS), ("StringLike", TEXTS), ("StringNotLike", TEXTS)],
    ),
    "s3:max-keys": (NUMBERS, [(f"Numeric{test}", NUMBERS) for test in COMPARISONS]),
    "aws:CurrentTime": ([*DATES, "never"], [(f"Date{test}", DATES) for test in COMPARISONS]),
    "aws:SourceIp": (ADDRESSES, [("IpAddress", ADDRESSES), ("NotIpAddress", ADDRESSES)]),
    "aws:SourceArn": (
        ["arn:aws:s3:::bucket", "arn:aws:s3:::alice", "arn:aws:sqs:eu:1:q:r", "no arn", ""],
        [(f"Arn{test}", ARNS) for test in ["Equals", "NotEquals", "Like", "NotLike"]],
    ),
    "aws:SecureTransport": (["true", "false", "TRUE", " true"], [("Bool", ["true", "false", "True"])]),
    "k:bytes": (["YQ==", "YQ", "YR==", "Yg=="], [("BinaryEquals", ["YQ==", "Yg==", "x"])]),
}
PRINCIPALS = [
    "*",
    {"AWS": "*"},
    {"AWS": HOME},
    {"AWS": f"arn:aws:iam::{HOME}:root"},
    {"AWS": f"arn:aws:iam::{OTHER}:root"},
    {"AWS": ["AIDAALICE", f"arn:aws:iam::{OTHER}:user/mallory"]},
    *({"AWS": who["arn"]} for who in CAST.values() if who.get("arn", "").startswith("arn:")),
    *({"AWS": who["role"]} for who in CAST.values() if "role" in who),
    {"AWS": [CAST["alice"]["arn"], HOME]},
    {"AWS": [CAST["session"]["arn"], CAST["session"]["role"], HOME]},
    {"Service": "ec2.amazonaws.com", "AWS": HOME},
    {"Federated": [CAST["saml"]["issuer"], CAST["alice"]["arn"]], "Service": HOME},
]


def run(pairs: int, seed: int) -> list[dict[str, Any]]:
    """Return the pairs on which the two disagree."""
    chance = random.Random(seed)
    disagreements = []
    for number in range(pairs):
        if number % 8 == 0:
            policies = random_policies(chance)
            ready = policies_of(policies)
        request = random_request(chance)
        answers = decide(request_of(request), ready).outcome.value, judge(request, policies)
        if answers[0] != answers[1]:
            disagreements.append({"request": request, "policies": policies, "engine": answers[0], "slow": answers[1]})
    return disagreements


def random_request(chance: random.Random) -> dict[str, Any]:
    at_home = ["alice", "alice", "alice", "session", "session", "federated", "root"]
    return {
        "principal": CAST[chance.choice(at_home if chance.random() < 0.8 else list(CAST))],
        "action": chance.choice([*ACTIONS * 4, "sts:AssumeRole", "sts:GetCallerIdentity"]),
        "resource": chance.choice(RESOURCES),
        "resource_account": chance.choice([None, HOME, HOME, HOME, HOME, OTHER]),
        "context": {key.lower(): chance.choice(values) for key, (values, _) in KEYS.items() if chance.random() < 0.7},
    }


def random_policies(chance: random.Random) -> dict[str, Any]:
    policies: dict[str, Any] = {"identity": _documents(chance, chance.randint(1, 3))}
    for name in ("boundary", "session"):
        if chance.random() < 0.3:
            policies[name] = _documents(chance, 1)
    if chance.random() < 0.5:
        kind = chance.choice(["resource", "resource", "resource", "resource", "trust"])
        policies[kind] = _documents(chance, 1, kind)
    if chance.random() < 0.2:
        policies["scps"] = [_documents(chance, chance.randint(0, 2), "scp") for _ in range(chance.randint(1, 2))]
    if chance.random() < 0.2:
        policies["rcps"] = [[_rcp(chance)] for _ in range(chance.randint(1, 2))]
    return policies


def _documents(chance: random.Random, count: int, kind: str = "identity") -> list[dict[str, Any]]:
    return [
        {
            "Version": "2008-10-17" if kind == "resource" and chance.random() < 0.2 else "2012-10-17",
            "Statement": [_statement(chance, kind) for _ in range(chance.randint(1, 3))],
        }
        for _ in range(count)
    ]


def _statement(chance: random.Random, kind: str) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": chance.choice(["Allow", "Allow", "Allow", "Allow", "Deny"])}
    actions = ["sts:*", "sts:AssumeRole"] if kind == "trust" else [*ACTION_PATTERNS, *ACTIONS]
    statement[chance.choice(["Action", "Action", "Action", "NotAction"])] = _some(chance, actions)
    if kind != "trust":
        statement[chance.choice(["Resource", "Resource", "NotResource"])] = _some(
            chance, [pattern for pattern in RESOURCE_PATTERNS if kind != "scp" or pattern.count(":") != 2]
        )
    if kind in ("resource", "trust"):
        negated = kind == "resource" and chance.random() < 0.15
        statement["NotPrincipal" if negated else "Principal"] = chance.choice(PRINCIPALS)
    if chance.random() < 0.6:
        statement["Condition"] = _condition(chance)
    return statement


def _condition(chance: random.Random) -> dict[str, Any]:
    condition: dict[str, Any] = {}
    for _ in range(chance.randint(1, 2)):
        key = chance.choice(list(KEYS))
        if chance.random() < 0.1:
            condition.setdefault("Null", {})[key] = chance.choice(["true", "false"])
            continue
        name, values = chance.choice(KEYS[key][1])
        prefix = chance.choice(["", "", "", "ForAllValues:", "ForAnyValue:"])
        suffix = chance.choice(["", "", "IfExists"])
        known = [value for value in values if not name.startswith("Date") or value]
        condition.setdefault(f"{prefix}{name}{suffix}", {})[key] = _some(chance, known)
    return condition


def _rcp(chance: random.Random) -> dict[str, Any]:
    allow = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    deny = {"Effect": "Deny", "Principal": "*", "Action": chance.choice(["s3:*", "kms:*"]), "Resource": "*"}
    statements = [allow, {**deny, "Condition": _condition(chance)}] if chance.random() < 0.8 else [deny]
    return {"Version": "2012-10-17", "Statement": statements}


def _some(chance: random.Random, values: list[str]) -> str | list[str]:
    return chance.choice(values) if chance.random() < 0.5 else chance.sample(values, min(len(values), 2))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    start = time.monotonic()
    disagreements = run(arguments.pairs, arguments.seed)
    for disagreement in disagreements[:5]:
        print(json.dumps(disagreement, indent=2))
    seconds = time.monotonic() - start
    print(f"{arguments.pairs} pairs, seed {arguments.seed}: {len(disagreements)} disagreements, {seconds:.0f} s")
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
