"""What AWS's clients are told when a call is refused."""

from typing import Any

import pytest
from botocore.exceptions import ClientError


def refused(call: Any, **parameters: Any) -> tuple[str, str]:
    """Return code and message of a boto3 call that must fail."""
    with pytest.raises(ClientError) as failure:
        call(**parameters)
    error = failure.value.response["Error"]
    return error["Code"], error["Message"]


def code(call: Any, **parameters: Any) -> str:
    return refused(call, **parameters)[0]
