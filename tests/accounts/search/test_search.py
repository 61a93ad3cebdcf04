"""Search: what is found, in which order, and by whom."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.search import selectors
from accounts.users import services as users
from iamconsole.audit.models import Event
from iamconsole.aws.registry import find
from iamconsole.console import palette
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person
from tests.certificates import certificate
from tests.providers import metadata

SEARCH = "/console/search/"
TRUST = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}'
ONLY_GROUPS = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListGroups","Resource":"*"}}'


def hits(browser: Client, text: str) -> list[tuple[str, str]]:
    page: Any = browser.get(SEARCH, {"q": text})
    return [(hit["kind"], hit["name"]) for hit in page.context["hits"]]


def test_every_kind_of_thing_is_found_by_name_id_and_arn(alice: Person, bob: Person) -> None:
    iam, browser = alice.client(), alice.browser()
    group = iam.create_group(GroupName="operators")["Group"]
    role = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)["Role"]
    policy = iam.create_policy(PolicyName="reports", PolicyDocument=ONLY_GROUPS)["Policy"]
    issued = certificate()
    uploaded = iam.upload_server_certificate(
        ServerCertificateName="www", Path="/site/", CertificateBody=issued.body, PrivateKey=issued.private_key
    )["ServerCertificateMetadata"]

    for text, hit in (
        ("BO", ("user", "bob")),
        (bob.user.unique_id, ("user", "bob")),
        (bob.user.arn, ("user", "bob")),
        ("operat", ("group", "operators")),
        (group["Arn"], ("group", "operators")),
        ("oprtrs", ("group", "operators")),
        ("deplo", ("role", "deploy")),
        (role["RoleId"], ("role", "deploy")),
        (policy["Arn"], ("policy", "reports")),
        ("readonlyacc", ("policy", "ReadOnlyAccess")),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", ("policy", "ReadOnlyAccess")),
        (bob.key_id, ("access key", bob.key_id)),
        (bob.key_id[:12].lower(), ("access key", bob.key_id)),
        ("WW", ("server certificate", "www")),
        (uploaded["ServerCertificateId"], ("server certificate", "www")),
        (uploaded["Arn"], ("server certificate", "www")),
        (ACCOUNT, ("account", ACCOUNT)),
        ("create user", ("task", "Create user")),
        ("rotate my key", ("task", "Rotate my access key")),
        ("event", ("page", "Event history")),
        ("polsim", ("page", "Policy simulator")),
    ):
        assert hit in hits(browser, text), text


def test_a_name_that_begins_with_the_text_stands_first(alice: Person) -> None:
    for name in ("a-team", "steam", "team", "t-e-a-m"):
        users.create(ACCOUNT, name)

    found = [name for kind, name in hits(alice.browser(), "team") if kind == "user"]

    assert found == ["team", "a-team", "steam", "t-e-a-m"]


@pytest.mark.parametrize(("text", "last"), [("al", "al" + "z" * 128), ("AKIAABCD", "AKIAABCD" + "Z" * 28)])
def test_ranges_end_with_letters_that_every_collation_sorts_alike(
    alice: Person, text: str, last: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    # PostgreSQL in en_US puts what Unicode has no character for before all letters.
    with django_assert_max_num_queries(100) as asked:
        hits(alice.browser(), text)

    assert any(last in query["sql"] for query in asked.captured_queries)
    assert all(query["sql"].isascii() for query in asked.captured_queries)


def test_only_what_the_caller_may_list_is_found(alice: Person, bob: Person) -> None:
    alice.client().create_group(GroupName="bobbins")
    assert [hit for hit in hits(bob.browser(), "bob") if hit[0] in ("user", "group")] == []

    alice.client().put_user_policy(UserName="bob", PolicyName="groups", PolicyDocument=ONLY_GROUPS)

    assert [hit for hit in hits(bob.browser(), "bob") if hit[0] in ("user", "group")] == [("group", "bobbins")]
    assert ("task", "Create user") not in hits(bob.browser(), "create user")


def test_nothing_of_another_account_is_found(alice: Person, bob: Person, mallory: Person) -> None:
    browser = mallory.browser()

    for text in ("bob", bob.user.arn, bob.user.unique_id, bob.key_id, ACCOUNT):
        assert [hit for hit in hits(browser, text) if hit[0] not in ("page", "task", "policy")] == [], text


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "%", "_", "'; --", "\0", ".*(", "[", "a" * 4000, "arn:", "arn:aws:iam::::", "é"],
)
def test_hostile_texts_find_nothing_and_stay_text(alice: Person, text: str) -> None:
    page = alice.browser().get(SEARCH, {"q": text})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_without_a_text_there_are_pages_and_one_event_tells_of_a_search(alice: Person) -> None:
    browser = alice.browser()

    assert {kind for kind, _ in hits(browser, "")} == {"page"}
    assert not Event.objects.filter(name="SearchAccount").exists()
    hits(browser, "bob")
    assert Event.objects.filter(name="SearchAccount").count() == 1
    assert not Event.objects.filter(name="ListUsers").exists()


def test_the_palette_gets_the_list_alone(alice: Person) -> None:
    part = alice.browser().get(SEARCH, {"q": "ali", "part": "yes"}).content.decode()

    assert 'data-url="/console/users/alice/"' in part
    assert "<html" not in part


@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_grow(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        users.create(ACCOUNT, f"user-{number}")
    browser = alice.browser()
    hits(browser, "user")

    with django_assert_max_num_queries(36):
        hits(browser, "user")


def test_every_page_and_task_leads_somewhere(alice: Person) -> None:
    browser = alice.browser()

    for _, task in palette._everything():
        assert browser.get(task.url, follow=True).status_code == 200, task.label


def test_the_editor_is_told_the_arns_of_what_the_caller_may_list(alice: Person, bob: Person) -> None:
    found = alice.browser().get("/api/search", {"q": "bob"}).json()

    assert {"kind": "user", "name": "bob", "arn": bob.user.arn} in found
    assert bob.browser().get("/api/search", {"q": "bob"}).json() == []


def test_things_that_only_policies_name_are_told_to_the_editor(alice: Person) -> None:
    iam = alice.client()
    profile = iam.create_instance_profile(InstanceProfileName="web-servers", Path="/site/")["InstanceProfile"]
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="web-phone")["VirtualMFADevice"]
    oidc = iam.create_open_id_connect_provider(Url="https://web.example.com/tenant", ClientIDList=["client"])
    saml = iam.create_saml_provider(Name="web-sign-in", SAMLMetadataDocument=metadata())
    made = {
        "instance-profile": profile["Arn"],
        "mfa": device["SerialNumber"],
        "oidc-provider": oidc["OpenIDConnectProviderArn"],
        "saml-provider": saml["SAMLProviderArn"],
    }
    browser = alice.browser()

    def found(text: str, kinds: str) -> list[str]:
        return [one["arn"] for one in browser.get("/api/search", {"q": text, "kinds": kinds}).json()]

    for kind, arn in made.items():
        assert found("WEB", kind) == found(arn, kind) == [arn]
    assert found("https://web.example.com/ten", "oidc-provider") == [made["oidc-provider"]]
    assert found("web", "user,group") == found(made["mfa"], "user") == found("AIDAABCDEFGHIJKLMNOP", "mfa") == []
    assert ("SAML provider", "web-sign-in") in hits(browser, "web")
    assert not {hit for hit in hits(browser, "web") if hit[0] in ("mfa", "instance-profile")}


def test_the_kinds_that_can_be_asked_for_are_those_that_are_searched(alice: Person) -> None:
    shape: Any = find("iamconsole", "SearchAccount").model.input_shape
    answer = alice.browser().get("/api/search", {"q": "bob", "kinds": "planet"})

    assert [*selectors.KINDS] == shape.members["Kinds"].member.enum
    assert (answer.status_code, answer.json()["code"]) == (400, "ValidationError")


def test_nothing_of_another_account_is_told(alice: Person, mallory: Person) -> None:
    found = alice.browser().get("/api/search", {"q": "mallory"}).json()

    assert not [one for one in found if OTHER_ACCOUNT in one["arn"]]
    assert alice.browser().get("/api/search", {"q": mallory.user.arn}).json() == []


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 301}, {"q": "a\x00b"}])
def test_a_text_that_names_nothing_is_refused(alice: Person, query: dict[str, str]) -> None:
    answer = alice.browser().get("/api/search", query)

    assert (answer.status_code, answer.json()["code"]) == (400, "ValidationError")
