"""The pages of identity providers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import OIDCProvider, SAMLProvider
from tests import certificates, providers
from tests.cast import ACCOUNT, Person

LIST = "/console/identity-providers/"
HOST = "token.actions.githubusercontent.com"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
METADATA = providers.metadata(entity="https://idp.example.com")


def page(name: str, arn: str, **more: str) -> str:
    return f"{LIST}{name}/?arn={arn}" + "".join(f"&{key}={value}" for key, value in more.items())


@pytest.fixture
def both(alice: Person) -> None:
    alice.client().create_open_id_connect_provider(Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"])
    alice.client().create_saml_provider(Name="corp", SAMLMetadataDocument=METADATA)


def test_an_oidc_provider_is_added_edited_tagged_and_deleted(alice: Person) -> None:
    browser = alice.browser()
    fields = {"url": f"https://{HOST}", "audiences": "a\r\n\r\nb", "tags-key": "team", "tags-value": "x"}

    assert browser.post(f"{LIST}add-oidc/", fields).status_code == 302
    provider = OIDCProvider.objects.get()
    assert (provider.client_ids, provider.tags) == (["a", "b"], [["team", "x"]])
    assert browser.post(f"{LIST}add-oidc/", fields).status_code == 422
    browser.post(page("edit", OIDC), {"audiences": "b\nc", "thumbprints": "A" * 40})
    provider.refresh_from_db()
    assert (provider.client_ids, provider.thumbprints) == (["b", "c"], ["a" * 40])
    browser.post(page("tags", OIDC), {"tags-key": "", "tags-value": ""})
    provider.refresh_from_db()
    assert provider.tags == []
    assert browser.post(page("delete", OIDC), {"confirm": "x"}).status_code == 422
    browser.post(page("delete", OIDC), {"confirm": HOST})
    assert not OIDCProvider.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": "http://example.com", "audiences": "a"},
        {"url": "https://", "audiences": "a"},
        {"url": "https://example.com", "audiences": ""},
        {"url": "https://example.com", "audiences": "a", "thumbprints": "<b>x</b>"},
        {"url": "https://example.com", "audiences": "\n".join(str(number) for number in range(101))},
    ],
)
def test_an_oidc_provider_that_cannot_be_is_refused_and_kept(alice: Person, fields: dict[str, str]) -> None:
    answer = alice.browser().post(f"{LIST}add-oidc/", fields)

    assert answer.status_code == 422
    assert answer.context["form"]["url"].value() == fields.get("url")
    assert "<b>x</b>" not in answer.content.decode()
    assert not OIDCProvider.objects.exists()


def test_a_saml_provider_is_added_from_a_file_or_a_text_and_edited(alice: Person) -> None:
    browser = alice.browser()
    uploaded = SimpleUploadedFile("metadata.xml", METADATA.encode())
    key = certificates.certificate("idp.example.com").private_key

    browser.post(f"{LIST}add-saml/", {"provider_name": "corp", "metadata_file": uploaded})
    browser.post(f"{LIST}add-saml/", {"provider_name": "other", "metadata": METADATA, "private_key": key})
    browser.post(page("edit", SAML), {"encryption": "Required", "private_key": key})

    corp = SAMLProvider.objects.get(name="corp")
    assert (corp.encryption_mode, corp.private_keys.count()) == ("Required", 1)
    shown = browser.get(page("detail", SAML)).content.decode()
    assert corp.private_keys.get().unique_id in shown
    assert "PRIVATE KEY" not in shown
    assert SAMLProvider.objects.get(name="other").metadata == METADATA


@pytest.mark.parametrize(
    "fields",
    [
        {"provider_name": "corp"},
        {"provider_name": "corp", "metadata": "<not metadata"},
        {"provider_name": "<b>x</b>", "metadata": METADATA},
        {"provider_name": "corp", "metadata": METADATA, "encryption": "Required"},
        {"provider_name": "corp", "metadata": METADATA, "private_key": "no key"},
    ],
)
def test_a_saml_provider_that_cannot_be_is_refused(alice: Person, fields: dict[str, str]) -> None:
    answer = alice.browser().post(f"{LIST}add-saml/", fields)

    assert answer.status_code == 422
    assert "<b>x</b>" not in answer.content.decode()
    assert not SAMLProvider.objects.exists()


def test_a_private_key_is_not_shown_again_with_an_error(alice: Person) -> None:
    key = certificates.certificate("idp.example.com").private_key

    answer = alice.browser().post(f"{LIST}add-saml/", {"provider_name": "corp", "private_key": key})

    assert answer.status_code == 422
    assert key.splitlines()[1] not in answer.content.decode()


def test_a_file_that_is_no_text_is_refused(alice: Person) -> None:
    uploaded = SimpleUploadedFile("metadata.xml", b"\xff\xfe\x00")

    answer = alice.browser().post(f"{LIST}add-saml/", {"provider_name": "corp", "metadata_file": uploaded})

    assert answer.status_code == 422
    assert "not text in UTF-8" in answer.content.decode()


def test_it_tells_which_roles_trust_a_provider_and_helps_to_assign_one(alice: Person, both: None) -> None:
    trust = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML",'
        f'"Principal":{{"Federated":"{SAML}"}}}}}}'
    )
    alice.client().create_role(RoleName="people", AssumeRolePolicyDocument=trust)
    browser = alice.browser()

    roles = browser.get(page("detail", SAML, tab="roles"))
    wizard = browser.get(roles.context["assign_url"])

    assert [role.name for role in roles.context["roles"].result["rows"]] == ["people"]
    assert "people" in browser.get(page("delete", SAML)).content.decode()
    assert wizard.context["form"]["saml_provider"].value() == SAML
    assert wizard.context["form"]["kind"].value() == "saml"


@pytest.mark.parametrize("arn", ["", "nonsense", "<script>x", f"arn:aws:iam::{ACCOUNT}:role/x"])
def test_an_address_that_names_no_provider_is_refused(alice: Person, arn: str) -> None:
    answer = alice.browser().get(f"{LIST}detail/", {"arn": arn})

    assert answer.status_code == 400
    assert "<script>x" not in answer.content.decode()


@pytest.mark.parametrize("arn", [OIDC, SAML])
def test_providers_of_another_account_are_not_there(mallory: Person, both: None, arn: str) -> None:
    browser = mallory.browser()

    assert "Metadata" not in browser.get(page("detail", arn)).content.decode()
    assert "sts.amazonaws.com" not in browser.get(page("detail", arn)).content.decode()
    for name in ("edit", "tags", "delete"):
        assert browser.post(page(name, arn), {"confirm": HOST, "audiences": "x"}).status_code in (403, 404, 422)
    assert OIDCProvider.objects.count() + SAMLProvider.objects.count() == 2


@pytest.mark.parametrize("arn", [OIDC, SAML])
def test_who_may_not_see_or_change_them_is_told_so(bob: Person, both: None, arn: str) -> None:
    browser = bob.browser()

    shown = browser.get(page("detail", arn))
    assert "not authorized to perform: iam:Get" in shown.content.decode()
    assert "sts.amazonaws.com" not in shown.content.decode()
    name = arn.partition("-provider/")[2]
    assert browser.post(page("delete", arn), {"confirm": name}).status_code == 403
    assert browser.post(page("tags", arn), {"tags-key": "a", "tags-value": "b"}).status_code == 403
    assert OIDCProvider.objects.count() + SAMLProvider.objects.count() == 2
