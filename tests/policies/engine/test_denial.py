"""AWS's sentence for refused requests, layer by layer."""

import pytest

from policies.engine import Decision, Layer, Outcome, decide, denial_text
from tests.policies.engine.reading import HOME, allowing, asking, denying, policies_of

ALICE = f"User: arn:aws:iam::{HOME}:user/alice is not authorized to perform: iam:CreateUser on resource: arn:aws:x:::y "


@pytest.mark.parametrize(
    ("layer", "implicit", "explicit"),
    [
        (Layer.IDENTITY, "no identity-based policy", "an identity-based policy"),
        (Layer.BOUNDARY, "no permissions boundary", "a permissions boundary"),
        (Layer.SESSION, "no session policy", "a sessions policy"),
        (Layer.RESOURCE, "no resource-based policy", "a resource-based policy"),
        (Layer.TRUST, "no role trust policy", "the role trust policy"),
        (Layer.SCP, "no service control policy", "a service control policy"),
        (Layer.RCP, "no resource control policy", "a resource control policy"),
        (Layer.ENDPOINT, "no VPC endpoint policy", "a VPC endpoint policy"),
    ],
)
def test_every_layer_has_its_words(layer: Layer, implicit: str, explicit: str) -> None:
    request = asking(action="iam:CreateUser", resource="arn:aws:x:::y")

    texts = [
        denial_text(request, Decision(outcome, layer)) for outcome in (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
    ]

    assert texts == [
        f"{ALICE}because {implicit} allows the iam:CreateUser action",
        f"{ALICE}with an explicit deny in {explicit}",
    ]


def test_an_action_without_resources_is_denied_on_everything() -> None:
    request = asking(action="iam:GetAccountSummary", resource="*")

    text = denial_text(request, decide(request, policies_of({"identity": [denying()]})))

    assert text == (
        f"User: arn:aws:iam::{HOME}:user/alice is not authorized to perform: iam:GetAccountSummary "
        "on resource: * with an explicit deny in an identity-based policy"
    )


def test_where_no_resource_is_known_none_is_named() -> None:
    request = asking(action="iam:GetAccountSummary", resource="")

    text = denial_text(request, decide(request, policies_of({})))

    assert "on resource" not in text


def test_sessions_are_named_by_their_session() -> None:
    request = asking("session")

    text = denial_text(request, decide(request, policies_of({"identity": [allowing("ec2:*")]})))

    assert text.startswith(
        f"User: arn:aws:sts::{HOME}:assumed-role/builder/ci is not authorized to perform: s3:GetObject"
    )


def test_strangers_are_anonymous() -> None:
    request = asking("anonymous")

    assert denial_text(request, decide(request, policies_of({}))).startswith("User: anonymous is not authorized")


@pytest.mark.parametrize(
    ("who", "action"), [("oidc", "sts:AssumeRoleWithWebIdentity"), ("saml", "sts:AssumeRoleWithSAML")]
)
def test_unsigned_calls_get_a_short_answer(who: str, action: str) -> None:
    request = asking(who, action)

    assert denial_text(request, decide(request, policies_of({}))) == f"Not authorized to perform {action}"
