"""What was entered into a form that could not be taken yet: kept in the session, once, and without its secrets."""

from collections.abc import Collection, Mapping

from botocore.model import Shape
from django.http import HttpRequest, QueryDict

from iamconsole.aws import model
from iamconsole.console.forms import OperationForm

KEPT = "kept_form"
# A session is a row that every request reads.
LONGEST = 65_536
ONE_TIME_CODE = "one-time-code"


def keep(request: HttpRequest, form: OperationForm) -> None:
    """Keep the fields of the bound `form` for the page it was sent to."""
    entered = QueryDict(mutable=True)
    for name in _plain(form):
        if name in request.POST:
            entered.setlist(name, request.POST.getlist(name))
    text = entered.urlencode()
    if len(text) <= LONGEST:
        request.session[KEPT] = {"address": request.get_full_path(), "entered": text}


def keep_fields(request: HttpRequest, names: Collection[str]) -> None:
    """Keep the fields of a wizard, whose secrets the wizard leaves out of `names`."""
    entered = QueryDict(mutable=True)
    for name in request.POST:
        if name in names:
            entered.setlist(name, request.POST.getlist(name))
    text = entered.urlencode()
    if len(text) <= LONGEST:
        request.session[KEPT] = {"address": request.get_full_path(), "entered": text}


def fields_kept(request: HttpRequest) -> QueryDict | None:
    """Return, once, the fields that were kept for this page."""
    known = request.session.get(KEPT)
    if known is None or known["address"] != request.get_full_path():
        return None
    del request.session[KEPT]
    return QueryDict(known["entered"])


def restore(request: HttpRequest, form: OperationForm) -> bool:
    """Fill the unbound `form` with what was kept for this page; whether there was anything."""
    known = request.session.get(KEPT)
    if known is None or known["address"] != request.get_full_path():
        return False
    del request.session[KEPT]
    entered = QueryDict(known["entered"])
    # A box that is not ticked is not sent at all, so every field is read, not only what is there.
    for name in _plain(form):
        form.initial[name] = form.fields[name].widget.value_from_datadict(entered, {}, name)
    return True


def _plain(form: OperationForm) -> list[str]:
    """Return the names of the fields that hold no secret, by their kind or by what the service model says."""
    shape = model.operation_model(*form.operation).input_shape
    members = shape.members if shape is not None else {}
    return [name for name in form.fields if not _is_secret(form, name, members)]


def _is_secret(form: OperationForm, name: str, members: Mapping[str, Shape]) -> bool:
    widget, member = form.fields[name].widget, members.get(form.members.get(name, ""))
    if member is not None and member.metadata.get("sensitive"):
        return True
    return getattr(widget, "input_type", "") == "password" or widget.attrs.get("autocomplete") == ONE_TIME_CODE
