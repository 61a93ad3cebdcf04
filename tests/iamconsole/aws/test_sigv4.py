"""Signature Version 4: what botocore signs is let in, everything else is refused with AWS's code and words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from iamconsole.aws import sigv4
from iamconsole.aws.wire import WireRequest
from iamconsole.errors import SignatureDoesNotMatch
from tests.cast import ACCOUNT, Person
from tests.wire import Request, call, presigned, signed, unsigned

IDENTITY = call("GetCallerIdentity", service="sts")
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key"
    " and signing method. Consult the service documentation for details."
)
UNKNOWN = "The security token included in the request is invalid."

# Computed once by botocore 1.44 with the access key of AWS's own examples.
VECTOR = WireRequest(
    method="POST",
    path="/",
    query="",
    headers={
        "host": "iam.example.com",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-amz-date": "20260101T120000Z",
        "authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/iam/aws4_request,"
            " SignedHeaders=content-type;host;x-amz-date,"
            " Signature=dafc2da1e46e7c7d86686e0f2ecf01f650275859178831a481b65747229ccd39"
        ),
    },
    body=b"Action=ListUsers&Version=2010-05-08",
    address="127.0.0.1",
)
PRESIGNED = WireRequest(
    method="GET",
    path="/",
    query=(
        "Action=ListUsers&Version=2010-05-08&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fiam%2Faws4_request&X-Amz-Date=20260101T120000Z"
        "&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=328e2bc0314311f9c1924c8a50e50060a41e493e15ecb891b81e6c54153a04fe"
    ),
    headers={"host": "iam.example.com"},
    body=b"",
    address="127.0.0.1",
)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize("request_", [VECTOR, PRESIGNED], ids=["header", "presigned"])
def test_it_computes_what_botocore_computed(request_: WireRequest) -> None:
    sigv4.verify(request_, sigv4.read(request_), SECRET)


@pytest.mark.parametrize("request_", [VECTOR, PRESIGNED], ids=["header", "presigned"])
def test_another_secret_makes_another_signature(request_: WireRequest) -> None:
    with pytest.raises(SignatureDoesNotMatch):
        sigv4.verify(request_, sigv4.read(request_), SECRET + "x")


def test_a_signed_request_is_let_in(root: Person) -> None:
    answer = signed(root, IDENTITY, service="sts").send()

    assert answer.status == 200
    assert f"<Arn>arn:aws:iam::{ACCOUNT}:root</Arn>".encode() in answer.body


def test_a_presigned_address_is_let_in(root: Person) -> None:
    assert presigned(root, IDENTITY, service="sts").send().status == 200


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "moon-base-7"])
def test_any_region_is_accepted(root: Person, region: str) -> None:
    assert signed(root, IDENTITY, service="sts", region=region).send().status == 200


def test_a_region_that_is_no_name_is_refused(root: Person) -> None:
    request = presigned(root, IDENTITY, service="sts")

    answer = Request("GET", request.target.replace("us-east-1", "us%0Aeast"), request.headers).send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == "Credential should be scoped to a valid region."


@pytest.mark.parametrize(("service", "minutes"), [("iam", 5), ("sts", 15)])
def test_a_request_signed_too_long_ago_is_refused(root: Person, service: str, minutes: int) -> None:
    fields = IDENTITY if service == "sts" else call("ListUsers")
    with time_machine.travel(datetime(2026, 1, 1, 12, 0, tzinfo=UTC), tick=False):
        request = signed(root, fields, service=service)

    with time_machine.travel(datetime(2026, 1, 1, 12, minutes, 1, tzinfo=UTC), tick=False):
        answer = request.send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == (
        "Signature expired: 20260101T120000Z is now earlier than 20260101T120001Z"
        f" (20260101T12{minutes:02d}01Z - {minutes} min.)"
    )


@pytest.mark.parametrize(("service", "minutes"), [("iam", 5), ("sts", 15)])
def test_a_request_signed_in_the_future_is_refused(root: Person, service: str, minutes: int) -> None:
    fields = IDENTITY if service == "sts" else call("ListUsers")
    with time_machine.travel(datetime(2026, 1, 1, 12, minutes, 1, tzinfo=UTC), tick=False):
        request = signed(root, fields, service=service)

    with time_machine.travel(datetime(2026, 1, 1, 12, 0, tzinfo=UTC), tick=False):
        answer = request.send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == (
        f"Signature not yet current: 20260101T12{minutes:02d}01Z is still later than"
        f" 20260101T12{minutes:02d}00Z (20260101T120000Z + {minutes} min.)"
    )


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_clock_that_is_a_little_off_does_not_matter(root: Person, minutes: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
        request = signed(root, call("ListUsers"))

    assert request.send().status == 200


def test_an_expired_presigned_address_is_refused(root: Person) -> None:
    with time_machine.travel(datetime(2026, 1, 1, 12, 0, tzinfo=UTC), tick=False):
        request = presigned(root, IDENTITY, service="sts", seconds=60)

    with time_machine.travel(datetime(2026, 1, 1, 12, 1, 1, tzinfo=UTC), tick=False):
        answer = request.send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == "Signature expired: 20260101T120100Z is now earlier than 20260101T120101Z"


@pytest.mark.parametrize("year", ["9999", "0000"])
def test_a_date_at_the_end_of_time_is_refused(root: Person, year: str) -> None:
    request = presigned(root, IDENTITY, service="sts", seconds=604800)
    target = re.sub(r"(?<=X-Amz-Date=)\d{8}", f"{year}1231", request.target)
    target = re.sub(r"%2F\d{8}%2F", f"%2F{year}1231%2F", target)

    assert Request("GET", target, request.headers).send().status in (400, 403)


def test_a_changed_body_is_refused(root: Person) -> None:
    request = signed(root, call("CreateUser", UserName="carol"))

    answer = Request("POST", "/", request.headers, request.body.replace(b"carol", b"peter")).send()

    assert (answer.error, answer.message) == ((403, "SignatureDoesNotMatch"), MISMATCH)


@pytest.mark.parametrize(("name", "value"), [("X-Custom", "two"), ("Host", "localhost")])
def test_a_changed_header_is_refused(root: Person, name: str, value: str) -> None:
    request = signed(root, IDENTITY, service="sts", headers={"X-Custom": "one"})

    answer = request.with_header(name, value).send()

    assert (answer.error, answer.message) == ((403, "SignatureDoesNotMatch"), MISMATCH)


def test_a_signed_header_that_is_missing_is_refused(root: Person) -> None:
    request = signed(root, IDENTITY, service="sts", headers={"X-Custom": "one"})

    assert request.without_header("X-Custom").send().error == (403, "SignatureDoesNotMatch")


def test_a_changed_query_is_refused(root: Person) -> None:
    request = presigned(root, IDENTITY, service="sts")

    assert Request("GET", request.target + "&More=1", request.headers).send().error == (403, "SignatureDoesNotMatch")


def test_the_host_must_be_signed(root: Person) -> None:
    answer = _with_authorization(root, "host;", "").send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."


def test_an_unknown_key_is_refused(db: None) -> None:
    nobody = Person(user=None, key_id="AKIAAAAAAAAAAAAAAAAA", secret="x" * 40)  # type: ignore[arg-type]

    answer = signed(nobody, IDENTITY, service="sts").send()

    assert (answer.error, answer.message) == ((403, "InvalidClientTokenId"), UNKNOWN)


def test_an_inactive_key_is_refused(root: Person, bob: Person) -> None:
    root.client().update_access_key(UserName="bob", AccessKeyId=bob.key_id, Status="Inactive")

    answer = signed(bob, IDENTITY, service="sts").send()

    assert (answer.error, answer.message) == ((403, "InvalidClientTokenId"), UNKNOWN)


def test_a_key_that_is_active_again_is_let_in(root: Person, bob: Person) -> None:
    for status in ("Inactive", "Active"):
        root.client().update_access_key(UserName="bob", AccessKeyId=bob.key_id, Status=status)

    assert signed(bob, IDENTITY, service="sts").send().status == 200


def test_a_deleted_key_is_refused(root: Person, bob: Person) -> None:
    root.client().delete_access_key(UserName="bob", AccessKeyId=bob.key_id)

    assert signed(bob, IDENTITY, service="sts").send().error == (403, "InvalidClientTokenId")


def test_the_scope_must_name_the_service(root: Person) -> None:
    answer = signed(root, IDENTITY, service="iam").send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == "Credential should be scoped to correct service: 'sts'."


def test_the_scope_must_have_the_date_of_the_request(root: Person) -> None:
    request = signed(root, IDENTITY, service="sts")
    stamp = request.headers["X-Amz-Date"]
    answer = _with_authorization(root, stamp[:8], "20200101").with_header("X-Amz-Date", stamp).send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
        f" '20200101' != '{stamp[:8]}', from '{stamp}'."
    )


def test_the_scope_must_end_as_aws_ends_it(root: Person) -> None:
    answer = _with_authorization(root, "aws4_request", "aws5_request").send()

    assert answer.error == (403, "SignatureDoesNotMatch")
    assert answer.message == "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'."


def test_the_scope_must_have_five_parts(root: Person) -> None:
    answer = _with_authorization(root, "/us-east-1", "").send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message.startswith(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIA"
    )


@pytest.mark.parametrize("name", ["Credential", "Signature", "SignedHeaders"])
def test_each_part_of_the_header_must_be_there(root: Person, name: str) -> None:
    answer = _with_authorization(root, f"{name}=", "Other=").send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message == f"Authorization header requires '{name}' parameter."


def test_everything_that_is_missing_is_told_at_once(db: None) -> None:
    answer = unsigned(IDENTITY).with_header("Authorization", "AWS4-HMAC-SHA256").send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message == (
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter."
        " Authorization header requires 'SignedHeaders' parameter."
        " Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    )


def test_a_request_without_a_date_is_refused(root: Person) -> None:
    answer = signed(root, IDENTITY, service="sts").without_header("X-Amz-Date").send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message == "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."


@pytest.mark.parametrize("date", ["yesterday", "2026-01-01T12:00:00Z", "20261399T120000Z"])
def test_a_date_of_another_form_is_refused(root: Person, date: str) -> None:
    request = signed(root, IDENTITY, service="sts")
    day = request.headers["X-Amz-Date"][:8]
    bent = request.with_header("Authorization", request.headers["Authorization"].replace(day, date[:8]))

    answer = bent.with_header("X-Amz-Date", date).send()

    assert (answer.error, answer.message) == (
        (400, "IncompleteSignature"),
        f"Date must be in ISO-8601 'basic format'. Got '{date}'.",
    )


@pytest.mark.parametrize("name", ["X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Date"])
def test_each_part_of_a_presigned_address_must_be_there(root: Person, name: str) -> None:
    request = presigned(root, IDENTITY, service="sts")

    answer = Request("GET", request.target.replace(f"{name}=", "Other="), request.headers).send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message == (
        f"AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."
    )


@pytest.mark.parametrize("seconds", ["-1", "604801", "soon", "9" * 5000])
def test_a_presigned_address_must_expire_within_a_week(root: Person, seconds: str) -> None:
    request = presigned(root, IDENTITY, service="sts")
    target = re.sub(r"X-Amz-Expires=\d+", f"X-Amz-Expires={seconds}", request.target)

    assert Request("GET", target, request.headers).send().error == (400, "IncompleteSignature")


def test_a_parameter_that_only_looks_like_a_signature_is_refused(db: None) -> None:
    request = unsigned(b"", method="GET", target="/?Action=ListUsers&Version=2010-05-08&Not-X-Amz-Algorithm=1")

    assert request.send().error == (403, "MissingAuthenticationToken")


@pytest.mark.parametrize("algorithm", ["AWS4-HMAC-SHA512", "Basic", "Bearer", "AWS"])
def test_another_algorithm_is_refused(root: Person, algorithm: str) -> None:
    answer = _with_authorization(root, "AWS4-HMAC-SHA256", algorithm).send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message == f"Unsupported AWS 'algorithm': '{algorithm}'. Use AWS4-HMAC-SHA256."


def test_another_algorithm_in_an_address_is_refused(root: Person) -> None:
    request = presigned(root, IDENTITY, service="sts")

    answer = Request("GET", request.target.replace("HMAC-SHA256", "HMAC-MD5"), request.headers).send()

    assert (answer.error, answer.message) == (
        (400, "IncompleteSignature"),
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-MD5'.",
    )


def test_signature_version_2_is_refused_clearly(root: Person) -> None:
    answer = unsigned({**IDENTITY, "SignatureVersion": "2", "AWSAccessKeyId": root.key_id, "Signature": "x"}).send()

    assert answer.error == (400, "IncompleteSignature")
    assert answer.message == "Signature Version 2 is not supported. Sign the request with AWS4-HMAC-SHA256."


def test_an_unsigned_request_is_refused(db: None) -> None:
    answer = unsigned(IDENTITY).send()

    assert (answer.error, answer.message) == (
        (403, "MissingAuthenticationToken"),
        "Request is missing Authentication Token",
    )


@pytest.mark.parametrize("path", ["/policy/arn%3Aaws%3Aiam/a%2Fb", "/a/./b/../c", "/%7Ename", "/a//b/"])
def test_the_path_is_signed_as_it_was_sent(root: Person, path: str) -> None:
    answer = signed(root, b"", method="GET", target=f"{path}?b=2&a=%2F", service="access-analyzer").send()

    # The signature is good: only then is an operation looked for.
    assert answer.code != "InvalidSignatureException"


def _with_authorization(person: Person, old: str, new: str) -> Request:
    request = signed(person, IDENTITY, service="sts")
    return request.with_header("Authorization", request.headers["Authorization"].replace(old, new, 1))
