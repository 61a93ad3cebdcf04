"""Tokens for services outside, through boto3, proved with what everybody can read."""

import json
from typing import Any

import jwt
import pytest
from django.test import Client

from tests.cast import ACCOUNT, EVERYTHING, Person, with_credentials
from tests.refused import code, refused


@pytest.fixture
def issuer(alice: Person) -> str:
    return str(alice.client().enable_outbound_web_identity_federation()["IssuerIdentifier"])


LONG_TAGS = [{"Key": f"{number}", "Value": "v" * 256} for number in range(50)]


def _token(person: Person, **more: Any) -> str:
    given = {"Audience": ["https://api.example.com"], "SigningAlgorithm": "ES384"} | more
    return str(person.client("sts").get_web_identity_token(**given)["WebIdentityToken"])


@pytest.mark.parametrize("algorithm", ["RS256", "ES384"])
def test_a_token_is_proved_by_what_the_issuer_publishes(alice: Person, issuer: str, algorithm: str) -> None:
    text = _token(alice, SigningAlgorithm=algorithm)

    path = issuer.partition("//")[2].partition("/")[2]
    described = Client().get(f"/{path}/.well-known/openid-configuration").json()
    published = Client().get("/" + described["jwks_uri"].partition("//")[2].partition("/")[2]).json()
    key = jwt.PyJWKSet.from_dict(published)[jwt.get_unverified_header(text)["kid"]]
    claims = jwt.decode(text, key, algorithms=[algorithm], audience="https://api.example.com", issuer=issuer)
    assert described["issuer"] == issuer
    assert claims["sub"] == alice.user.arn
    assert claims["exp"] - claims["iat"] == 300
    assert claims["https://sts.amazonaws.com/"]["aws_account"] == ACCOUNT


def test_nothing_private_is_published(alice: Person, issuer: str) -> None:
    path = issuer.partition("//")[2].partition("/")[2]

    for key in Client().get(f"/{path}/.well-known/jwks.json").json()["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi"} & key.keys()


def test_tags_are_in_the_token(alice: Person, issuer: str) -> None:
    text = _token(alice, Tags=[{"Key": "team", "Value": "blue"}])

    claims = jwt.decode(text, options={"verify_signature": False})
    assert claims["https://sts.amazonaws.com/"]["request_tags"] == {"team": "blue"}


def test_a_token_tells_of_its_session(alice: Person, issuer: str) -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": alice.user.arn},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    }
    iam, name = alice.client(), "reader"
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=EVERYTHING)
    given = alice.client("sts").assume_role(RoleArn=arn, RoleSessionName="web", SourceIdentity="alice")["Credentials"]

    asked = {"Audience": ["a"], "SigningAlgorithm": "ES384"}
    text = with_credentials("sts", given).get_web_identity_token(**asked)["WebIdentityToken"]

    about = jwt.decode(text, options={"verify_signature": False})["https://sts.amazonaws.com/"]
    assert about["principal_id"] == arn
    assert about["source_identity"] == "alice"
    assert about["original_session_exp"] == f"{given['Expiration']:%Y-%m-%dT%H:%M:%SZ}"


def test_an_account_keeps_its_issuer(alice: Person, issuer: str) -> None:
    iam = alice.client()
    iam.disable_outbound_web_identity_federation()

    assert iam.enable_outbound_web_identity_federation()["IssuerIdentifier"] == issuer
    assert iam.get_outbound_web_identity_federation_info() | {"ResponseMetadata": None} == {
        "IssuerIdentifier": issuer,
        "JwtVendingEnabled": True,
        "ResponseMetadata": None,
    }


def test_it_is_enabled_once(alice: Person, issuer: str) -> None:
    assert refused(alice.client().enable_outbound_web_identity_federation) == (
        "FeatureEnabled",
        f"Outbound identity federation is already enabled for account {ACCOUNT}",
    )


def test_without_it_there_are_no_tokens(alice: Person) -> None:
    iam = alice.client()

    assert refused(iam.disable_outbound_web_identity_federation) == (
        "FeatureDisabled",
        f"Outbound identity federation is already disabled for account {ACCOUNT}",
    )
    assert refused(iam.get_outbound_web_identity_federation_info) == (
        "FeatureDisabled",
        f"Outbound identity federation is disabled for account {ACCOUNT}",
    )
    assert refused(alice.client("sts").get_web_identity_token, Audience=["a"], SigningAlgorithm="RS256") == (
        "OutboundWebIdentityFederationDisabledException",
        "OutboundWebIdentityFederation is disabled.",
    )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"SigningAlgorithm": "HS256"}, "ValidationError"),
        ({"Audience": ["a" * 999] * 10, "Tags": LONG_TAGS}, "JWTPayloadSizeExceededException"),
    ],
)
def test_what_no_token_is_given_for(alice: Person, issuer: str, given: dict[str, Any], error: str) -> None:
    parameters = {"Audience": ["a"], "SigningAlgorithm": "RS256"} | given

    assert code(alice.client("sts").get_web_identity_token, **parameters) == error


def test_a_token_ends_before_its_session(alice: Person, issuer: str) -> None:
    sts = alice.session_client("sts", DurationSeconds=900)

    assert (
        code(sts.get_web_identity_token, Audience=["a"], SigningAlgorithm="RS256", DurationSeconds=3600)
        == "SessionDurationEscalationException"
    )


@pytest.mark.parametrize(("algorithm", "may"), [("ES384", True), ("RS256", False)])
def test_a_policy_can_name_algorithm_and_audience(
    alice: Person, bob: Person, issuer: str, algorithm: str, may: bool
) -> None:
    condition = {
        "StringEquals": {"sts:SigningAlgorithm": "ES384"},
        "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": ["https://api.example.com"]},
        "NumericLessThanEquals": {"sts:DurationSeconds": "300"},
    }
    statement = {"Effect": "Allow", "Action": "sts:GetWebIdentityToken", "Resource": "*", "Condition": condition}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    alice.client().put_user_policy(UserName="bob", PolicyName="tokens", PolicyDocument=document)
    call = bob.client("sts").get_web_identity_token
    given = {"Audience": ["https://api.example.com"], "SigningAlgorithm": algorithm}

    if may:
        assert call(**given)["WebIdentityToken"]
        assert code(call, **given, Tags=[{"Key": "a", "Value": "b"}]) == "AccessDenied"
    else:
        assert code(call, **given) == "AccessDenied"


@pytest.mark.parametrize(
    "operation",
    [
        "enable_outbound_web_identity_federation",
        "disable_outbound_web_identity_federation",
        "get_outbound_web_identity_federation_info",
    ],
)
def test_nothing_works_without_a_permission(bob: Person, operation: str) -> None:
    assert code(getattr(bob.client(), operation)) == "AccessDenied"
