"""The page of a managed policy: what it allows in tables and as JSON, who has it, its versions, tags and use."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from iamconsole.console.last_accessed import last_accessed
from iamconsole.console.templatetags.console import indented
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView, Panel
from policies.documents import services, summary
from policies.documents.summary import Reading
from policies.documents.views import address, entities_in, is_aws_managed
from policies.editor.diff import side_by_side
from policies.language import Effect, size_of
from policies.services.selectors import catalog_of

TABS = {
    "permissions": "Permissions",
    "entities": "Entities attached",
    "versions": "Versions",
    "tags": "Tags",
    "last-accessed": "Last accessed",
}
JSON = "json"
# Services that a policy leaves out are shown only when asked for.
REST = "rest"


class PolicyPage(ConsoleView):
    """One policy; each tab asks only for what it shows."""

    template_name = "policies/documents/detail.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        arn = self.given("arn")
        policy = self.panel("iam", "GetPolicy", {"PolicyArn": arn})
        shape = policy.result.get("Policy", {})
        tab = self.given("tab") if self.given("tab") in TABS else "permissions"
        show = {
            "permissions": self._permissions,
            "entities": self._entities,
            "versions": self._versions,
            "tags": self._tags,
            "last-accessed": self._last_accessed,
        }
        return self.show(
            {
                "title": arn.rpartition("/")[2],
                "arn": arn,
                "policy": policy,
                "is_aws_managed": is_aws_managed(arn),
                "tab": tab,
                "tabs": self._tabs(arn, tab, shape),
                **show[tab](arn, shape),
            }
        )

    def _tabs(self, arn: str, active: str, policy: Mapping[str, Any]) -> list[dict[str, Any]]:
        counts = {"tags": len(policy.get("Tags", ()))} if policy else {}
        if policy:
            counts["entities"] = policy["AttachmentCount"] + policy["PermissionsBoundaryUsageCount"]
        return [
            {"label": label, "url": address(arn, tab=tab), "active": tab == active, "count": counts.get(tab, "")}
            for tab, label in TABS.items()
        ]

    # -- permissions: the summary at three levels, or the JSON --------------------------------------------------------

    def _permissions(self, arn: str, policy: Mapping[str, Any]) -> dict[str, Any]:
        version_id = policy.get("DefaultVersionId")
        if not version_id:
            return {}
        shown = self._version(arn, version_id)
        views = {"": "Summary", JSON: "JSON"}
        chosen = self.given("view")
        own = {
            **shown,
            "views": [
                {"label": label, "url": address(arn, **({"view": view} if view else {})), "active": view == chosen}
                for view, label in views.items()
            ],
        }
        if chosen == JSON or shown["version"].denied:
            return own | {"view": JSON}
        reading = summary.read_policy(shown["document"], catalog_of(self.caller.account_id))
        return own | {"view": "summary"} | self._level(arn, reading)

    def _level(self, arn: str, reading: Reading) -> dict[str, Any]:
        """Return the level that the address names: an action, a service, or the whole policy."""
        prefix, effect = self.given("service"), Effect.DENY if self.given("effect") == "deny" else Effect.ALLOW
        service = reading.catalog.service(prefix) if prefix else None
        if service is None:
            found = summary.summary(reading)
            rest = found.rest if self.given("show") == REST else ()
            groups = [("Explicit deny", "deny", found.denied), ("Allow", "allow", found.allowed)]
            return {"level": "policy", "summary": found, "rest": rest, "groups": groups, "toggle": self._toggle(REST)}
        crumbs = [{"label": "All services", "url": address(arn)}]
        own: dict[str, Any] = {"service": service, "effect": effect.value.lower(), "toggle": self._toggle(REST)}
        action = service.action(self.given("action"))
        if action is None:
            levels = summary.service_levels(reading, service.prefix, effect)
            return own | {
                "level": "service",
                "levels": levels,
                "level_crumbs": crumbs,
                "is_rest_shown": self.given("show") == REST,
            }
        crumbs.append({"label": service.name, "url": address(arn, service=prefix, effect=own["effect"])})
        rows = summary.action_resources(reading, str(action))
        return own | {"level": "action", "action": action, "resources": rows, "level_crumbs": crumbs}

    def _toggle(self, value: str) -> dict[str, Any]:
        """Return the link that shows what is left out, or hides it again."""
        query = {name: self.given(name) for name in ("arn", "service", "effect") if self.given(name)}
        active = self.given("show") == value
        return {"active": active, "url": f"?{urlencode(query if active else {**query, 'show': value})}"}

    # -- versions ---------------------------------------------------------------------------------------------------

    def _version(self, arn: str, version_id: str) -> dict[str, Any]:
        version = self.panel("iam", "GetPolicyVersion", {"PolicyArn": arn, "VersionId": version_id})
        document = version.result.get("PolicyVersion", {}).get("Document", "")
        return {"version": version, "document": document, "size": size_of(document), "most": services.POLICY_SIZE.limit}

    def _versions(self, arn: str, _policy: Mapping[str, Any]) -> dict[str, Any]:
        versions = self.panel("iam", "ListPolicyVersions", {"PolicyArn": arn})
        chosen, other = self.given("version"), self.given("with")
        own: dict[str, Any] = {"versions": versions, "chosen": chosen, "other": other}
        if chosen and other:
            return own | self._compared(arn, chosen, other)
        return own | (self._version(arn, chosen) if chosen else {})

    def _compared(self, arn: str, chosen: str, other: str) -> dict[str, Any]:
        both = [self._version(arn, version) for version in (chosen, other)]
        denied = next((one["version"].denied for one in both if one["version"].denied), "")
        texts = [indented(one["document"]) for one in both]
        return {
            "compared": Panel({}, denied),
            "rows": [] if denied else side_by_side(*texts),
            "note": f"{chosen} left, {other} right",
        }

    # -- entities, tags, use ----------------------------------------------------------------------------------------

    def _entities(self, arn: str, _policy: Mapping[str, Any]) -> dict[str, Any]:
        attached = self._used("PermissionsPolicy", arn, "marker")
        boundaries = self._used("PermissionsBoundary", arn, "boundary-marker")
        return {"uses": [attached, boundaries]}

    def _used(self, usage: str, arn: str, marker_name: str) -> dict[str, Any]:
        marker = {"Marker": self.request.GET[marker_name]} if self.request.GET.get(marker_name) else {}
        asked = {"PolicyArn": arn, "PolicyUsageFilter": usage, "MaxItems": ROWS_PER_PAGE, **marker}
        found = self.panel("iam", "ListEntitiesForPolicy", asked)
        return {
            "is_boundary": usage == "PermissionsBoundary",
            "denied": found.denied,
            "rows": list(entities_in(found.result)),
            "next_url": self.next_url(found.result, marker_name),
            "first_url": self.first_url(marker_name),
        }

    def _tags(self, arn: str, _policy: Mapping[str, Any]) -> dict[str, Any]:
        own = {"tags": self.panel("iam", "ListPolicyTags", {"PolicyArn": arn})}
        if is_aws_managed(arn):
            return own | {"no_tags": "Policies of AWS cannot be tagged."}
        return own | {"tags_url": f"{reverse('policies:tags')}?{urlencode({'arn': arn})}"}

    def _last_accessed(self, arn: str, _policy: Mapping[str, Any]) -> dict[str, Any]:
        return last_accessed(self, arn)
