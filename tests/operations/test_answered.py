"""The judgement at the end of a whole run: complete answers pass, and each kind of gap is told."""

from iamconsole.aws import registry
from tests.answered import DONE, Answer, missing
from tests.operations import table


def complete() -> set[Answer]:
    """Return the answers of a run in which everything was asked."""
    found: set[Answer] = set()
    for one in registry.operations():
        texts = [quota.text.format(name=quota.name, limit=7, of="carol") for quota in one.quotas]
        found |= {(one.service, one.name, "LimitExceeded", text) for text in texts}
        found |= {
            (one.service, one.name, code, "")
            for code in one.error_codes
            if not table.never_occurs(one, code) and code != "LimitExceeded"
        }
        found |= set() if table.is_refusing(one) else {(one.service, one.name, DONE, "")}
    return found


def test_nothing_is_missing_where_everything_was_asked() -> None:
    assert [*missing(complete())] == []


def test_it_tells_what_was_never_seen() -> None:
    text = "Cannot exceed quota for UsersPerAccount: 7"
    unseen = {
        ("iam", "GetUser", DONE, ""),
        ("iam", "GetUser", "NoSuchEntity", ""),
        ("iam", "CreateUser", "LimitExceeded", text),
    }

    assert [*missing(complete() - unseen)] == [
        "iam:CreateUser: nothing exceeded UsersPerAccount",
        "iam:GetUser was never seen to work",
        "iam:GetUser: no NoSuchEntity",
    ]


def test_it_tells_what_is_said_to_be_impossible() -> None:
    seen = {("iam", "DeleteServerCertificate", "DeleteConflict", "")}

    assert [*missing(complete() | seen)] == [
        "iam:DeleteServerCertificate answered DeleteConflict, which is said to be impossible"
    ]
