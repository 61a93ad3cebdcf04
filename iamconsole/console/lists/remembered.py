"""What is remembered of each person and list: page size, columns, saved searches."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase

from iamconsole.console.lists.base import Listing
from iamconsole.errors import ServiceError

PAGE_SIZES = (20, 50, 100)
ROWS_AT_FIRST = 50


def put_preferences(page: Listing) -> HttpResponseBase:
    known = {column.key for column in page.columns}
    columns = [key for key in page.request.POST.getlist("column") if key in known]
    size = page.request.POST.get("size", "")
    asked = {
        "List": page.key,
        "Columns": [page.columns[0].key, *columns],
        "PageSize": int(size) if size in {str(one) for one in PAGE_SIZES} else ROWS_AT_FIRST,
    }
    return _remember(page, "PutListPreferences", asked, "The list is shown as you chose.")


def save_search(page: Listing) -> HttpResponseBase:
    name = page.request.POST.get("name", "").strip()
    asked = {"List": page.key, "Name": name, "Search": page.text(page.request.POST)}
    sort = page.request.POST.get("sort", "")
    return _remember(page, "SaveSearch", asked | ({"Sort": sort} if sort else {}), f"The search {name} is saved.")


def delete_search(page: Listing) -> HttpResponseBase:
    name = page.request.POST.get("name", "")
    asked = {"List": page.key, "Name": name}
    return _remember(page, "DeleteSavedSearch", asked, f"The search {name} is removed.")


def _remember(page: Listing, name: str, asked: Mapping[str, Any], words: str) -> HttpResponseBase:
    try:
        page.invoke("iamconsole", name, asked)
    except ServiceError as error:
        messages.error(page.request, error.message)
    else:
        messages.success(page.request, words)
    return page.back()
