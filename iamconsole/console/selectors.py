"""Reads of what the console remembers of a person.

Pages read it of who looks at them, as they read the person's name for the frame: it is nobody else's, so no operation
stands before it, and no event is written for it. Changes go through operations.
"""

from iamconsole.caller import Caller
from iamconsole.console.models import ListPreference


def preference(caller: Caller, list_name: str) -> ListPreference:
    """Return what `caller` chose for a list; a row that is not stored yet when that is nothing."""
    whose = {"account_id": caller.account_id, "principal_id": caller.user_id, "list_name": list_name}
    return ListPreference.objects.filter(**whose).first() or ListPreference(**whose)
