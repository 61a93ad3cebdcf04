"""What somebody enters on the simulator's page. The form asks for no permission and saves nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from policies.catalog import Catalog, ConditionKey, KeyType

COMBINATIONS_SHOWN = 100
KEYS_SHOWN = 60
NO_ACTION = "Name at least one action."
PATTERN = frozenset("*?")
POLICY_LENGTH = 131_072

# How ContextEntries name the types of the catalog.
ENTRY_TYPES = {
    KeyType.STRING: "string",
    KeyType.ARN: "string",
    KeyType.BOOL: "boolean",
    KeyType.NUMERIC: "numeric",
    KeyType.DATE: "date",
    KeyType.IP: "ip",
    KeyType.BINARY: "binary",
}
EXAMPLES = {
    "boolean": "true or false",
    "numeric": "300",
    "date": "2026-01-31T12:00:00Z",
    "ip": "203.0.113.7",
    "binary": "base64",
}
FROM_THE_IDENTITY = frozenset({"aws:username", "aws:principalarn", "aws:principalaccount"})
CHOICES = (("", "Not given"), ("true", "true"), ("false", "false"))


def _text(label: str, rows: int, help_text: str, *, required: bool = False) -> forms.CharField:
    attributes = {"rows": rows, "spellcheck": "false", "autocapitalize": "off", "class": "code-input"}
    return forms.CharField(
        label=label,
        required=required,
        error_messages={"required": NO_ACTION},
        help_text=help_text,
        max_length=POLICY_LENGTH,
        widget=forms.Textarea(attributes),
    )


class SimulatorForm(forms.Form):
    # Keys can be loaded before any action is named.
    use_required_attribute = False

    principal = forms.CharField(
        label="User, group or role",
        required=False,
        max_length=2048,
        help_text="Its ARN. All policies on it take part, and its boundary.",
        widget=forms.TextInput({"list": "identities", "autocomplete": "off", "spellcheck": "false"}),
    )
    policy = _text("Policy", 6, "JSON. Instead of the identity's policies, or in addition to them.")
    boundary = _text("Permissions boundary", 4, "JSON. Takes the place of the identity's own.")
    resource_policy = _text("Resource policy", 4, "JSON. The policy of the resources; the identity is its caller.")
    caller = forms.CharField(
        label="Caller", required=False, max_length=2048, help_text="The ARN of a user, when no identity is chosen."
    )
    actions = _text(
        "Actions", 4, "One in a line. A pattern such as iam:*User* stands for all actions it names.", required=True
    )
    resources = _text("Resources", 3, "ARNs, one in a line. Empty means *.")

    def __init__(self, data: QueryDict | None, catalog: Catalog) -> None:
        super().__init__(data)
        self.catalog = catalog

    def clean_actions(self) -> list[str]:
        lines = _lines(self.cleaned_data["actions"])
        found = list(dict.fromkeys(name for line in lines for name in self._named(line)))
        if not found:
            raise forms.ValidationError(NO_ACTION)
        return found

    def clean_resources(self) -> list[str]:
        return _lines(self.cleaned_data["resources"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("principal") and not given.get("policy", "").strip():
            raise forms.ValidationError("Choose an identity or paste a policy.")
        combinations = len(given.get("actions", ())) * max(len(given.get("resources", ())), 1)
        if combinations > COMBINATIONS_SHOWN:
            raise forms.ValidationError(
                f"These are {combinations} combinations of action and resource."
                f" The page shows at most {COMBINATIONS_SHOWN}: name fewer."
            )
        return given

    def parameters(self) -> tuple[str, dict[str, Any]]:
        """Return the operation that answers, and what it is given."""
        given = self.cleaned_data
        parameters: dict[str, Any] = {
            "ActionNames": given["actions"],
            "ResourceArns": given["resources"],
            "PolicyInputList": [given["policy"]] if given["policy"].strip() else [],
            "PermissionsBoundaryPolicyInputList": [given["boundary"]] if given["boundary"].strip() else [],
            "ResourcePolicy": given["resource_policy"] if given["resource_policy"].strip() else None,
            "CallerArn": given["caller"] or None,
        }
        if not given["principal"]:
            return "SimulateCustomPolicy", parameters
        return "SimulatePrincipalPolicy", parameters | {"PolicySourceArn": given["principal"]}

    def _named(self, line: str) -> Iterable[str]:
        if not PATTERN & set(line):
            return (line,)
        found = self.catalog.expand(line)
        if not found:
            raise forms.ValidationError(f"No known action is named by {line}.")
        if len(found) > COMBINATIONS_SHOWN:
            raise forms.ValidationError(f"{line} names {len(found)} actions, more than the page can show.")
        return found


@dataclass(frozen=True)
class KeyField:
    """A context key that the policies use, as a field."""

    number: int
    name: str
    kind: str
    value: str
    is_list: bool

    @property
    def example(self) -> str:
        if self.name.lower() in FROM_THE_IDENTITY:
            return "taken from the identity"
        return EXAMPLES.get(self.kind, "")

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Return the values to choose from, with the one that is chosen; none means free text."""
        if self.kind != "boolean" or self.is_list:
            return []
        return [(value, label, value == self.value) for value, label in CHOICES]

    def entry(self) -> dict[str, Any]:
        values = [part.strip() for part in self.value.split(",")] if self.is_list else [self.value]
        kind = f"{self.kind}List" if self.is_list else self.kind
        return {"ContextKeyName": self.name, "ContextKeyType": kind, "ContextKeyValues": values}


def key_fields(names: Iterable[str], data: QueryDict, catalog: Catalog) -> list[KeyField]:
    """Return a field for each key that the policies use and each that was entered already."""
    entered = dict(zip(data.getlist("key"), data.getlist("value"), strict=False))
    wanted = {name.lower(): name for name in (*names, *(name for name, value in entered.items() if name and value))}
    values = {name.lower(): value for name, value in entered.items()}
    return [
        _key_field(number, name, values.get(lower, ""), catalog.condition_key(name))
        for number, (lower, name) in enumerate(list(wanted.items())[:KEYS_SHOWN], start=1)
    ]


def _key_field(number: int, name: str, value: str, known: ConditionKey | None) -> KeyField:
    kind = ENTRY_TYPES[known.type] if known else "string"
    return KeyField(number, name, kind, value.strip(), known is not None and known.multivalued)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in text.replace(",", " ").split() if part))
