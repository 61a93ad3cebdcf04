"""What an event keeps of a call."""

import pytest

from iamconsole.audit.models import Event
from iamconsole.aws.pipeline import invoke
from iamconsole.errors import ValidationError
from iamconsole.operator import operator
from tests.cast import ACCOUNT, Person


def test_a_character_no_database_takes_is_replaced(root: Person) -> None:
    with pytest.raises(ValidationError):
        invoke(operator(ACCOUNT), "iam", "GetUser", {"UserName": "a\0b"})

    event = Event.objects.filter(name="GetUser").get()
    assert event.parameters == {"UserName": "a\ufffdb"}
    assert "\0" not in event.error_message


def test_long_texts_and_lists_are_cut(root: Person) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 300} for number in range(500)]
    with pytest.raises(ValidationError):
        invoke(operator(ACCOUNT), "iam", "CreateUser", {"UserName": "x" * 5000, "Tags": tags})

    event = Event.objects.filter(name="CreateUser").get()
    assert len(event.parameters["UserName"]) == 2051
    assert len(event.parameters["Tags"]) == 100
