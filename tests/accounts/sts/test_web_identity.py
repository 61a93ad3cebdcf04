"""AssumeRoleWithWebIdentity: good tokens open the door, forged ones do not."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache

from accounts.federation import fetching
from accounts.federation.fetching import Unreachable, Untrusted
from iamconsole.audit.models import Event
from tests import inprocess, providers
from tests.cast import ACCOUNT, TOO_MUCH, Person, with_credentials
from tests.providers import CLIENT, ISSUER, token
from tests.refused import code, refused

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
TAGS = {"principal_tags": {"team": ["blue"]}, "transitive_tag_keys": ["team"]}


class Web:
    """What the provider publishes, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {
            f"{ISSUER}/.well-known/openid-configuration": {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"},
            f"{ISSUER}/keys": providers.published(),
        }

    def fetch(self, url: str, _thumbprints: Any) -> Any:
        self.asked.append(url)
        answer = self.answers.get(url, Unreachable())
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    cache.clear()
    found = Web()
    monkeypatch.setattr(fetching, "fetch_json", found.fetch)
    return found


@pytest.fixture
def sts(alice: Person, web: Web) -> Any:
    """A client of somebody without keys, a provider and a role that trusts its repository `app`."""
    iam = alice.client()
    iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=[CLIENT])
    condition = {"StringLike": {"token.example.com:sub": "repo:acme/*"}}
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=_trust(condition))
    return inprocess.client("sts", "nobody", "nothing")


def _trust(condition: dict[str, Any], *more: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": ["sts:AssumeRoleWithWebIdentity", *more],
        "Condition": condition,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def _ask(text: str, **more: Any) -> dict[str, Any]:
    return {"RoleArn": ROLE, "RoleSessionName": "build", "WebIdentityToken": text, **more}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_good_token_gives_a_session(sts: Any, algorithm: str) -> None:
    key = {"RS256": providers.rsa_key("issuer"), "ES256": providers.ec_key("issuer")}[algorithm]
    headers = {"kid": {"RS256": "r1", "ES256": "e1"}[algorithm]}

    given = sts.assume_role_with_web_identity(**_ask(token(key, algorithm, headers)))

    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/build"
    assert (given["Provider"], given["Audience"]) == (ISSUER, CLIENT)
    assert given["SubjectFromWebIdentityToken"] == "repo:acme/app"
    who = with_credentials("sts", given["Credentials"]).get_caller_identity()
    assert who["Arn"] == given["AssumedRoleUser"]["Arn"]


def test_the_event_is_the_account_s(sts: Any) -> None:
    sts.assume_role_with_web_identity(**_ask(token()))

    event = Event.objects.get(name="AssumeRoleWithWebIdentity")
    assert (event.account_id, event.principal_kind, event.outcome) == (ACCOUNT, "Anonymous", "allowed")
    assert event.parameters["WebIdentityToken"] == "***"


def test_keys_are_fetched_once(sts: Any, web: Web) -> None:
    for _ in range(3):
        sts.assume_role_with_web_identity(**_ask(token()))

    assert len(web.asked) == 2


def test_new_keys_are_looked_for_once_in_a_while(sts: Any, web: Web) -> None:
    sts.assume_role_with_web_identity(**_ask(token()))

    for _ in range(3):
        assert code(sts.assume_role_with_web_identity, **_ask(token(headers={"kid": "new"}))) == "InvalidIdentityToken"

    assert len(web.asked) == 4


@pytest.mark.parametrize(
    ("failure", "error"), [(Unreachable(), "IDPCommunicationError"), (Untrusted(), "InvalidIdentityToken")]
)
def test_a_provider_that_fails_is_not_asked_again_at_once(sts: Any, web: Web, failure: Exception, error: str) -> None:
    web.answers[f"{ISSUER}/keys"] = failure

    errors = [code(sts.assume_role_with_web_identity, **_ask(token())) for _ in range(3)]

    assert errors == [error] * 3
    assert len(web.asked) == 2


def test_a_provider_must_speak_for_itself(sts: Any, web: Web) -> None:
    web.answers[f"{ISSUER}/.well-known/openid-configuration"]["issuer"] = "https://other.example.com"

    assert code(sts.assume_role_with_web_identity, **_ask(token())) == "IDPCommunicationError"


def _public_pem() -> bytes:
    return providers.rsa_key("issuer").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _confused() -> str:
    """Return a token whose HMAC key is the provider's public key."""
    public = _public_pem()
    content = jwt.encode(providers.claims(), "x" * 32, algorithm="HS256", headers={"kid": "r1"}).rpartition(".")[0]
    import base64
    import hashlib
    import hmac

    signature = base64.urlsafe_b64encode(hmac.digest(public, content.encode(), hashlib.sha256)).rstrip(b"=").decode()
    return f"{content}.{signature}"


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda: token(providers.rsa_key("forger")), id="signed by another"),
        pytest.param(lambda: jwt.encode(providers.claims(), None, algorithm="none"), id="alg none"),
        pytest.param(_confused, id="public key as secret"),
        pytest.param(lambda: token(algorithm="PS256"), id="algorithm not allowed"),
        pytest.param(lambda: token()[:-4] + "AAAA", id="changed signature"),
        pytest.param(lambda: token(aud="other"), id="wrong audience"),
        pytest.param(lambda: token(aud=[CLIENT, "other"]), id="several audiences, none authorized"),
        pytest.param(lambda: token(azp="other"), id="wrong authorized party"),
        pytest.param(lambda: token(iss="https://evil.example.com"), id="unknown issuer"),
        pytest.param(lambda: token(iss="https://token.example.com/"), id="issuer of another spelling"),
        pytest.param(lambda: token(sub=None), id="no subject"),
        pytest.param(lambda: token(sub=""), id="empty subject"),
        pytest.param(lambda: token(exp=None), id="no end"),
        pytest.param(lambda: token(iat=None), id="no beginning"),
        pytest.param(lambda: token(iat=4_000_000_000), id="from the future"),
        pytest.param(lambda: token(nbf=4_000_000_000), id="not yet valid"),
        pytest.param(lambda: token(headers={"kid": "none"}), id="unknown key"),
        pytest.param(lambda: token(headers={"kid": "e1"}), id="key of another kind"),
        pytest.param(lambda: "nonsense", id="no token"),
        pytest.param(lambda: "a.b.c", id="no token in three parts"),
        pytest.param(lambda: token(**{"https://aws.amazon.com/tags": ["x"]}), id="tags that are none"),
        pytest.param(
            lambda: token(**{"https://aws.amazon.com/tags": {"principal_tags": {"aws:x": ["1"]}}}), id="reserved tag"
        ),
        pytest.param(lambda: token(**{"https://aws.amazon.com/source_identity": "a b"}), id="bad source identity"),
    ],
)
def test_a_token_that_proves_nothing(sts: Any, forged: Any) -> None:
    assert code(sts.assume_role_with_web_identity, **_ask(forged())) == "InvalidIdentityToken"


def test_a_token_ends(sts: Any) -> None:
    assert refused(sts.assume_role_with_web_identity, **_ask(token(exp=1_700_000_000, iat=1_699_999_000))) == (
        "ExpiredTokenException",
        "Token expired: current date/time must be before the expiration date/time",
    )


@pytest.mark.parametrize(
    "asked",
    [
        _ask("", WebIdentityToken="repo:other/app"),
        _ask("", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/none"),
        _ask("", RoleArn="arn:aws:iam::999999999999:role/deploy"),
    ],
    ids=["subject that is not trusted", "role that is not there", "account that is not there"],
)
def test_nobody_learns_why_a_role_is_closed(sts: Any, asked: dict[str, Any]) -> None:
    subject = asked["WebIdentityToken"] or "repo:acme/app"

    assert refused(sts.assume_role_with_web_identity, **asked | {"WebIdentityToken": token(sub=subject)}) == (
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    )


def test_where_there_is_no_account_nothing_is_written(sts: Any) -> None:
    before = Event.objects.count()

    code(sts.assume_role_with_web_identity, **_ask(token(), RoleArn="arn:aws:iam::999999999999:role/deploy"))

    assert Event.objects.count() == before


def test_tags_and_source_identity_need_to_be_trusted(sts: Any, alice: Person) -> None:
    claims = {"https://aws.amazon.com/tags": TAGS, "https://aws.amazon.com/source_identity": "carol"}
    assert code(sts.assume_role_with_web_identity, **_ask(token(**claims))) == "AccessDenied"
    condition = {"StringEquals": {"aws:RequestTag/team": "blue", "sts:SourceIdentity": "carol"}}
    document = _trust(condition, "sts:TagSession", "sts:SetSourceIdentity")
    alice.client().update_assume_role_policy(RoleName="deploy", PolicyDocument=document)

    given = sts.assume_role_with_web_identity(**_ask(token(**claims)))

    assert given["SourceIdentity"] == "carol"
    assert given["PackedPolicySize"] > 0


def test_the_session_keeps_audience_and_subject(sts: Any, alice: Person) -> None:
    statement = {
        "Effect": "Allow",
        "Action": "iam:ListUsers",
        "Resource": "*",
        "Condition": {
            "StringEquals": {
                "token.example.com:sub": "repo:acme/app",
                "token.example.com:aud": CLIENT,
                "aws:FederatedProvider": PROVIDER,
            }
        },
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    alice.client().put_role_policy(RoleName="deploy", PolicyName="list", PolicyDocument=document)

    given = sts.assume_role_with_web_identity(**_ask(token()))

    assert with_credentials("iam", given["Credentials"]).list_users()["Users"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"DurationSeconds": 7200}, "ValidationError"),
        ({"ProviderId": "www.amazon.com"}, "InvalidIdentityToken"),
        ({"Policy": "{}"}, "MalformedPolicyDocument"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/None"}]}, "NoSuchEntity"),
    ],
)
def test_what_cannot_be_asked(sts: Any, more: dict[str, Any], error: str) -> None:
    assert code(sts.assume_role_with_web_identity, **_ask(token(), **more)) == error


def test_session_policies_are_read_and_have_an_end(sts: Any) -> None:
    call = sts.assume_role_with_web_identity

    assert code(call, **_ask(token(), Policy="{}")) == "MalformedPolicyDocument"
    assert code(call, **_ask(token(), **TOO_MUCH)) == "PackedPolicyTooLarge"
