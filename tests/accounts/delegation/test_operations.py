"""Delegation requests, of which there are none, through boto3."""

from typing import Any

import pytest

from tests.cast import ACCOUNT, Person
from tests.refused import code, refused

ID = "0123456789abcdef"
NEW = {
    "Description": "d",
    "Permissions": {"PolicyTemplateArn": "arn:aws:iam::aws:delegation-template/x"},
    "RequestorWorkflowId": "workflow",
    "NotificationChannel": "arn:aws:sns:us-east-1:1:x",
    "SessionDuration": 3600,
}
CALLS = [
    ("create_delegation_request", NEW, "InvalidInput"),
    ("associate_delegation_request", {"DelegationRequestId": ID}, "NoSuchEntity"),
    ("get_delegation_request", {"DelegationRequestId": ID}, "NoSuchEntity"),
    ("update_delegation_request", {"DelegationRequestId": ID}, "NoSuchEntity"),
    ("accept_delegation_request", {"DelegationRequestId": ID}, "NoSuchEntity"),
    ("reject_delegation_request", {"DelegationRequestId": ID}, "NoSuchEntity"),
    ("send_delegation_token", {"DelegationRequestId": ID}, "NoSuchEntity"),
    (
        "get_human_readable_summary",
        {"EntityArn": f"arn:aws:iam::{ACCOUNT}:delegation-request/{ID}"},
        "NoSuchEntity",
    ),
    ("get_human_readable_summary", {"EntityArn": f"arn:aws:iam::{ACCOUNT}:user/alice"}, "InvalidInput"),
    ("acquire_role", {"TemplateArn": f"arn:aws:iam::{ACCOUNT}:role-template/x"}, "NoSuchEntity"),
    ("get_role_template_version", {"TemplateArn": f"arn:aws:iam::{ACCOUNT}:role-template/x"}, "NoSuchEntity"),
]


@pytest.mark.parametrize(("operation", "parameters", "error"), CALLS)
def test_what_amazon_alone_could_make_is_not_there(
    alice: Person, bob: Person, operation: str, parameters: dict[str, Any], error: str
) -> None:
    assert code(getattr(alice.client(), operation), **parameters) == error
    assert code(getattr(bob.client(), operation), **parameters) == "AccessDenied"


def test_the_list_of_requests_is_empty(alice: Person, bob: Person) -> None:
    assert alice.client().list_delegation_requests()["DelegationRequests"] == []
    assert code(bob.client().list_delegation_requests) == "AccessDenied"


def test_no_trade_in_token_is_good(alice: Person) -> None:
    assert refused(alice.client("sts").get_delegated_access_token, TradeInToken="x") == (
        "ExpiredTradeInTokenException",
        "The trade-in token is not valid, or has expired.",
    )
