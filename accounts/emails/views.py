"""The pages of e-mail addresses: of a user, and one's own."""

from typing import Any

from accounts.emails.forms import EmailForm, RemoveEmailForm
from accounts.owner import OwnerView


class SetEmailPage(OwnerView):
    form_class = EmailForm
    title = "E-mail address"
    submit = "Send the link"

    def initial(self) -> dict[str, Any]:
        name = "GetUserEmail" if self.owner_name else "GetOwnEmail"
        return {"email": self.panel("iamconsole", name, self.fixed()).result.get("UserEmail", {}).get("Email")}

    def context(self) -> dict[str, Any]:
        lede = "A link is mailed there. Until somebody follows it, the address is used for nothing else."
        return super().context() | {"lede": lede}

    def message(self, form: Any) -> str:
        return f"A link to confirm the address is on its way to {form.cleaned_data['email']}."


class RemoveEmailPage(OwnerView):
    form_class = RemoveEmailForm
    title = "Remove e-mail address"
    submit = "Remove address"
    danger = True

    def context(self) -> dict[str, Any]:
        whose = f"the address of {self.owner_name}" if self.owner_name else "your address"
        question = f"Remove {whose}? A forgotten password can then be replaced by an administrator only."
        return super().context() | {"question": question}

    def message(self, _form: Any) -> str:
        return "The e-mail address is removed."
