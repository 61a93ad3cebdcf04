"""iamconsole's own operations on what the console remembers of the caller; everybody may call them for themselves."""

from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.console import services


@operation("iamconsole", "PutListPreferences", open_to_all=True)
def put_list_preferences(caller: Caller, list: str, columns: list[str], page_size: int) -> None:  # noqa: A002
    services.put_preference(caller, list, columns=columns, page_size=page_size)


@operation("iamconsole", "SaveSearch", open_to_all=True)
def save_search(caller: Caller, list: str, name: str, search: str, sort: str = "") -> None:  # noqa: A002
    services.save_search(caller, list, name, search=search, sort=sort)


@operation("iamconsole", "DeleteSavedSearch", open_to_all=True)
def delete_saved_search(caller: Caller, list: str, name: str) -> None:  # noqa: A002
    services.delete_search(caller, list, name)
