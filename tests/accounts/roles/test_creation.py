"""The wizard that creates a role, for each kind of trusted entity."""

import json
from typing import Any

import pytest

from accounts.models import InstanceProfile, Role
from iamconsole.audit.models import Event, Outcome
from tests import providers
from tests.accounts.roles.pages import CREATE, POWER, READ_ONLY, trusting
from tests.cast import ACCOUNT, EVERYTHING, OTHER_ACCOUNT, Person
from tests.wizards import sent


def wizard(at: str = "review", go: str = "next", **changes: dict[str, Any]) -> dict[str, Any]:
    """Return what the wizard sends for a role that Lambda takes on, with `changes` to single steps."""
    steps: dict[str, dict[str, Any]] = {
        "trust": {"kind": "service", "service": "lambda.amazonaws.com", "whose": "this"},
        "permissions": {"boundary": ""},
        "details": {"name": "made", "tags-key": "", "tags-value": ""},
        "review": {},
    }
    return sent(at, go, **{step: fields | changes.get(step, {}) for step, fields in steps.items()})


def made(alice: Person, **changes: dict[str, Any]) -> dict[str, Any]:
    """Create a role by the wizard and return the one statement of its trust policy."""
    answer = alice.browser().post(CREATE, wizard(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    statement: dict[str, Any] = json.loads(Role.objects.get(name="made").trust)["Statement"][0]
    return statement


def test_a_service_takes_the_role_on(alice: Person) -> None:
    statement = made(alice)

    assert (statement["Principal"], statement["Action"]) == ({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole")
    assert not InstanceProfile.objects.exists()


def test_a_role_for_machines_gets_an_instance_profile(alice: Person) -> None:
    made(alice, trust={"service": "ec2.amazonaws.com"}, details={"instance_profile": "on"})

    profile = InstanceProfile.objects.get()
    assert (profile.name, profile.role.name if profile.role else "") == ("made", "made")


@pytest.mark.parametrize(
    ("trust", "principal", "condition"),
    [
        ({"whose": "this"}, f"arn:aws:iam::{ACCOUNT}:root", None),
        (
            {"whose": "other", "account_id": OTHER_ACCOUNT, "external_id": "x-1", "needs_mfa": "on"},
            f"arn:aws:iam::{OTHER_ACCOUNT}:root",
            {
                "StringEquals": {"sts:ExternalId": "x-1"},
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
            },
        ),
    ],
)
def test_an_account_takes_the_role_on(
    alice: Person, trust: dict[str, str], principal: str, condition: dict[str, Any] | None
) -> None:
    statement = made(alice, trust={"kind": "account", **trust})

    assert statement["Principal"] == {"AWS": principal}
    assert statement.get("Condition") == condition


def test_workflows_of_github_take_the_role_on(alice: Person) -> None:
    host = "token.actions.githubusercontent.com"
    arn = alice.client().create_open_id_connect_provider(Url=f"https://{host}", ClientIDList=["sts.amazonaws.com"])
    provider = {"kind": "web", "web_provider": arn["OpenIDConnectProviderArn"], "audience": "sts.amazonaws.com"}

    everybody = alice.browser().post(CREATE, wizard(trust=provider))
    statement = made(alice, trust={**provider, "organization": "acme", "repository": "shop", "branch": "main"})

    assert everybody.status_code == 422
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {f"{host}:aud": "sts.amazonaws.com", f"{host}:sub": "repo:acme/shop:ref:refs/heads/main"}
    }


def test_people_of_a_public_provider_take_the_role_on(alice: Person) -> None:
    google = {"kind": "web", "web_provider": "accounts.google.com", "audience": "app", "subjects": "1*\n2"}

    statement = made(alice, trust=google)

    assert statement["Principal"] == {"Federated": "accounts.google.com"}
    assert statement["Condition"]["StringLike"] == {"accounts.google.com:sub": ["1*", "2"]}


def test_people_of_a_directory_take_the_role_on(alice: Person) -> None:
    metadata = providers.metadata(entity="https://idp.example.com")
    arn = alice.client().create_saml_provider(Name="corp", SAMLMetadataDocument=metadata)["SAMLProviderArn"]
    trust = {"kind": "saml", "saml_provider": arn, "saml_console": "on", "saml_attribute": "SAML:iss"}

    incomplete = alice.browser().post(CREATE, wizard(trust=trust))
    statement = made(alice, trust={**trust, "saml_value": "https://idp.example.com"})

    assert incomplete.status_code == 422
    assert statement["Action"] == "sts:AssumeRoleWithSAML"
    assert statement["Condition"]["StringEquals"] == {
        "SAML:aud": "https://signin.aws.amazon.com/saml",
        "SAML:iss": "https://idp.example.com",
    }


def test_a_trust_policy_is_written_by_hand(alice: Person) -> None:
    document = trusting({"AWS": alice.user.arn})

    assert made(alice, trust={"kind": "custom", "document": document})["Principal"] == {"AWS": alice.user.arn}


def test_policies_boundary_path_and_tags_are_given(alice: Person) -> None:
    made(
        alice,
        permissions={"policies": [READ_ONLY, POWER], "boundary": POWER},
        details={"path": "/team/", "description": "x", "tags-key": ["team", ""], "tags-value": ["payments", ""]},
    )

    role = Role.objects.get(name="made")
    assert (role.attachments.count(), role.path, role.description) == (2, "/team/", "x")
    assert role.tags == [["team", "payments"]]
    assert role.boundary is not None


def test_the_last_step_shows_the_trust_policy_and_everything_else(alice: Person) -> None:
    page = alice.browser().post(CREATE, wizard("details", permissions={"policies": [READ_ONLY], "boundary": POWER}))

    text = page.content.decode()
    assert page.context["step"].key == "review"
    for part in ("lambda.amazonaws.com", "sts:AssumeRole", "ReadOnlyAccess", "PowerUserAccess", "made"):
        assert part in text
    assert not Role.objects.filter(name="made").exists()


@pytest.mark.parametrize(
    ("step", "fields", "shown"),
    [
        ("trust", {"kind": "nonsense"}, "trust"),
        ("trust", {"service": ""}, "trust"),
        ("trust", {"service": "<b>x</b>"}, "trust"),
        ("trust", {"kind": "account", "whose": "other", "account_id": "12"}, "trust"),
        ("trust", {"kind": "account", "whose": "other", "account_id": "\u0661" * 12}, "trust"),
        ("trust", {"kind": "web"}, "trust"),
        ("trust", {"kind": "web", "web_provider": "evil.example.com", "audience": "a"}, "trust"),
        ("trust", {"kind": "saml"}, "trust"),
        ("trust", {"kind": "custom", "document": ""}, "trust"),
        ("trust", {"kind": "custom", "document": "{\n  no"}, "trust"),
        ("trust", {"kind": "custom", "document": EVERYTHING}, "trust"),
        ("permissions", {"policies": ["nonsense"]}, "review"),
        ("permissions", {"boundary": "<b>x</b>"}, "review"),
        ("details", {"name": ""}, "details"),
        ("details", {"name": "<b>x</b>"}, "details"),
        ("details", {"name": "x" * 65}, "details"),
        ("details", {"name": "DEPLOY"}, "details"),
        ("details", {"path": "team"}, "details"),
        ("details", {"description": "x" * 1001}, "details"),
        ("details", {"tags-key": ["a", "A"], "tags-value": ["", ""]}, "details"),
    ],
)
def test_what_does_not_fit_is_shown_at_its_step(
    alice: Person, role: Role, step: str, fields: dict[str, Any], shown: str
) -> None:
    answer = alice.browser().post(CREATE, wizard(**{step: fields}))

    assert answer.status_code == 422
    assert answer.context["step"].key == shown
    assert "<b>x</b>" not in answer.content.decode()
    assert Role.objects.count() == 1


def test_a_refused_trust_policy_keeps_its_text_and_tells_the_line(alice: Person) -> None:
    document = '{\n  "Version": "2012-10-17",\n  "Statement": [}\n}'

    answer = alice.browser().post(CREATE, wizard(trust={"kind": "custom", "document": document}))

    assert "Line 3, column" in answer.content.decode()
    assert answer.context["form"]["document"].value() == document


def test_one_part_that_may_not_be_made_leaves_nothing(alice: Person) -> None:
    deny = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:AttachRolePolicy","Resource":"*"}}'
    alice.client().put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=deny)

    answer = alice.browser().post(CREATE, wizard(permissions={"policies": [READ_ONLY]}))

    assert answer.status_code == 403
    assert not Role.objects.exists()
    assert Event.objects.filter(name="AttachRolePolicy", outcome=Outcome.DENIED).exists()
