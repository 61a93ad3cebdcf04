"""Tags in one editor, for everything that has tags: rows of key and value, on a page of its own or in a wizard.

Source: IAM User Guide, "Tags for IAM resources".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm, shape_field
from iamconsole.console.steps import Step, run_all
from iamconsole.console.views import OperationView
from iamconsole.errors import ServiceError
from iamconsole.tags import RESERVED_PREFIX, TAGS_PER_RESOURCE

SPARE_ROWS = 3

Pairs = list[tuple[str, str]]
Tags = list[dict[str, str]]


class TagsWidget(forms.Widget):
    """Rows of two text boxes, and some empty ones; a script adds more."""

    template_name = "console/tag_rows.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> Pairs:
        if not isinstance(data, QueryDict):
            return []
        return list(zip(data.getlist(f"{name}-key"), data.getlist(f"{name}-value"), strict=False))

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return f"{name}-key" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        filled = list(value or [])
        spare = [("", "")] * max(0, min(SPARE_ROWS, TAGS_PER_RESOURCE.limit - len(filled)))
        return render_to_string(
            self.template_name,
            {"name": name, "rows": filled + spare, "filled": filled, "most": TAGS_PER_RESOURCE.limit},
        )


class HiddenTags(TagsWidget):
    template_name = "console/tag_rows_hidden.html"
    input_type = "hidden"


class TagsField(forms.Field):
    """The tags of one thing, as operations take them; a row of two empty boxes is none."""

    widget = TagsWidget
    hidden_widget = HiddenTags

    def __init__(self, *, ignore_case: bool, **options: Any) -> None:
        self.ignore_case = ignore_case
        super().__init__(required=False, label="Tags", **options)

    def clean(self, value: Pairs) -> Tags:
        rows = [pair for pair in value or [] if pair != ("", "")]
        errors = [*_errors(rows), *_repeated([key for key, _ in rows], ignore_case=self.ignore_case)]
        if len(rows) > TAGS_PER_RESOURCE.limit:
            errors.append(f"At most {TAGS_PER_RESOURCE.limit} tags can be set; these are {len(rows)}.")
        if errors:
            raise forms.ValidationError(errors)
        return [{"Key": key, "Value": text} for key, text in rows]


def _errors(rows: Pairs) -> Iterable[str]:
    key_field = shape_field("iam", "tagKeyType", pattern_message="it has characters that are not allowed in a key.")
    value_field = shape_field(
        "iam", "tagValueType", required=False, pattern_message="its value has characters that are not allowed."
    )
    for key, text in rows:
        if not key:
            yield f"The value {text} has no key."
            continue
        if key.lower().startswith(RESERVED_PREFIX):
            yield f"{key}: keys that begin with {RESERVED_PREFIX} are AWS's own."
        for field, given in ((key_field, key), (value_field, text)):
            try:
                field.clean(given)
            except forms.ValidationError as error:
                yield f"{key}: {' '.join(error.messages)}"


def _repeated(keys: Sequence[str], *, ignore_case: bool) -> Iterable[str]:
    seen: set[str] = set()
    for key in keys:
        folded = key.lower() if ignore_case else key
        if key and folded in seen:
            yield f"{key} is there twice{' (upper and lower case are the same here)' if ignore_case else ''}."
        seen.add(folded)


@dataclass(frozen=True, slots=True)
class Tagging:
    """The three operations on the tags of one kind of thing; keys of users and roles are the same in either case."""

    tag: str
    untag: str
    listing: str
    ignore_case: bool = False


class TagsForm(OperationForm):
    """All tags of a thing at once: what changed is set, what is gone is removed, or nothing is changed at all."""

    operation = ("iam", "TagUser")

    def __init__(self, data: QueryDict | None, *, tagging: Tagging, **options: Any) -> None:
        super().__init__(data, **options)
        self.tagging = tagging
        self.fields["tags"] = TagsField(ignore_case=tagging.ignore_case)

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            run_all(caller, self._steps(tags_of(caller, self.tagging, fixed), fixed))
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}

    def _steps(self, present: Tags, fixed: Mapping[str, Any]) -> list[Step]:
        wanted: Tags = self.cleaned_data["tags"]
        kept = {tag["Key"] for tag in wanted}
        gone = [tag["Key"] for tag in present if tag["Key"] not in kept]
        changed = [tag for tag in wanted if tag not in present]
        steps = []
        if gone:
            steps.append(Step(self.tagging.untag, {**fixed, "TagKeys": gone}))
        if changed:
            steps.append(Step(self.tagging.tag, {**fixed, "Tags": changed}))
        return steps


def tags_of(caller: Caller, tagging: Tagging, fixed: Mapping[str, Any]) -> Tags:
    """Return every tag of a thing, which are fewer than a page of them."""
    found: Tags = invoke(caller, "iam", tagging.listing, fixed)["Tags"]
    return found


class TagsView(OperationView):
    """The page with the editor; the address says whose tags they are."""

    tagging: ClassVar[Tagging]
    template_name = "console/tags.html"
    title = "Manage tags"
    submit = "Save tags"
    success_message = "The tags are saved."

    def initial(self) -> dict[str, Any]:
        return {"tags": [(tag["Key"], tag["Value"]) for tag in tags_of(self.caller, self.tagging, self.fixed())]}

    def form(self, data: QueryDict | None = None) -> OperationForm:
        initial = self.initial() if data is None else {}
        return TagsForm(data, tagging=self.tagging, initial=initial)
