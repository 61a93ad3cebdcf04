"""Whose credentials a page is about: the caller's own, or those of the user that the address names."""

from typing import Any

from django.urls import reverse

from iamconsole.console.views import ConsoleView, OperationView


class OwnerPage(ConsoleView):
    """A page below a user's address, or below My security, where no user is named."""

    @property
    def owner_name(self) -> str:
        """The user the address names, or "" for the caller."""
        return str(self.kwargs.get("name", ""))

    @property
    def owner_label(self) -> str:
        return self.owner_name or "you"

    def fixed(self) -> dict[str, Any]:
        return {"UserName": self.owner_name} if self.owner_name else {}

    def named(self) -> dict[str, Any]:
        """Return the owner by name, one's own too: for operations that act on anybody's credential otherwise."""
        name = self.owner_name or self.caller.user_name
        return {"UserName": name} if name else {}

    def home_url(self) -> str:
        """Return the page that shows the credentials."""
        if not self.owner_name:
            return reverse("security:my-security")
        return f"{reverse('users:detail', args=[self.owner_name])}?tab=security"

    def crumbs(self) -> list[dict[str, str]]:
        if not self.owner_name:
            return [{"label": "My security", "url": self.home_url()}]
        return [
            {"label": "Users", "url": reverse("users:list")},
            {"label": self.owner_name, "url": self.home_url()},
        ]


class OwnerView(OwnerPage, OperationView):
    """Such a page with a form that calls one operation."""

    def cancel_url(self) -> str:
        return self.home_url()

    def success_url(self, _form: Any) -> str:
        return self.home_url()

    def context(self) -> dict[str, Any]:
        return {"crumbs": self.crumbs()}
