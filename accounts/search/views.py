"""Search: the list that the palette shows while one types, and the page it is without script."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from iamconsole.aws.pipeline import possible
from iamconsole.console import palette
from iamconsole.console.views import ConsoleView

# The kinds that have pages.
ICONS = {
    "user": "user",
    "group": "user-group",
    "role": "identification",
    "policy": "document-text",
    "key": "key",
    "certificate": "document-check",
    "oidc-provider": "globe-alt",
    "saml-provider": "globe-alt",
}
WORDS = {
    "key": "access key",
    "certificate": "server certificate",
    "oidc-provider": "OIDC provider",
    "saml-provider": "SAML provider",
}
LONGEST = 300


@method_decorator(never_cache, name="dispatch")
class SearchPage(ConsoleView):
    """`?part=yes` asks for the list alone."""

    template_name = "accounts/search/search.html"
    title = "Search"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        text = self.given("q")[:LONGEST]
        shown = {"text": text, "hits": [*self._hits(text)]}
        return self.show(shown, template="accounts/search/hits.html" if request.GET.get("part") else "")

    def _hits(self, text: str) -> Iterator[dict[str, Any]]:
        pages = [
            {"kind": kind, "name": task.label, "note": "", "url": task.url, "icon": task.icon}
            for kind, task in palette.find(text, possible(self.caller))
        ]
        things = [*self._things(text)] if text else []
        # Who writes the whole name of a page means the page; a few letters mean a thing more often.
        exact = [page for page in pages if page["name"].lower().startswith(text.lower())] if text else pages
        yield from exact
        yield from things
        yield from (page for page in pages if page not in exact)
        if text == self.caller.account_id:
            yield {
                "kind": "account",
                "name": text,
                "note": "This account",
                "url": reverse("console:home"),
                "icon": "home",
            }

    def _things(self, text: str) -> Iterator[dict[str, Any]]:
        for match in self.invoke("iamconsole", "SearchAccount", {"Text": text, "Kinds": [*ICONS]})["Matches"]:
            kind = match["Kind"]
            yield {
                "kind": WORDS.get(kind, kind),
                "name": match["Name"],
                "note": match["Note"],
                "url": _address(kind, match["Name"], match["Arn"]),
                "icon": ICONS[kind],
            }


def _address(kind: str, name: str, arn: str) -> str:
    if kind == "user":
        return reverse("users:detail", args=[name])
    if kind == "group":
        return reverse("groups:detail", args=[name])
    if kind == "role":
        return reverse("roles:detail", args=[name])
    if kind == "policy":
        return f"{reverse('policies:detail')}?{urlencode({'arn': arn})}"
    if kind == "certificate":
        return reverse("certificates:detail", args=[name])
    if kind in ("oidc-provider", "saml-provider"):
        return f"{reverse('providers:detail')}?{urlencode({'arn': arn})}"
    return f"{reverse('keys:list')}?{urlencode({'q': name})}"
