"""What holds for all credentials: who is asked for, and which states a request may choose."""

from iamconsole.errors import InvalidInput

CHOSEN = ("Active", "Inactive")


def check_status(status: str) -> None:
    """Raise unless a request may put a credential in this state: `Expired` it becomes by itself alone."""
    if status not in CHOSEN:
        raise InvalidInput(f"Operation does not support status {status}")
