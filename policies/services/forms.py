"""The form that describes a service."""

from django import forms

from iamconsole.console.forms import OperationForm, shape_field

EXAMPLE = """{
  "actions": [
    {"name": "GetOrder", "accessLevel": "Read", "resourceTypes": ["order"]},
    {"name": "CancelOrder", "accessLevel": "Write", "resourceTypes": ["order"], "conditionKeys": ["shop:Country"]}
  ],
  "resourceTypes": [
    {"name": "order", "arnFormat": "arn:${Partition}:shop:${Region}:${Account}:order/${OrderId}"}
  ],
  "conditionKeys": [
    {"name": "shop:Country", "type": "String", "description": "Where the order goes"}
  ]
}
"""
HELP = (
    "JSON: actions with an access level (List, Read, Write, Tagging, Permissions management), resource types with the"
    " format of their ARNs, condition keys with a type (String, ARN, Bool, Numeric, Date, IPAddress, Binary)."
)


class ServiceForm(OperationForm):
    operation = ("iamconsole", "PutService")
    members = {"name": "Name", "document": "Document"}
    error_words = {"The document of the service": "document"}

    name = shape_field("iamconsole", "ServiceName", label="Name")
    document = shape_field(
        "iamconsole",
        "ServiceDocument",
        label="Document",
        help_text=HELP,
        widget=forms.Textarea({"rows": 22, "class": "code-input", "spellcheck": "false", "autocapitalize": "off"}),
    )


class NewServiceForm(ServiceForm):
    members = {"service_prefix": "Prefix", "name": "Name", "document": "Document"}
    error_words = {"The document of the service": "document", "The prefix": "service_prefix"}

    field_order = ["service_prefix", "name", "document"]
    service_prefix = shape_field(
        "iamconsole",
        "ServicePrefix",
        label="Prefix",
        help_text="What stands before the colon in its actions: shop in shop:GetOrder.",
        pattern_message="Lower-case letters, digits and hyphens.",
    )


class DeleteServiceForm(OperationForm):
    operation = ("iamconsole", "DeleteService")
