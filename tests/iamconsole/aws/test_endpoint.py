"""The AWS API as a whole: whatever comes, the answer is well-formed and clear, and nothing is written by mistake."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts.models import User
from iamconsole.audit.models import Event
from iamconsole.aws.wire import from_environ
from iamconsole.errors import MalformedHttpRequestException
from tests.cast import ACCOUNT, EVERYTHING, Person
from tests.wire import HOST, Request, call, presigned, signed, unsigned

LIST = call("ListUsers")
MALFORMED = (400, "MalformedHttpRequestException")


def test_an_answer_tells_its_request_id_twice(root: Person) -> None:
    answer = signed(root, LIST).send()

    shown = ElementTree.fromstring(answer.body).findtext(".//{*}RequestId")
    assert answer.headers["x-amzn-RequestId"] == shown
    assert answer.headers["Content-Type"] == "text/xml"


def test_an_error_has_the_shape_of_aws(root: Person) -> None:
    answer = signed(root, call("GetUser", UserName="nobody")).send()

    error = ElementTree.fromstring(answer.body)
    assert error.tag == "{https://iam.amazonaws.com/doc/2010-05-08/}ErrorResponse"
    assert [child.text for child in error[0]] == [
        "Sender",
        "NoSuchEntity",
        "The user with name nobody cannot be found.",
    ]
    assert error[1].text == answer.headers["x-amzn-RequestId"]


def test_an_operation_without_output_has_no_result_element(root: Person, bob: Person) -> None:
    answer = signed(root, call("DeleteAccessKey", UserName="bob", AccessKeyId=bob.key_id)).send()

    assert [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(answer.body)] == ["ResponseMetadata"]


def test_who_asks_for_json_gets_json(root: Person) -> None:
    answer = signed(root, LIST, headers={"Accept": "application/json"}).send()

    assert answer.json["ListUsersResponse"]["ListUsersResult"] == {"Users": [], "IsTruncated": False}


def test_who_asks_for_json_gets_errors_in_json(root: Person) -> None:
    answer = signed(root, call("GetUser", UserName="nobody"), headers={"Accept": "application/json"}).send()

    assert answer.status == 404
    assert answer.json["Error"] == {
        "Code": "NoSuchEntity",
        "Message": "The user with name nobody cannot be found.",
        "Type": "Sender",
    }


def test_get_with_the_same_parameters_is_the_same_call(root: Person) -> None:
    assert signed(root, b"", method="GET", target="/?Action=ListUsers&Version=2010-05-08").send().status == 200


def test_the_scope_names_the_service_where_no_version_does(root: Person) -> None:
    assert signed(root, {"Action": "GetCallerIdentity"}, service="sts").send().status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(root: Person, method: str) -> None:
    answer = signed(root, call("CreateUser", UserName="carol"), method=method).send()

    assert answer.status == 405
    assert not User.objects.filter(name="carol").exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused_unsigned_too(db: None, method: str) -> None:
    answer = unsigned(b"", method=method).send()

    assert (answer.error, answer.message) == (
        (405, "MethodNotAllowed"),
        f"The method must be GET or POST, not {method}.",
    )


def test_a_browser_at_the_root_is_sent_to_the_console(db: None) -> None:
    answer = Client().get("/", headers={"Host": HOST})

    assert (answer.status_code, answer["Location"]) == (302, "/console/")


@pytest.mark.parametrize("path", ["/nothing", "/console/nothing/", "/api/nothing", "/%00", "/..%2f..%2fetc/passwd"])
def test_an_unknown_address_is_a_page_that_says_so(db: None, path: str) -> None:
    answer = Request("GET", path, {"Host": HOST}).send()

    assert 300 <= answer.status < 500
    assert b"Traceback" not in answer.body


def test_an_unknown_address_that_is_signed_is_no_operation(root: Person) -> None:
    answer = signed(root, b"", method="GET", target="/nothing", service="access-analyzer").send()

    assert answer.error == (404, "UnknownOperationException")
    assert answer.message == "There is no operation at GET /nothing"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Action": "DropTables", "Version": "2010-05-08"}, "DropTables for version 2010-05-08"),
        ({"Action": "GetCallerIdentity", "Version": "2010-05-08"}, "GetCallerIdentity for version 2010-05-08"),
        ({"Action": "ListUsers", "Version": "1999-01-01"}, "ListUsers for version 1999-01-01"),
        ({"Action": "createuser", "Version": "2010-05-08"}, "createuser for version 2010-05-08"),
        ({"Action": "x" * 5000, "Version": "2010-05-08"}, "x" * 100 + " for version 2010-05-08"),
    ],
)
def test_an_unknown_operation_is_an_invalid_action(root: Person, fields: dict[str, str], message: str) -> None:
    answer = signed(root, fields).send()

    assert (answer.error, answer.message) == ((400, "InvalidAction"), f"Could not find operation {message}")


def test_a_request_without_an_action_is_told_so(root: Person) -> None:
    answer = signed(root, {"Version": "2010-05-08"}).send()

    assert (answer.error, answer.message) == (
        (400, "MissingAction"),
        "The request must contain the parameter Action.",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00",
        b"Action=ListUsers&Version=2010-05-08&PathPrefix=%ff",
        b"Action=ListUsers&Version=2010-05-08&PathPrefix=%00",
        b"Action=ListUsers&Version=2010-05-08&PathPrefix=%ED%A0%80",
        b"Action=ListUsers&Version=2010-05-08&" + b"&".join(b"P%d=1" % number for number in range(6000)),
    ],
    ids=["no UTF-8", "encoded no UTF-8", "U+0000", "lone surrogate", "6,000 parameters"],
)
def test_a_form_that_cannot_be_read_is_malformed(root: Person, body: bytes) -> None:
    assert signed(root, body).send().error == MALFORMED


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "multipart/form-data; boundary=x", "x"])
def test_another_content_type_is_malformed(root: Person, content_type: str) -> None:
    answer = signed(root, LIST, headers={"Content-Type": content_type}).send()

    assert answer.error == MALFORMED
    assert answer.message == (
        f"The content type must be application/x-www-form-urlencoded, not '{content_type.partition(';')[0]}'."
    )


def test_json_where_a_form_is_due_is_refused(root: Person) -> None:
    answer = signed(root, b'{"Action": "ListUsers"}').send()

    assert answer.error == (400, "MissingAction")


def test_a_form_where_json_is_due_is_refused(root: Person) -> None:
    answer = signed(root, LIST, target="/analyzer", method="PUT", service="access-analyzer").send()

    assert answer.status == 400
    assert answer.is_json


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b'"\\ud800"', b"nul", b"\xff", b"[]", b"1" * 9999]
)
def test_json_that_cannot_be_read_is_refused(root: Person, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    answer = signed(root, body, target="/analyzer", method="PUT", service="access-analyzer", headers=headers).send()

    assert answer.status == 400
    assert answer.is_json


@pytest.mark.parametrize("length", [10_000_001, 11_000_000])
def test_more_than_ten_megabytes_are_too_large(root: Person, length: int) -> None:
    answer = signed(root, b"Action=ListUsers&Version=2010-05-08&X=" + b"x" * length).send()

    assert (answer.error, answer.message) == (
        (413, "RequestEntityTooLargeException"),
        "The request is larger than 10000000 bytes.",
    )


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "9" * 5000, "\u0663"])
def test_a_length_that_is_no_number_is_malformed(root: Person, length: str) -> None:
    assert signed(root, LIST).send(CONTENT_LENGTH=length).status in (400, 413)


def test_a_body_that_ends_too_soon_is_malformed() -> None:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "10", "wsgi.input": BytesIO(b"too short")}

    with pytest.raises(MalformedHttpRequestException, match="ended before its body did"):
        from_environ(environ)


@pytest.mark.parametrize("host", ["evil.example.com", "testserver.evil.example.com", "a b", "[::1", "@"])
def test_an_api_request_to_an_unknown_host_is_refused_in_xml(root: Person, host: str) -> None:
    answer = signed(root, LIST).with_header("Host", host).send()

    assert answer.error == MALFORMED
    assert "is not a host of this installation" in answer.message


def test_a_rest_request_to_an_unknown_host_is_refused_in_json(root: Person) -> None:
    request = signed(root, b"", method="GET", target="/analyzer", service="access-analyzer")

    answer = request.with_header("Host", "evil.example.com").send()

    assert (answer.status, answer.is_json) == (400, True)


def test_a_browser_that_asks_an_unknown_host_gets_a_page(db: None) -> None:
    answer = Request("GET", "/console/", {"Host": "evil.example.com"}).send()

    assert answer.status == 400
    assert "text/html" in answer.headers["Content-Type"]


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE accounts_user; --",
        "<script>alert(1)</script>",
        "al ice",
        "álice",
        "用户",
        "a\nb",
        "../x",
        "a" * 65,
    ],
)
def test_a_name_that_is_no_name_is_refused(root: Person, name: str) -> None:
    answer = signed(root, call("CreateUser", UserName=name)).send()

    assert answer.error == (400, "ValidationError")
    assert list(User.objects.values_list("name", flat=True)) == [""]


def test_what_xml_cannot_hold_is_shown_as_unknown(root: Person) -> None:
    answer = signed(root, call("CreateUser", UserName="a\x01\x0b\ufffeb")).send()

    assert answer.message.startswith("1 validation error detected: Value 'a\ufffd\ufffd\ufffdb' at 'userName'")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"MaxItems": "9" * 5000}, "must be a whole number"),
        ({"MaxItems": "ten"}, "Value 'ten' at 'maxItems' must be a whole number"),
        ({"MaxItems": "1.5"}, "Value '1.5' at 'maxItems' must be a whole number"),
        ({"MaxItems": "1e0"}, "Value '1e0' at 'maxItems' must be a whole number"),
        ({"MaxItems": " 1 "}, "Value ' 1 ' at 'maxItems' must be a whole number"),
        ({"MaxItems": ""}, "Value '' at 'maxItems' must be a whole number"),
        ({"MaxItems": "\u0661"}, "Value '\u0661' at 'maxItems' must be a whole number"),
        ({"MaxItems": "2147483648"}, "Value '2147483648' at 'maxItems' must be a whole number of 32 bits"),
        ({"MaxItems.member.1": "1"}, "Unexpected parameters below 'MaxItems'"),
    ],
)
def test_a_number_that_is_none_is_refused(root: Person, fields: dict[str, str], message: str) -> None:
    answer = signed(root, call("ListUsers", **fields)).send()

    assert answer.error == (400, "MalformedInput")
    assert message in answer.message


@pytest.mark.parametrize(
    ("text", "error"), [("01", ""), ("+1", ""), ("0", "ValidationError"), ("-1", "ValidationError")]
)
def test_a_number_may_have_a_sign_and_leading_zeros(root: Person, text: str, error: str) -> None:
    answer = signed(root, call("ListUsers", MaxItems=text)).send()

    assert answer.error == (400, error) if error else answer.status == 200


@pytest.mark.parametrize("text", ["maybe", "True", "FALSE", " true", "true ", "", "null", "2"])
def test_a_truth_that_is_none_is_refused(root: Person, text: str) -> None:
    answer = signed(root, call("ListPolicies", OnlyAttached=text)).send()

    assert (answer.error, answer.message) == (
        (400, "MalformedInput"),
        f"Value '{text}' at 'onlyAttached' must be true or false",
    )


@pytest.mark.parametrize(("text", "shown"), [("true", 0), ("1", 0), ("false", 1), ("0", 1)])
def test_a_truth_has_two_spellings(root: Person, text: str, shown: int) -> None:
    signed(root, call("CreatePolicy", PolicyName="all", PolicyDocument=EVERYTHING)).send()

    answer = signed(root, call("ListPolicies", Scope="Local", OnlyAttached=text)).send()

    assert answer.body.count(b"<PolicyName>") == shown


@pytest.mark.parametrize(
    ("positions", "message"),
    [
        (["one"], "Start of list found where not expected"),
        (["+1"], "Start of list found where not expected"),
        (["\u0663"], "Start of list found where not expected"),
        (["9" * 5000], "Start of list found where not expected"),
        (["0"], "0 is not a valid index"),
        (["-1"], "Key -1 may not have a leading '-'"),
        (["12"], "Excessively sparse input would skip 11 list elements"),
        (["22", "1"], "Excessively sparse input would skip 21 list elements"),
        ([*map(str, range(1, 11)), "21"], "Excessively sparse input would skip 11 list elements"),
        (["999999999"], "Excessively sparse input would skip 999999998 list elements"),
    ],
)
def test_a_position_that_is_none_is_refused(root: Person, positions: list[str], message: str) -> None:
    fields = {f"PolicyInputList.member.{position}": EVERYTHING for position in positions}

    answer = signed(root, call("GetContextKeysForCustomPolicy", **fields)).send()

    assert (answer.error, answer.message) == ((400, "MalformedInput"), message)


@pytest.mark.parametrize("positions", [["11"], ["1", "8", "15"]])
def test_a_list_of_texts_has_no_gap(root: Person, positions: list[str]) -> None:
    fields = {f"PolicyInputList.member.{position}": EVERYTHING for position in positions}

    answer = signed(root, call("GetContextKeysForCustomPolicy", **fields)).send()

    assert answer.error == (400, "ValidationError")
    assert answer.message.startswith(
        "1 validation error detected: Value at 'policyInputList' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must have length less than or equal to 131072, "
    )


def test_a_list_begins_at_one_with_or_without_zeros(root: Person) -> None:
    for position in ("1", "01"):
        fields = {f"PolicyInputList.member.{position}": EVERYTHING}
        assert signed(root, call("GetContextKeysForCustomPolicy", **fields)).send().status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"Tags.member.1": "a"},
        {"Tags.entry.1.key": "a"},
        {"Tags": "a"},
        {"Tags.member.1.Key.member.1.member.1": "a", "Tags.member.1.Value": "b"},
    ],
)
def test_a_list_that_is_none_is_refused(root: Person, fields: dict[str, str]) -> None:
    answer = signed(root, call("CreateUser", UserName="carol", **fields)).send()

    assert answer.error == (400, "MalformedInput")
    assert not User.objects.filter(name="carol").exists()


def test_an_empty_list_is_sent_as_an_empty_value(root: Person) -> None:
    assert signed(root, call("CreateUser", UserName="carol", Tags="")).send().status == 200


def test_members_of_a_list_come_in_the_order_of_their_numbers(root: Person) -> None:
    tags = {f"Tags.member.{number}.{part}": str(number) for number in (10, 9) for part in ("Key", "Value")}

    signed(root, call("CreateUser", UserName="carol", **tags)).send()

    assert User.objects.get(name="carol").tags == [["9", "9"], ["10", "10"]]


def test_what_the_model_does_not_know_is_ignored(root: Person) -> None:
    assert signed(root, call("ListUsers", Unknown="1", **{"A.b.c.d.e.f.g.h.i.j.k.l.m.n.o": "2"})).send().status == 200


def test_a_refused_parameter_is_an_event_of_its_caller(root: Person) -> None:
    signed(root, call("ListUsers", MaxItems="ten")).send()

    event = Event.objects.get()
    assert (event.action, event.outcome, event.error_code) == ("iam:ListUsers", "failed", "MalformedInput")
    assert event.principal == f"arn:aws:iam::{ACCOUNT}:root"


@pytest.mark.parametrize("send", [signed, presigned])
def test_both_ways_to_sign_make_the_same_call(root: Person, send: Any) -> None:
    send(root, call("CreateUser", UserName="carol")).send()

    assert Event.objects.get().parameters == {"UserName": "carol"}


def test_a_failure_of_ours_shows_nothing_of_itself(root: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.users.services.create", lambda *_arguments, **_options: 1 / 0)

    answer = signed(root, call("CreateUser", UserName="carol")).send()

    assert (answer.error, answer.message) == (
        (500, "ServiceFailure"),
        "The request processing has failed because of an unknown error.",
    )
    assert Event.objects.get().error_code == "ServiceFailure"


def test_a_rest_error_names_its_type_in_a_header(db: None) -> None:
    answer = Request("GET", "/analyzer", {"Host": HOST}).send()

    assert answer.error == (403, "MissingAuthenticationTokenException")
    assert json.loads(answer.body) == {"message": "Request is missing Authentication Token"}


def test_a_path_may_hold_any_character(root: Person) -> None:
    target = "/analyzer/" + quote("a\0b/ü\u2028", safe="")

    assert signed(root, b"", method="GET", target=target, service="access-analyzer").send().status in (400, 404)


def test_a_body_without_a_content_type_is_read_as_a_form(root: Person) -> None:
    assert signed(root, LIST, headers={"Content-Type": ""}).send().status == 200
