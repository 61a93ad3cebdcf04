"""The form that ends a user's wait."""

from iamconsole.console.forms import OperationForm


class ReleaseForm(OperationForm):
    operation = ("iamconsole", "ReleaseUser")
