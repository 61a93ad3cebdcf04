"""What a password must be."""

import pytest

from accounts.passwords.rules import CLASSES, DEFAULT, Rules


@pytest.mark.parametrize("rules", [DEFAULT, Rules(shortest=128, needed=CLASSES, classes=0), Rules(shortest=6)])
def test_a_random_password_meets_them(rules: Rules) -> None:
    password = rules.random_password()

    assert rules.fault_of(password) == ""
    assert len(password) <= 128
    assert password != rules.random_password()


def test_they_are_told_in_one_sentence() -> None:
    assert DEFAULT.told == "At least 8 characters, three of: upper case, lower case, numbers, symbols."
    assert Rules(14, (CLASSES[2],), classes=0, reuse=5).told == (
        "At least 14 characters, one number, none of your last 5 passwords."
    )


def test_the_default_tells_what_it_still_wants() -> None:
    assert DEFAULT.fault_of("correct1horse") == (
        "Password should meet 1 more of the following requirements: Password should have at least one uppercase letter,"
        " Password should have at least one symbol"
    )
