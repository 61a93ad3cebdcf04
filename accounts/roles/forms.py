"""The forms of roles; those of the wizard hold one step each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from accounts.groups.forms import PLAIN_TEXT, path_field
from accounts.roles import trust_documents
from accounts.roles.trust_documents import GITHUB, PUBLIC_PROVIDERS
from iamconsole.caller import Caller
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.picking import PickField
from iamconsole.console.steps import Step, run_all
from iamconsole.console.tags import TagsField
from iamconsole.errors import MalformedPolicyDocument, ServiceError
from policies.documents import services as policies
from policies.documents.forms import DocumentArea
from policies.language import PolicyKind

SERVICE, ACCOUNT, WEB, SAML, CUSTOM = "service", "account", "web", "saml", "custom"
KINDS = {
    SERVICE: ("AWS service", "EC2, Lambda or another service works in this account."),
    ACCOUNT: ("AWS account", "People and programs of this account, or of another one."),
    WEB: ("Web identity", "Those whom an OpenID Connect provider vouches for: GitHub Actions, Google, your own."),
    SAML: ("SAML 2.0 federation", "The people of a company directory."),
    CUSTOM: ("Custom trust policy", "Write the JSON yourself."),
}
SERVICE_NAME = r"\A[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?\Z"
THIS_ACCOUNT, OTHER_ACCOUNT = "this", "other"
NEEDED = ("service", "whose", "web_provider", "audience", "saml_provider", "document")
HOUR = 3600
LONGEST_SESSION_HOURS = 12
DOCUMENT_STARTER = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {},
            "Action": "sts:AssumeRole"
        }
    ]
}"""


def trust_field(**options: Any) -> forms.CharField:
    area = DocumentArea(attrs={"rows": 18, "class": "document", "spellcheck": "false", "data-document": ""})
    return shape_field("iam", "policyDocumentType", label="Trust policy", widget=area, **options)


def description_field() -> forms.CharField:
    return shape_field(
        "iam",
        "roleDescriptionType",
        label="Description",
        required=False,
        help_text="What the role is for.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def role_name_field() -> forms.CharField:
    return shape_field(
        "iam",
        "roleNameType",
        label="Role name",
        help_text="Up to 64 letters, digits and + = , . @ - _. It cannot be changed later.",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )


def told(error: MalformedPolicyDocument) -> str:
    """Return why a document is refused, and where."""
    place = f" Line {error.line}, column {error.column}: {error.detail}" if error.line else ""
    return f"{error.message}{place}"


class TrustForm(forms.Form):
    """The first step: who may take the role on. What belongs to the other kinds is left alone."""

    kind = forms.ChoiceField(
        label="Trusted entity",
        choices=[(kind, title) for kind, (title, _) in KINDS.items()],
        initial=SERVICE,
        widget=forms.RadioSelect,
    )
    service = forms.CharField(
        label="Service",
        required=False,
        max_length=256,
        help_text="The name under which the service signs, such as lambda.amazonaws.com.",
        validators=[RegexValidator(SERVICE_NAME, "A service is named like lambda.amazonaws.com.")],
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "list": "service-principals"}),
    )
    whose = forms.ChoiceField(
        label="Account",
        choices=[(THIS_ACCOUNT, "This account"), (OTHER_ACCOUNT, "Another account:")],
        initial=THIS_ACCOUNT,
        required=False,
        widget=forms.RadioSelect,
    )
    account_id = forms.CharField(
        label="Account ID",
        required=False,
        help_text="Twelve digits, for another account.",
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "inputmode": "numeric"}),
    )
    external_id = forms.CharField(
        label="External ID",
        required=False,
        max_length=1224,
        help_text="Ask for it when another company takes the role on: so it cannot be tricked into using your role"
        " for somebody else. With an external ID the role cannot be switched to in the console.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )
    needs_mfa = forms.BooleanField(
        label="Require MFA", required=False, help_text="Only those who signed in with a second factor get in."
    )
    web_provider = forms.ChoiceField(label="Identity provider", required=False)
    audience = forms.CharField(
        label="Audience",
        required=False,
        max_length=255,
        help_text="For whom the token is made: the client ID of the application.",
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "list": "audiences"}),
    )
    organization = forms.CharField(
        label="GitHub organization",
        required=False,
        max_length=100,
        help_text="GitHub Actions only. Without it workflows of everybody on GitHub would get in.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )
    repository = forms.CharField(
        label="GitHub repository", required=False, max_length=100, widget=forms.TextInput(attrs=PLAIN_TEXT)
    )
    branch = forms.CharField(
        label="GitHub branch", required=False, max_length=255, widget=forms.TextInput(attrs=PLAIN_TEXT)
    )
    subjects = forms.CharField(
        label="Subjects",
        required=False,
        help_text="Who of them, one a line, * for anything. Empty means everybody with a token for that audience.",
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    saml_provider = forms.ChoiceField(label="SAML provider", required=False)
    saml_console = forms.BooleanField(
        label="Allow sign-in to the console too",
        required=False,
        initial=True,
        help_text="Asks that the assertion was made for the sign-in endpoint (SAML:aud).",
    )
    saml_attribute = forms.CharField(
        label="Attribute",
        required=False,
        max_length=128,
        help_text="A condition on the assertion, such as SAML:sub or SAML:iss.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )
    saml_value = forms.CharField(label="Value of the attribute", required=False, max_length=512)
    document = trust_field(required=False, initial=DOCUMENT_STARTER)

    def __init__(self, *arguments: Any, account: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.account = account
        for name in NEEDED:
            # With the kind it belongs to the field must be filled, so it is not marked as optional.
            self.fields[name].is_needed = True  # type: ignore[attr-defined]

    def offer(self, *, web: list[tuple[str, str]], saml: list[tuple[str, str]]) -> None:
        """Let the providers of the account be chosen, besides those that AWS knows."""
        known = [(host, provider.name) for host, provider in PUBLIC_PROVIDERS.items()]
        self.fields["web_provider"].choices = [("", "Choose a provider"), *web, *known]  # type: ignore[attr-defined]
        self.fields["saml_provider"].choices = [("", "Choose a provider"), *saml]  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        kind = self.cleaned_data.get("kind")
        checks = {SERVICE: self._service, ACCOUNT: self._account, WEB: self._web, SAML: self._saml}
        if kind in checks:
            checks[kind]()
        elif kind == CUSTOM and not self.cleaned_data.get("document"):
            self._missing("document", "Write the trust policy.")
        if not self.errors:
            self._check(self.trust_policy())

    def trust_policy(self) -> str:
        """Return the document that the fields of the chosen kind ask for."""
        given = self.cleaned_data
        kind = given["kind"]
        if kind == SERVICE:
            return trust_documents.for_service(given["service"])
        if kind == ACCOUNT:
            account = self.account if given["whose"] != OTHER_ACCOUNT else given["account_id"]
            return trust_documents.for_account(account, external_id=given["external_id"], needs_mfa=given["needs_mfa"])
        if kind == WEB:
            return trust_documents.for_web_identity(given["web_provider"], given["audience"], self._subjects())
        if kind == SAML:
            return trust_documents.for_saml(
                given["saml_provider"],
                with_console=given["saml_console"],
                attribute=given["saml_attribute"],
                value=given["saml_value"],
            )
        return str(given["document"])

    def _check(self, document: str) -> None:
        try:
            policies.check_document(document, PolicyKind.TRUST)
        except MalformedPolicyDocument as error:
            places = {SERVICE: "service", ACCOUNT: "account_id", WEB: "audience", SAML: "saml_attribute"}
            self.add_error(places.get(self.cleaned_data["kind"], "document"), told(error))

    def _service(self) -> None:
        if not self.cleaned_data.get("service"):
            self._missing("service", "Choose or write the name of a service.")

    def _account(self) -> None:
        account_id = self.cleaned_data.get("account_id", "")
        is_number = account_id.isascii() and account_id.isdecimal() and len(account_id) == 12
        if self.cleaned_data.get("whose") == OTHER_ACCOUNT and not is_number:
            self._missing("account_id", "An account ID has twelve digits.")

    def _web(self) -> None:
        provider = self.cleaned_data.get("web_provider", "")
        if not provider:
            self._missing("web_provider", "Choose a provider. Your own are added under Identity providers.")
        if not self.cleaned_data.get("audience"):
            self._missing("audience", "Say for which audience tokens must be made.")
        if provider.endswith(GITHUB) and not self._subjects():
            self._missing("organization", "Name the organization, or the subjects below.")

    def _saml(self) -> None:
        if not self.cleaned_data.get("saml_provider"):
            self._missing("saml_provider", "Choose a provider. They are added under Identity providers.")
        if self.cleaned_data.get("saml_attribute") and not self.cleaned_data.get("saml_value"):
            self._missing("saml_value", "Say which value the attribute must have.")

    def _subjects(self) -> list[str]:
        given = self.cleaned_data
        lines = [line.strip() for line in given.get("subjects", "").splitlines() if line.strip()]
        if given.get("organization") and given.get("web_provider", "").endswith(GITHUB):
            lines.insert(0, trust_documents.github_subject(given["organization"], given["repository"], given["branch"]))
        return lines

    def _missing(self, field: str, words: str) -> None:
        if field not in self.errors:
            self.add_error(field, words)


class PermissionsForm(forms.Form):
    """The second step: what the role may do, and at most."""

    policies = PickField(label="Permissions policies", required=False)
    boundary = forms.CharField(label="Permissions boundary", required=False, strip=False)


class DetailsForm(forms.Form):
    """The third step: what the role is called."""

    name = role_name_field()
    description = description_field()
    path = path_field(label="Path")
    instance_profile = forms.BooleanField(
        label="Create an instance profile of the same name",
        required=False,
        initial=True,
        help_text="EC2 hands the role to machines through it.",
    )
    tags = TagsField(ignore_case=True)


class ReviewForm(forms.Form):
    """The last step: nothing is asked any more."""


class EditRoleForm(OperationForm):
    operation = ("iam", "UpdateRole")

    description = description_field()
    hours = forms.ChoiceField(
        label="Maximum session duration",
        choices=[(str(hours), f"{hours} hour{'s' if hours > 1 else ''}") for hours in range(1, 13)],
        help_text="The longest that a session of the role can be asked for. What is asked for otherwise is one hour.",
    )
    seconds = forms.IntegerField(
        label="Or exactly this many seconds",
        required=False,
        min_value=HOUR,
        max_value=LONGEST_SESSION_HOURS * HOUR,
        help_text="From 3,600 to 43,200; it goes before the hours.",
    )

    def parameters(self) -> dict[str, Any]:
        given = self.cleaned_data
        duration = given["seconds"] or int(given["hours"]) * HOUR
        return {"Description": given["description"], "MaxSessionDuration": duration}


class DescribeRoleForm(OperationForm):
    """Of a service-linked role nothing but the description is its account's to change."""

    operation = ("iam", "UpdateRoleDescription")

    description = description_field()

    def parameters(self) -> dict[str, Any]:
        return {"Description": self.cleaned_data["description"]}


class EditTrustForm(OperationForm):
    operation = ("iam", "UpdateAssumeRolePolicy")
    members = {"document": "PolicyDocument"}
    error_words = {"MalformedPolicyDocument": "document", "ACLSizePerRole": "document"}

    document = trust_field()


class RevokeSessionsForm(OperationForm):
    operation = ("iam", "PutRolePolicy")

    acknowledged = forms.BooleanField(
        label="I understand that everybody who uses the role now has to take it on again",
        error_messages={"required": "Tick the box to go on."},
    )


class DeleteRoleForm(ConfirmForm):
    """Takes everything from a role and deletes it, or changes nothing; the view says by which steps."""

    operation = ("iam", "DeleteRole")
    steps: tuple[Step, ...] = ()

    def run(self, caller: Caller, _fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            run_all(caller, self.steps)
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}


class CreateProfileForm(OperationForm):
    """An instance profile that hands the role to machines: made and filled, or neither."""

    operation = ("iam", "CreateInstanceProfile")
    error_words = {"EntityAlreadyExists": "profile_name"}

    profile_name = shape_field(
        "iam",
        "instanceProfileNameType",
        label="Instance profile name",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        profile = {"InstanceProfileName": self.cleaned_data["profile_name"]}
        steps = [Step("CreateInstanceProfile", profile), Step("AddRoleToInstanceProfile", {**profile, **fixed})]
        try:
            run_all(caller, steps)
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}


class DeleteProfileForm(DeleteRoleForm):
    operation = ("iam", "DeleteInstanceProfile")
