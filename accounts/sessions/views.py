"""The pages that end console sessions, one's own and those of a user."""

from typing import Any

from accounts.owner import OwnerView
from accounts.sessions.forms import EndOtherSessionsForm, EndSessionForm, EndSessionsOfUserForm
from accounts.sessions.store import id_of


class EndSessionPage(OwnerView):
    form_class = EndSessionForm
    title = "End session"
    submit = "End session"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {"SessionId": self.kwargs["session_id"]}

    def context(self) -> dict[str, Any]:
        is_this = self.kwargs["session_id"] == id_of(self.request.session.session_key)
        which = "This is the session you are in: you will have to sign in again" if is_this else "Its browser is out"
        return super().context() | {"question": f"End this session? {which}, at the next click."}

    def message(self, _form: Any) -> str:
        return "The session is ended."


class EndOtherSessionsPage(OwnerView):
    form_class = EndOtherSessionsForm
    title = "End other sessions"
    submit = "End other sessions"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {"KeepSessionId": id_of(self.request.session.session_key)}

    def context(self) -> dict[str, Any]:
        return super().context() | {"question": "End all sessions but this one? Those browsers are out at once."}

    def message(self, _form: Any) -> str:
        return "Your other sessions are ended."


class EndSessionsOfUserPage(OwnerView):
    form_class = EndSessionsOfUserForm
    title = "End console sessions"
    submit = "End sessions"
    danger = True

    def context(self) -> dict[str, Any]:
        question = f"End all console sessions of {self.owner_name}? Who has the password and a device can sign in anew."
        return super().context() | {"question": question}

    def message(self, _form: Any) -> str:
        return f"The console sessions of {self.owner_name} are ended."
