"""iamconsole's own operation that finds things by a part of their name."""

from typing import Any

from accounts.search import selectors
from iamconsole.aws.pipeline import allows
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller


@operation("iamconsole", "SearchAccount", open_to_all=True, changes=False)
def search_account(caller: Caller, text: str, kinds: list[str] | None = None) -> dict[str, Any]:
    """Find things by name, id or ARN: of each kind, or of `kinds`, only what the caller may list anyway."""
    found = [
        match
        for kind, (operation_of_kind, search) in selectors.KINDS.items()
        if (kinds is None or kind in kinds) and allows(caller, *operation_of_kind, {})
        for match in search(caller.account_id, text)
    ]
    return {
        "Matches": [{"Kind": match.kind, "Name": match.name, "Note": match.note, "Arn": match.arn} for match in found]
    }
