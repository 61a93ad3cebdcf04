"""Case files and random pairs are plain JSON; here they become the engine's values."""

import json
from typing import Any

from policies.engine import Compiled, PolicySet, Principal, PrincipalKind, Request, Source, compile_policies, decide
from policies.language import PolicyKind

KINDS = {
    "identity": PolicyKind.IDENTITY,
    "boundary": PolicyKind.BOUNDARY,
    "session": PolicyKind.SESSION,
    "resource": PolicyKind.RESOURCE,
    "trust": PolicyKind.TRUST,
    "endpoint": PolicyKind.ENDPOINT,
    "scps": PolicyKind.SCP,
    "rcps": PolicyKind.RCP,
}
PRINCIPAL_KINDS = {
    "root": PrincipalKind.ROOT,
    "user": PrincipalKind.USER,
    "role session": PrincipalKind.ASSUMED_ROLE,
    "federated user": PrincipalKind.FEDERATED_USER,
    "service": PrincipalKind.SERVICE,
    "web identity": PrincipalKind.WEB_IDENTITY,
    "saml": PrincipalKind.SAML,
    "anonymous": PrincipalKind.ANONYMOUS,
}

HOME, OTHER = "111122223333", "444455556666"
CAST = {
    "root": {"kind": "root", "arn": f"arn:aws:iam::{HOME}:root", "account": HOME},
    "alice": {
        "kind": "user",
        "arn": f"arn:aws:iam::{HOME}:user/alice",
        "account": HOME,
        "id": "AIDAALICE",
        "name": "alice",
    },
    "session": {
        "kind": "role session",
        "arn": f"arn:aws:sts::{HOME}:assumed-role/builder/ci",
        "account": HOME,
        "id": "AROABUILDER",
        "role": f"arn:aws:iam::{HOME}:role/builder",
        "session": "ci",
    },
    "instance": {
        "kind": "role session",
        "arn": f"arn:aws:sts::{HOME}:assumed-role/machine/i-0abc",
        "account": HOME,
        "id": "AROAMACHINE",
        "role": f"arn:aws:iam::{HOME}:role/machine",
        "session": "i-0abc",
    },
    "linked": {
        "kind": "role session",
        "arn": f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForBatch/batch",
        "account": HOME,
        "id": "AROALINKED",
        "role": f"arn:aws:iam::{HOME}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch",
        "session": "batch",
    },
    "federated": {
        "kind": "federated user",
        "arn": f"arn:aws:sts::{HOME}:federated-user/fred",
        "account": HOME,
        "issuer": f"arn:aws:iam::{HOME}:user/alice",
        "name": "fred",
    },
    "ec2": {"kind": "service", "arn": "ec2.amazonaws.com"},
    "saml": {"kind": "saml", "issuer": f"arn:aws:iam::{HOME}:saml-provider/corp"},
    "oidc": {"kind": "web identity", "issuer": f"arn:aws:iam::{HOME}:oidc-provider/id.example.com"},
    "google": {"kind": "web identity", "issuer": "accounts.google.com"},
    "anonymous": {"kind": "anonymous"},
    "mallory": {
        "kind": "user",
        "arn": f"arn:aws:iam::{OTHER}:user/mallory",
        "account": OTHER,
        "id": "AIDAMALLORY",
        "name": "mallory",
    },
    "mallory_session": {
        "kind": "role session",
        "arn": f"arn:aws:sts::{OTHER}:assumed-role/visitor/v",
        "account": OTHER,
        "id": "AROAVISITOR",
        "role": f"arn:aws:iam::{OTHER}:role/visitor",
        "session": "v",
    },
}


def with_cast(request: dict[str, Any]) -> dict[str, Any]:
    """Return the request with its principal written out."""
    who = request["principal"]
    return {**request, "principal": CAST[who] if isinstance(who, str) else who}


def request_of(case: dict[str, Any]) -> Request:
    context = {
        key: tuple(value) if isinstance(value, list) else value for key, value in case.get("context", {}).items()
    }
    return Request(
        principal_of(case["principal"]), case["action"], case["resource"], case.get("resource_account"), context
    )


def principal_of(who: dict[str, str]) -> Principal:
    return Principal(
        PRINCIPAL_KINDS[who["kind"]],
        arn=who.get("arn", ""),
        account_id=who.get("account", ""),
        unique_id=who.get("id", ""),
        role_arn=who.get("role", ""),
        issuer=who.get("issuer", ""),
        name=who.get("name", ""),
        session_name=who.get("session", ""),
    )


def policies_of(case: dict[str, Any]) -> PolicySet:
    single = {name: compiled(name, documents) for name, documents in case.items() if name not in ("scps", "rcps")}
    levels = {name: tuple(compiled(name, level) for level in case.get(name, [])) for name in ("scps", "rcps")}
    return PolicySet(**single, **levels)


def compiled(name: str, documents: list[dict[str, Any]]) -> Compiled:
    sources = [
        Source(f"{name}/{number}", f"{name}-{number}", KINDS[name], json.dumps(document))
        for number, document in enumerate(documents)
    ]
    return compile_policies(sources)


def allowing(action: str | list[str] = "*", resource: str = "*", **elements: Any) -> dict[str, Any]:
    """Return a document of one Allow."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource, **elements}],
    }


def denying(action: str | list[str] = "*", resource: str = "*", **elements: Any) -> dict[str, Any]:
    """Return a document of one Deny."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": action, "Resource": resource, **elements}],
    }


def asking(
    who: str = "alice", action: str = "s3:GetObject", resource: str = "arn:aws:s3:::b/k", **more: Any
) -> Request:
    return request_of({"principal": CAST[who], "action": action, "resource": resource, **more})


def decision_of(condition: dict[str, Any], context: dict[str, Any]) -> str:
    """Return how an Allow under one condition decides in this context."""
    policies = policies_of({"identity": [allowing(Condition=condition)]})
    return decide(asking(context=context), policies).outcome.value
