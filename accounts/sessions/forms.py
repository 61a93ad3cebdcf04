"""The forms that end console sessions."""

from iamconsole.console.forms import OperationForm


class EndSessionForm(OperationForm):
    operation = ("iamconsole", "RevokeOwnSession")


class EndOtherSessionsForm(OperationForm):
    operation = ("iamconsole", "RevokeOwnSessions")


class EndSessionsOfUserForm(OperationForm):
    operation = ("iamconsole", "RevokeSessions")
