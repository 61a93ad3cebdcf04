"""The forms of report schedules, and of what can be done about a finding."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from accounts.reporting.kinds import KINDS
from accounts.schedules.recipients import ADDRESS, GROUP, USER
from accounts.schedules.rhythm import zone_names
from iamconsole.console.forms import OperationForm, shape_field
from policies.documents.forms import document_field

BY_DAYS, BY_CRON = "days", "cron"
NEVER = 0
MOST_DAYS = 3650


def days_field(label: str, initial: int, help_text: str = "", least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=MOST_DAYS, initial=initial, help_text=help_text, required=least > 0
    )


class RecipientsField(forms.CharField):
    """One recipient a line: an address, or `user` or `group` and a name."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def clean(self, value: Any) -> list[dict[str, str]]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return [self._recipient(line) for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        return lines_of(value) if isinstance(value, list) else value

    def _recipient(self, line: str) -> dict[str, str]:
        kind, _, name = line.partition(" ")
        if kind.lower() in (USER, GROUP) and name.strip():
            return {"Type": kind.lower(), "Value": name.strip()[:254]}
        if "@" in line and " " not in line:
            return {"Type": ADDRESS, "Value": line[:254]}
        raise forms.ValidationError(f"“{line[:80]}” is neither an address, nor “user NAME” nor “group NAME”.")


def lines_of(recipients: Iterable[Mapping[str, str]]) -> str:
    lines = (one["Value"] if one["Type"] == ADDRESS else f"{one['Type']} {one['Value']}" for one in recipients)
    return "\n".join(lines)


class ThresholdsForm(OperationForm):
    """What every report asks for; a report that has no use for a number does not look at it."""

    kind = forms.ChoiceField(
        label="Report", choices=[(kind.name, kind.title) for kind in KINDS.values()], initial="key-age"
    )
    limit_days = days_field("Credentials are old after (days)", 90)
    tracking_days = days_field("Use counts for (days)", 90, "Permissions used within this time are in use.")


class PreviewForm(ThresholdsForm):
    operation = ("iamconsole", "StartReport")
    members = {"kind": "Kind", "limit_days": "LimitDays", "tracking_days": "TrackingDays"}


class ScheduleForm(ThresholdsForm):
    operation = ("iamconsole", "CreateReportSchedule")
    members = {
        "name": "Name",
        "kind": "Kind",
        "time_zone": "TimeZone",
        "limit_days": "LimitDays",
        "tracking_days": "TrackingDays",
        "attachments": "Attachments",
        "tell_owners": "TellOwners",
        "deactivate_days": "DeactivateDays",
        "deactivate_warnings": "DeactivateWarnings",
        "enabled": "Enabled",
        "recipients": "Recipients",
    }
    error_words = {
        "already exists": "name",
        "cron line": "cron",
        "number of days": "every_days",
        "time zone": "time_zone",
        "recipient": "recipients",
        "in this account": "recipients",
        "no e-mail address": "recipients",
        "deactivate": "deactivate_days",
    }

    name = shape_field("iamconsole", "ReportName", label="Name", help_text="It heads the report's mails and pages.")
    rhythm = forms.ChoiceField(
        label="When",
        choices=[(BY_DAYS, "Every so many days"), (BY_CRON, "By a cron line")],
        widget=forms.RadioSelect,
        initial=BY_DAYS,
    )
    every_days = forms.IntegerField(label="Every (days)", min_value=1, max_value=366, initial=7, required=False)
    at = forms.TimeField(
        label="At", required=False, initial="06:00", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    cron = shape_field(
        "iamconsole",
        "Cron",
        label="Cron line",
        required=False,
        help_text="Minute, hour, day of month, month, day of week: <code>0 6 * * 1</code> is Mondays at six.",
        pattern_message="A cron line has digits, names of days and months, and * , / - only.",
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=[(name, name) for name in zone_names()], initial="UTC")
    recipients = RecipientsField(
        label="Recipients",
        required=False,
        help_text="One a line: an address, <code>user alice</code>, <code>user root</code>, <code>group a</code>.",
    )
    tell_owners = forms.BooleanField(
        label="Mail every user its own part", required=False, help_text="Where an address of the user is known."
    )
    attachments = forms.MultipleChoiceField(
        label="Attachments",
        choices=[("csv", "CSV"), ("json", "JSON"), ("pdf", "PDF")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    deactivate_days = days_field(
        "Deactivate access keys unused for (days)",
        NEVER,
        "Key age only. 0 never deactivates anything; a deactivated key can be activated again.",
        least=NEVER,
    )
    deactivate_warnings = forms.IntegerField(
        label="After so many reports warned of it", min_value=1, max_value=100, initial=3, required=False
    )
    enabled = forms.BooleanField(label="Switched on", required=False, initial=True)

    def clean(self) -> None:
        super().clean()
        wanted = "cron" if self.cleaned_data.get("rhythm") == BY_CRON else "every_days"
        if wanted not in self.errors and not self.cleaned_data.get(wanted):
            self.add_error(wanted, "Say when the report is made.")

    def parameters(self) -> dict[str, Any]:
        given = super().parameters()
        given["Recipients"] = self.cleaned_data["recipients"]
        if self.cleaned_data["rhythm"] == BY_CRON:
            return {**given, "Cron": " ".join(self.cleaned_data["cron"].split())}
        at = self.cleaned_data.get("at")
        return {**given, "EveryDays": self.cleaned_data["every_days"], **({"At": f"{at:%H:%M}"} if at else {})}


class EditScheduleForm(ScheduleForm):
    operation = ("iamconsole", "UpdateReportSchedule")


class SendNowForm(OperationForm):
    operation = ("iamconsole", "StartReportSchedule")


class DeleteScheduleForm(OperationForm):
    operation = ("iamconsole", "DeleteReportSchedule")


class ArchiveForm(OperationForm):
    operation = ("iamconsole", "ArchiveReportRow")


class DeactivateForm(OperationForm):
    operation = ("iam", "UpdateAccessKey")


class ApplyForm(OperationForm):
    """The proposed policy, which may still be changed, put in the place of the present one."""

    operation = ("iam", "CreatePolicyVersion")
    members = {"document": "PolicyDocument"}
    error_words = {"MalformedPolicyDocument": "document", "PolicySize": "document"}

    document = document_field()

    def for_operation(self, name: str) -> "ApplyForm":
        """Return this form as that of the operation which writes this kind of policy."""
        self.operation = ("iam", name)  # type: ignore[misc]  # one form for four operations alike
        return self


def initial_of(schedule: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows of a schedule as it is."""
    return {
        "name": schedule["Name"],
        "kind": schedule["Kind"],
        "rhythm": BY_CRON if schedule["Cron"] else BY_DAYS,
        "every_days": schedule["EveryDays"],
        "at": schedule["At"],
        "cron": schedule["Cron"],
        "time_zone": schedule["TimeZone"],
        "limit_days": schedule["LimitDays"],
        "tracking_days": schedule["TrackingDays"],
        "attachments": schedule["Attachments"],
        "tell_owners": schedule["TellOwners"],
        "deactivate_days": schedule["DeactivateDays"],
        "deactivate_warnings": schedule["DeactivateWarnings"],
        "enabled": schedule["Enabled"],
        "recipients": schedule["Recipients"],
    }
