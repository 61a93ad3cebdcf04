"""The pages of roles: list, creation for each kind of trusted entity, detail with its tabs, changes, deletion."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from accounts.models import InstanceProfile, Role
from accounts.roles import services
from iamconsole.audit.models import Event, Outcome
from tests import providers
from tests.cast import ACCOUNT, EVERYTHING, OTHER_ACCOUNT, Person
from tests.wizards import sent

LIST = "/console/roles/"
CREATE = "/console/roles/new/role/"
ROLE = "/console/roles/deploy/"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POWER = "arn:aws:iam::aws:policy/PowerUserAccess"
LINKED = "AWSServiceRoleForCertificateManager"


def trusting(principal: dict[str, Any], action: str = "sts:AssumeRole", **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


EC2 = trusting({"Service": "ec2.amazonaws.com"})
OWN_ACCOUNT = trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})


@pytest.fixture
def role(alice: Person) -> Role:
    return services.create(ACCOUNT, "deploy", OWN_ACCOUNT, path="/team/", description="Deploys")


@pytest.fixture
def linked(alice: Person) -> Role:
    alice.client().create_service_linked_role(AWSServiceName="acm.amazonaws.com")
    return Role.objects.get(name=LINKED)


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


# -- the list -----------------------------------------------------------------------------------------------------


def test_the_list_says_in_words_who_is_trusted(alice: Person, role: Role, linked: Role) -> None:
    services.create(ACCOUNT, "open", trusting({"AWS": "*"}))
    saml = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
    services.create(ACCOUNT, "people", trusting({"Federated": saml}, "sts:AssumeRoleWithSAML"))

    page = alice.browser().get(LIST)

    told = {row.name: row.cells[1][1].value for row in page.context["rows"]}
    assert told == {
        "deploy": [f"Account: {ACCOUNT}"],
        "open": ["Everyone"],
        "people": ["SAML provider: corp"],
        LINKED: ["AWS service: acm.amazonaws.com", "Service-linked role"],
    }
    assert "Service-linked role" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "DEP"}, ["deploy"]),
        ({"q": "/team/"}, ["deploy"]),
        ({"q": "acm.amazonaws"}, [LINKED]),
        ({"q": "linked:yes"}, [LINKED]),
        ({"q": "used:never -linked:yes"}, ["deploy"]),
        ({"q": "<script>alert(1)</script>"}, []),
        ({"q": "trusts:acm.amazonaws"}, [LINKED]),
    ],
)
def test_the_list_is_searched(alice: Person, role: Role, linked: Role, asked: dict[str, str], found: list[str]) -> None:
    page = alice.browser().get(LIST, asked)

    assert sorted(names(page)) == sorted(found)
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("amount", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(
    alice: Person, amount: int, django_assert_max_num_queries: Any
) -> None:
    browser = alice.browser()
    browser.get(LIST)
    for number in range(amount):
        services.create(ACCOUNT, f"role-{number:02}", trusting({"AWS": alice.user.arn}))

    with django_assert_max_num_queries(12):
        page = browser.get(LIST)

    assert len(names(page)) == min(amount, 50)


def test_roles_of_another_account_are_not_there(mallory: Person, role: Role) -> None:
    browser = mallory.browser()

    assert names(browser.get(LIST)) == []
    assert browser.get(ROLE).status_code == 404
    assert browser.post(f"{ROLE}delete/", {"confirm": "deploy"}).status_code == 404


def test_who_may_not_list_is_told_so(bob: Person, role: Role) -> None:
    page = bob.browser().get(LIST).content.decode()

    assert "not authorized to perform: iam:ListRoles" in page
    assert "deploy" not in page


# -- creation -----------------------------------------------------------------------------------------------------


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


# -- the role -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", ["permissions", "trust", "profiles", "tags", "last-accessed", "revoke", "nonsense"])
def test_each_tab_opens_at_the_same_cost(
    alice: Person, role: Role, tab: str, django_assert_max_num_queries: Any
) -> None:
    alice.client().attach_role_policy(RoleName="deploy", PolicyArn=READ_ONLY)
    browser = alice.browser()
    browser.get(ROLE)

    with django_assert_max_num_queries(30):
        assert browser.get(ROLE, {"tab": tab}).status_code == 200


def test_somebody_without_permissions_sees_why_in_each_part(bob: Person, role: Role) -> None:
    for tab in ("permissions", "trust", "profiles", "tags", "last-accessed", "revoke"):
        page = bob.browser().get(ROLE, {"tab": tab})
        assert page.status_code == 200
        assert "not authorized to perform: iam:GetRole" in page.content.decode()
        assert "Deploys" not in page.content.decode()


def test_the_summary_tells_arn_duration_and_the_way_to_switch(alice: Person, role: Role) -> None:
    page = alice.browser().get(ROLE).content.decode()

    assert role.arn in page
    assert "1 hour" in page
    assert f"switch-role/?account={ACCOUNT}&amp;roleName=team%2Fdeploy" in page


def test_description_and_session_are_changed_and_emptied(alice: Person, role: Role) -> None:
    browser, page = alice.browser(), f"{ROLE}edit/"

    browser.post(page, {"description": "", "hours": "12"})
    role.refresh_from_db()
    assert (role.description, role.max_session_seconds) == ("", 12 * 3600)
    browser.post(page, {"description": "x", "hours": "1", "seconds": "5400"})
    role.refresh_from_db()
    assert (role.description, role.max_session_seconds) == ("x", 5400)
    assert 'value="5400"' in browser.get(page).content.decode()


@pytest.mark.parametrize("seconds", ["3599", "43201", "x", "-1"])
def test_a_session_that_is_too_short_or_too_long_is_refused(alice: Person, role: Role, seconds: str) -> None:
    fields = {"description": "typed", "hours": "1", "seconds": seconds}

    answer = alice.browser().post(f"{ROLE}edit/", fields)

    assert answer.status_code == 422
    assert "typed" in answer.content.decode()


def test_the_trust_policy_is_edited(alice: Person, role: Role) -> None:
    browser, page = alice.browser(), f"{ROLE}edit-trust/"

    assert ACCOUNT in browser.get(page).context["form"]["document"].value()
    assert browser.post(page, {"document": EC2}).url == f"{ROLE}?tab=trust"
    role.refresh_from_db()
    assert role.trust == EC2


@pytest.mark.parametrize(
    ("document", "told"),
    [("{\n no", "Line 2"), (EVERYTHING, "Line 1"), ("", "required"), (f'"{"x" * 3000}"', "Line 1")],
)
def test_a_refused_trust_policy_keeps_its_text(alice: Person, role: Role, document: str, told: str) -> None:
    answer = alice.browser().post(f"{ROLE}edit-trust/", {"document": document})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert answer.context["form"]["document"].value() == document
    role.refresh_from_db()
    assert role.trust == OWN_ACCOUNT


def test_a_trust_policy_is_checked_without_being_saved(alice: Person, role: Role) -> None:
    document = trusting({"AWS": "*"})

    page = alice.browser().post(f"{ROLE}edit-trust/", {"document": document, "go": "check"})

    assert page.status_code == 200
    assert page.context["findings"].result["findings"]
    assert "Line 1, column" in page.content.decode()
    role.refresh_from_db()
    assert role.trust == OWN_ACCOUNT


def test_revoking_ends_sessions_and_lets_new_ones_begin(alice: Person, role: Role) -> None:
    alice.client().put_role_policy(RoleName="deploy", PolicyName="all", PolicyDocument=EVERYTHING)
    before = alice.assumed(role.arn)
    before.list_users()
    browser = alice.browser()

    assert browser.post(f"{ROLE}revoke-sessions/", {}).status_code == 422
    browser.post(f"{ROLE}revoke-sessions/", {"acknowledged": "on"})

    policy = json.loads(role.inline_policies.get(name="AWSRevokeOlderSessions").document)
    assert policy["Statement"][0]["Effect"] == "Deny"
    with pytest.raises(ClientError, match="AccessDenied"):
        before.list_users()


def test_an_instance_profile_is_made_tagged_and_deleted(alice: Person, role: Role) -> None:
    browser = alice.browser()

    browser.post(f"{ROLE}create-profile/", {"profile_name": "machines"})
    assert "machines" in browser.get(ROLE, {"tab": "profiles"}).content.decode()
    browser.post(f"{ROLE}profile-tags/?profile=machines", {"tags-key": "a", "tags-value": "b"})
    assert InstanceProfile.objects.get().tags == [["a", "b"]]
    assert browser.post(f"{ROLE}delete-profile/?profile=machines", {"confirm": "x"}).status_code == 422
    browser.post(f"{ROLE}delete-profile/?profile=machines", {"confirm": "machines"})
    assert not InstanceProfile.objects.exists()


def test_a_service_linked_role_is_marked_and_protected(alice: Person, linked: Role) -> None:
    browser, home = alice.browser(), f"/console/roles/{LINKED}/"

    page = browser.get(home)
    assert "This role belongs to an AWS service" in page.content.decode()
    assert "Detach" not in page.content.decode()
    assert [tab["label"] for tab in page.context["tabs"]] == [
        "Permissions",
        "Trust relationships",
        "Tags",
        "Last accessed",
    ]
    assert browser.post(f"{home}edit-trust/", {"document": EC2}).status_code == 422
    assert browser.post(f"{home}attach-policy/", {"choice": READ_ONLY}).status_code == 422
    browser.post(f"{home}edit/", {"description": "ours"})
    linked.refresh_from_db()
    assert linked.description == "ours"
    browser.post(f"{home}delete/", {"confirm": LINKED})
    assert not Role.objects.exists()


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("edit/", {"description": "x", "hours": "1"}),
        ("edit-trust/", {"document": EC2}),
        ("tags/", {"tags-key": "a", "tags-value": "b"}),
        ("revoke-sessions/", {"acknowledged": "on"}),
        ("create-profile/", {"profile_name": "x"}),
        ("attach-policy/", {"choice": READ_ONLY}),
        ("put-inline/", {"policy_name": "p", "policy_document": EVERYTHING}),
        ("boundary/", {"choice": READ_ONLY}),
        ("remove-boundary/", {}),
        ("delete/", {"confirm": "deploy"}),
    ],
)
def test_no_change_is_possible_without_the_permission(
    bob: Person, mallory: Person, role: Role, page: str, fields: dict[str, str]
) -> None:
    before = Role.objects.values().get()

    assert bob.browser().post(ROLE + page, fields).status_code == 403
    assert mallory.browser().post(ROLE + page, fields).status_code in (404, 422)
    assert Role.objects.values().get() == before
    assert not role.inline_policies.exists()


# -- deletion -----------------------------------------------------------------------------------------------------


def test_deleting_takes_everything_that_stands_in_the_way(alice: Person, role: Role) -> None:
    client, browser = alice.client(), alice.browser()
    client.attach_role_policy(RoleName="deploy", PolicyArn=READ_ONLY)
    client.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=EVERYTHING)
    for profile in ("deploy", "other"):
        client.create_instance_profile(InstanceProfileName=profile)
        client.add_role_to_instance_profile(InstanceProfileName=profile, RoleName="deploy")

    page = browser.get(f"{ROLE}delete/").content.decode()
    assert browser.post(f"{ROLE}delete/", {"confirm": "Deploy"}).status_code == 422
    answer = browser.post(f"{ROLE}delete/", {"confirm": "deploy"})

    for line in (
        "It was never used",
        "ReadOnlyAccess",
        "Inline policy own",
        "Instance profile deploy",
        "profile other",
    ):
        assert line in page
    assert answer.url == LIST
    assert not Role.objects.exists()
    assert [profile.name for profile in InstanceProfile.objects.all()] == ["other"]
