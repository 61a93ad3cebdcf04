"""Fields for keys and certificates in PEM format."""

from typing import Any

from django import forms


class PEMWidget(forms.Textarea):
    """Lines as programs write them: a browser sends others."""

    def __init__(self, rows: int) -> None:
        super().__init__({"rows": rows, "spellcheck": "false", "autocomplete": "off", "class": "document"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return (super().value_from_datadict(data, files, name) or "").replace("\r\n", "\n")


class SecretPEMWidget(PEMWidget):
    """Never shows what was entered: a page that comes back with an error asks for it again."""

    def format_value(self, value: Any) -> str:
        return ""
