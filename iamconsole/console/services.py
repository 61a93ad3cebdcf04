"""The rules of what the console remembers of a person."""

from collections.abc import Sequence

from iamconsole.caller import Caller
from iamconsole.console.models import ListPreference
from iamconsole.console.selectors import preference
from iamconsole.errors import LimitExceeded, NoSuchEntity

# A menu that a person still reads.
SEARCHES_PER_LIST = 50


def put_preference(caller: Caller, list_name: str, *, columns: Sequence[str], page_size: int) -> None:
    chosen = preference(caller, list_name)
    chosen.columns, chosen.page_size = [*dict.fromkeys(columns)], page_size
    chosen.save()


def save_search(caller: Caller, list_name: str, name: str, *, search: str, sort: str) -> None:
    """Keep a search under a name; the same name again takes its place."""
    chosen = preference(caller, list_name)
    others = [one for one in chosen.searches if one["name"] != name]
    if len(others) >= SEARCHES_PER_LIST:
        raise LimitExceeded(f"Cannot exceed quota for SavedSearchesPerList: {SEARCHES_PER_LIST}")
    new = {"name": name, "search": search, "sort": sort}
    chosen.searches = sorted([*others, new], key=lambda one: str(one["name"]).lower())
    chosen.save()


def delete_search(caller: Caller, list_name: str, name: str) -> None:
    chosen = preference(caller, list_name)
    others = [one for one in chosen.searches if one["name"] != name]
    if len(others) == len(chosen.searches):
        raise NoSuchEntity(f"There is no saved search called {name}.")
    chosen.searches = others
    chosen.save()


def forget_account(account_id: str) -> None:
    """Remove what is remembered of everybody in an account that goes."""
    ListPreference.objects.filter(account_id=account_id).delete()
