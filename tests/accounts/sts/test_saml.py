"""AssumeRoleWithSAML: signed assertions open the door; wrapped, forged and stale ones do not."""

import base64
import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from tests import inprocess, providers
from tests.cast import ACCOUNT, TOO_MUCH, Person, with_credentials
from tests.providers import ATTRIBUTES, assertion, encoded, response, sign
from tests.refused import code, refused

CORP = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/admin"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
GOOD = {f"{ATTRIBUTES}Role": f"{ROLE},{CORP}", f"{ATTRIBUTES}RoleSessionName": "carol@example.com"}
EVIL = GOOD | {f"{ATTRIBUTES}RoleSessionName": "root"}
EXPIRED = "Token must be redeemed within 5 minutes of issuance"


@pytest.fixture
def sts(alice: Person) -> Any:
    """A client of somebody without keys, a provider `corp` and a role that trusts it."""
    iam = alice.client()
    iam.create_saml_provider(Name="corp", SAMLMetadataDocument=providers.metadata())
    condition = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml", "saml:sub_type": "persistent"}}
    iam.create_role(RoleName="admin", AssumeRolePolicyDocument=_trust(condition))
    return inprocess.client("sts", "nobody", "nothing")


def _trust(condition: dict[str, Any], *more: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": CORP},
        "Action": ["sts:AssumeRoleWithSAML", *more],
        "Condition": condition,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def _ask(root: etree._Element, **more: Any) -> dict[str, Any]:
    return {"RoleArn": ROLE, "PrincipalArn": CORP, "SAMLAssertion": encoded(root), **more}


def _signed(attributes: dict[str, Any] | None = None, **changed: Any) -> etree._Element:
    return response(sign(assertion(attributes or GOOD, **changed)))


def test_a_signed_assertion_gives_a_session(sts: Any) -> None:
    given = sts.assume_role_with_saml(**_ask(_signed()))

    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/carol@example.com"
    assert (given["Subject"], given["SubjectType"]) == ("carol", "persistent")
    assert (given["Issuer"], given["Audience"]) == (providers.ENTITY, providers.RECIPIENT)
    who = with_credentials("sts", given["Credentials"]).get_caller_identity()
    assert who["Arn"] == given["AssumedRoleUser"]["Arn"]


def test_a_signed_response_does_too(sts: Any) -> None:
    assert sts.assume_role_with_saml(**_ask(sign(response(assertion(GOOD)))))["Subject"] == "carol"


def test_role_and_provider_stand_in_either_order(sts: Any) -> None:
    given = GOOD | {f"{ATTRIBUTES}Role": f"{CORP},{ROLE}"}

    assert sts.assume_role_with_saml(**_ask(_signed(given)))["Subject"] == "carol"


def _unsigned() -> etree._Element:
    return response(assertion(GOOD))


def _by_another() -> etree._Element:
    return response(sign(assertion(GOOD), "forger"))


def _changed() -> etree._Element:
    root = _signed()
    next(root.iter(f"{SAML}NameID")).text = "mallory"
    return root


def _two_assertions() -> etree._Element:
    return response(assertion(EVIL), sign(assertion(GOOD)))


def _evil_first() -> etree._Element:
    """Return the signature wrapped: it covers an assertion inside the evil one, which has the same ID."""
    good = sign(assertion(GOOD, id="_a"))
    evil = assertion(EVIL, id="_a")
    signature = good.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
    original = copy.deepcopy(good)
    holder.append(original)
    evil.insert(1, signature)
    return response(evil)


def _evil_around() -> etree._Element:
    """Return an evil assertion with the good one, signed, in its advice."""
    evil = assertion(EVIL)
    advice = etree.SubElement(evil, f"{SAML}Advice")
    advice.append(sign(assertion(GOOD)))
    return response(evil)


def _signature_of_assertion_on_response() -> etree._Element:
    good = sign(assertion(GOOD, id="_a"))
    signature = good.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    root = response(assertion(EVIL))
    holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
    holder.append(copy.deepcopy(good))
    root.insert(0, signature)
    return root


@pytest.mark.parametrize(
    "forged",
    [
        _unsigned,
        _by_another,
        _changed,
        _two_assertions,
        _evil_first,
        _evil_around,
        _signature_of_assertion_on_response,
        lambda: sign(assertion(GOOD)),
        lambda: _signed(recipient="https://evil.example.com/saml"),
        lambda: _signed(recipient="https://signin.aws.amazon.com.evil.example.com/saml"),
        lambda: _signed(audience="urn:somebody:else"),
        lambda: _signed(issuer="https://other.example.com"),
        lambda: _signed(before=datetime.now(UTC) + timedelta(minutes=10)),
        lambda: _signed(issued=datetime.now(UTC) + timedelta(minutes=10)),
        lambda: _signed(subject=""),
        lambda: _signed(GOOD | {f"{ATTRIBUTES}RoleSessionName": "a b"}),
        lambda: _signed({f"{ATTRIBUTES}Role": f"{ROLE},{CORP}"}),
        lambda: _signed(GOOD | {f"{ATTRIBUTES}SessionDuration": "5"}),
        lambda: _signed(GOOD | {f"{ATTRIBUTES}PrincipalTag:aws:x": "1"}),
    ],
)
def test_an_assertion_that_proves_nothing(sts: Any, forged: Any) -> None:
    assert code(sts.assume_role_with_saml, **_ask(forged())) == "InvalidIdentityToken"


def test_a_comment_does_not_cut_a_name(sts: Any) -> None:
    root = _signed(subject="carol<!-- x -->.evil")

    assert sts.assume_role_with_saml(**_ask(root))["Subject"] == "carol.evil"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        base64.b64encode(b"nonsense").decode(),
        base64.b64encode(b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>').decode(),
        base64.b64encode(
            b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
            + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;") for n in range(9))
            + b"]><r>&a8;</r>"
        ).decode(),
        base64.b64encode(b"<r>" * 9_000).decode(),
    ],
    ids=["no base64", "no XML", "external entity", "bomb", "too deep"],
)
def test_hostile_documents(sts: Any, text: str) -> None:
    asked = {"RoleArn": ROLE, "PrincipalArn": CORP, "SAMLAssertion": text}

    assert code(sts.assume_role_with_saml, **asked) == "InvalidIdentityToken"


@pytest.mark.parametrize(
    "changed",
    [
        {"after": datetime(2026, 1, 1, tzinfo=UTC)},
        {"issued": datetime(2026, 1, 1, tzinfo=UTC)},
        {"session_ends": ' SessionNotOnOrAfter="2026-01-01T00:00:00Z"'},
    ],
)
def test_an_assertion_ends(sts: Any, changed: dict[str, Any]) -> None:
    assert refused(sts.assume_role_with_saml, **_ask(_signed(**changed))) == ("ExpiredTokenException", EXPIRED)


@pytest.mark.parametrize("document", [{"entity": "https://idp.example.com", "name": "forger"}, {"more": "old"}])
def test_the_metadata_of_now_counts(sts: Any, alice: Person, document: dict[str, str]) -> None:
    given = {"more": ' validUntil="2026-01-01T00:00:00Z"'} if "more" in document else document
    alice.client().update_saml_provider(SAMLProviderArn=CORP, SAMLMetadataDocument=providers.metadata(**given))

    assert code(sts.assume_role_with_saml, **_ask(_signed())) == "InvalidIdentityToken"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/none"}, "AccessDenied"),
        ({"RoleArn": "arn:aws:iam::999999999999:role/admin"}, "AccessDenied"),
        ({"PrincipalArn": f"{CORP}x"}, "InvalidIdentityToken"),
        ({"DurationSeconds": 7200}, "ValidationError"),
    ],
)
def test_what_cannot_be_asked(sts: Any, changed: dict[str, Any], error: str) -> None:
    assert code(sts.assume_role_with_saml, **_ask(_signed()) | changed) == error


def test_the_assertion_must_offer_the_role(sts: Any) -> None:
    other = GOOD | {f"{ATTRIBUTES}Role": f"{ROLE}s,{CORP}"}

    assert code(sts.assume_role_with_saml, **_ask(_signed(other))) == "AccessDenied"


def test_the_role_must_trust_it(sts: Any) -> None:
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"

    assert refused(sts.assume_role_with_saml, **_ask(_signed(format=transient))) == (
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithSAML",
    )


def test_the_provider_can_cut_a_session_short(sts: Any) -> None:
    given = sts.assume_role_with_saml(**_ask(_signed(GOOD | {f"{ATTRIBUTES}SessionDuration": "900"})))

    left = given["Credentials"]["Expiration"] - datetime.now(UTC)
    assert timedelta(seconds=850) < left <= timedelta(seconds=900)


def test_tags_and_source_identity_need_to_be_trusted(sts: Any, alice: Person) -> None:
    more = GOOD | {
        f"{ATTRIBUTES}PrincipalTag:team": "blue",
        f"{ATTRIBUTES}TransitiveTagKeys": "team",
        f"{ATTRIBUTES}SourceIdentity": "carol",
    }
    assert code(sts.assume_role_with_saml, **_ask(_signed(more))) == "AccessDenied"
    document = _trust({"StringEquals": {"aws:RequestTag/team": "blue"}}, "sts:TagSession", "sts:SetSourceIdentity")
    alice.client().update_assume_role_policy(RoleName="admin", PolicyDocument=document)

    assert sts.assume_role_with_saml(**_ask(_signed(more)))["SourceIdentity"] == "carol"


def test_a_trust_policy_can_test_attributes(sts: Any, alice: Person) -> None:
    condition = {"ForAnyValue:StringEquals": {"saml:edupersonaffiliation": "staff"}}
    alice.client().update_assume_role_policy(RoleName="admin", PolicyDocument=_trust(condition))
    staff = GOOD | {"urn:oid:1.3.6.1.4.1.5923.1.1.1.1": ["member", "staff"]}

    assert sts.assume_role_with_saml(**_ask(_signed(staff)))["Subject"] == "carol"
    assert code(sts.assume_role_with_saml, **_ask(_signed())) == "AccessDenied"


def test_a_provider_that_knew_nobody_says_so(sts: Any) -> None:
    denied = response(sign(assertion(GOOD)), status="Responder")

    assert code(sts.assume_role_with_saml, **_ask(denied)) == "IDPRejectedClaim"


def test_session_policies_are_read_and_have_an_end(sts: Any) -> None:
    assert code(sts.assume_role_with_saml, **_ask(_signed(), Policy="{}")) == "MalformedPolicyDocument"
    assert code(sts.assume_role_with_saml, **_ask(_signed(), **TOO_MUCH)) == "PackedPolicyTooLarge"
