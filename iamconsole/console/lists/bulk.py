"""The pages of an action on many rows: one that asks, with what is still to be said, and one that tells the results."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict

from iamconsole.console.lists import actions
from iamconsole.console.lists.actions import BulkAction, BulkForm, Picked, Result
from iamconsole.console.lists.base import Listing
from iamconsole.console.lists.query import SearchError

NAMED_AT_MOST = 20


def ask(page: Listing) -> HttpResponseBase:
    """Show what an action would do and to whom, with what it still needs to know."""
    action = _action(page)
    if action is None:
        return page.back()
    try:
        meant = _meant(page)
    except SearchError as error:
        messages.error(page.request, error.message)
        return page.back()
    picked, is_cut = page.look(lambda: _picked(page, meant))
    if not picked:
        messages.warning(page.request, f"Select the {page.nouns[1]} first.")
        return page.back()
    return _confirm(page, action, picked, is_cut=is_cut)


def run(page: Listing) -> HttpResponseBase:
    """Do it. The answer is the page of results itself: a reload would ask whether to send the form again."""
    action = _action(page)
    if action is None:
        return page.back()
    meant = _meant(page)
    picked, _ = page.look(lambda: _picked(page, meant))
    form = _form(page, action, page.request.POST)
    refused = _not_confirmed(page, action, picked)
    if not picked or refused or (form is not None and not form.is_valid()):
        return _confirm(page, action, picked, form=form, refused=refused) if picked else page.back()
    results = actions.run(page.caller, action, picked, form.cleaned_data if form else {})
    return page.show(_told(page, action, results), template="lists/results.html")


def _action(page: Listing) -> BulkAction | None:
    return next((one for one in page.actions if one.key == page.request.POST.get("action")), None)


def _meant(page: Listing) -> QuerySet[Any]:
    """Return the rows that are meant: those that were ticked, or in the first step all that match."""
    if page.request.POST.get("all") == "yes" and page.request.POST.get("do") == "ask":
        return page.matching(page.text(page.request.POST))
    return page.rows().filter(**{f"{page.order_key}__in": page.request.POST.getlist("pick")})


def _picked(page: Listing, rows: QuerySet[Any]) -> tuple[list[Picked], bool]:
    """Return the first of `rows`, as many as one action takes, and whether there are more."""
    found = list(rows.order_by(page.order_key)[: actions.MOST_ROWS + 1])
    picked = [
        Picked(page.identity_of(one), page.name_of(one), page.url_of(one), one) for one in found[: actions.MOST_ROWS]
    ]
    return picked, len(found) > actions.MOST_ROWS


def _confirm(
    page: Listing,
    action: BulkAction,
    picked: Sequence[Picked],
    *,
    form: BulkForm | None = None,
    refused: str = "",
    is_cut: bool = False,
) -> HttpResponse:
    whole = page.amount(len(picked))
    context = {
        "title": f"{action.label}: {picked[0].name if len(picked) == 1 else whole}",
        "page": page,
        "action": action,
        "picked": picked,
        "named": picked[:NAMED_AT_MOST],
        "unnamed": len(picked) - NAMED_AT_MOST,
        "form": form or _form(page, action),
        "typed": _to_type(page, action, picked),
        "refused": refused,
        "is_cut": is_cut,
        "most": actions.MOST_ROWS,
        "text": page.text(page.request.POST),
        "list_url": page.request.path,
    }
    return page.show(context, template="lists/confirm.html", status=422 if refused or form else 200)


def _form(page: Listing, action: BulkAction, data: QueryDict | None = None) -> BulkForm | None:
    return action.fields(data, caller=page.caller) if action.fields else None


def _to_type(page: Listing, action: BulkAction, picked: Sequence[Picked]) -> str:
    """Return what is to be typed, as AWS's console asks it: the name, or how many of what."""
    if not action.danger:
        return ""
    return picked[0].name if len(picked) == 1 else page.amount(len(picked))


def _not_confirmed(page: Listing, action: BulkAction, picked: Sequence[Picked]) -> str:
    typed = _to_type(page, action, picked) if picked else ""
    return f"Type {typed} to confirm." if typed and page.request.POST.get("confirm") != typed else ""


def _told(page: Listing, action: BulkAction, results: Sequence[Result]) -> dict[str, Any]:
    done = [one for one in results if one.is_done]
    return {
        "title": f"{action.label}: results",
        "page": page,
        "action": action,
        "results": results,
        "done": len(done),
        "done_words": page.amount(len(done)),
        "refused": sum(bool(one.refused) for one in results),
        "left": [one for one in results if not one.is_reached],
        "list_url": page.request.path,
    }
