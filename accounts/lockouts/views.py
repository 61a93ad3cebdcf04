"""The page that ends a user's wait."""

from typing import Any

from accounts.lockouts.forms import ReleaseForm
from accounts.owner import OwnerView


class ReleasePage(OwnerView):
    form_class = ReleaseForm
    title = "Release sign-in"
    submit = "Release"

    def context(self) -> dict[str, Any]:
        lede = f"{self.owner_name} may try again at once, from everywhere. What failed so far is forgotten."
        return super().context() | {"lede": lede}

    def message(self, _form: Any) -> str:
        return f"{self.owner_name} may sign in again."
