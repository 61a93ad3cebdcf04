"""The pages that show access as a whole: who can do this, what can it do, and the graph."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from accounts.explorer.drawing import drawing_of
from accounts.explorer.graph import IDENTITY, POLICY, Graph, Link, Node
from iamconsole.console.views import ConsoleView
from iamconsole.errors import AccessDenied, NoSuchEntity, ServiceError

DETAILS = {"user": "users:detail", "group": "groups:detail", "role": "roles:detail"}


class WhoForm(forms.Form):
    """What is asked about; the answer is read, nothing is changed."""

    action = forms.CharField(
        label="Action",
        max_length=128,
        help_text="One action of a service, such as s3:GetObject.",
        widget=forms.TextInput({"list": "action-names", "autocomplete": "off", "spellcheck": "false"}),
    )
    resource = forms.CharField(
        label="Resource",
        max_length=2048,
        required=False,
        help_text="Its ARN; empty asks about everything.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    mfa = forms.ChoiceField(
        label="Signed in",
        choices=(("yes", "with MFA"), ("no", "without MFA")),
        required=False,
        help_text="Of users; sessions of roles do not say.",
    )


class WhoCanPage(ConsoleView):
    template_name = "accounts/explorer/who.html"
    title = "Who can do this?"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = WhoForm(request.GET if "action" in request.GET else None)
        answer = self._answer(form) if form.is_valid() else None
        context = {
            "lede": "Every user and role whose policies allow one action, and the statement that does. "
            "Root may do everything; policies of the resource itself are not looked at.",
            "form": form,
            "answer": answer,
        }
        return self.show(context, status=422 if form.is_bound and answer is None else 200)

    def _answer(self, form: WhoForm) -> dict[str, Any] | None:
        asked = form.cleaned_data
        action, resource = asked["action"].strip(), asked["resource"].strip() or "*"
        parameters = {"Action": action, "Resource": resource, "WithMFA": asked["mfa"] != "no"}
        try:
            result = self.invoke("iamconsole", "ListPrincipalsWhoCan", parameters)
        except AccessDenied:
            raise
        except ServiceError as error:
            form.add_error("action", error.message)
            return None
        rows = [
            row | {"url": page_of(row["Arn"]), "why": why(row["Arn"], action, resource)} for row in result["Principals"]
        ]
        return {"rows": rows, "is_truncated": result["IsTruncated"], "action": action, "resource": resource}


class AllowedPage(ConsoleView):
    """What a user, group or role can do, service by service; the ARN stands in the address."""

    template_name = "accounts/explorer/allowed.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        arn, service = self.given("arn"), self.given("service")
        if not arn:
            raise NoSuchEntity("Name a user, group or role.")
        result = self.invoke("iamconsole", "ListAllowedActions", {"PrincipalArn": arn, "Service": service})
        context = {
            "title": f"What {arn.rpartition('/')[2]} can do",
            "lede": "Actions that its policies allow on some resource, under some conditions, within its boundary.",
            "arn": arn,
            "page": page_of(arn),
            "graph": f"{reverse('explorer:graph')}?{urlencode({'node': arn})}",
            "service": service,
            "actions": [
                action | {"why": why(arn, action["Name"]), "who": who(action["Name"])} for action in result["Actions"]
            ],
            "result": result,
        }
        return self.show(context)


class GraphPage(ConsoleView):
    template_name = "accounts/explorer/graph.html"
    title = "Access graph"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        search, node = self.given("search"), self.given("node")
        result = self.invoke("iamconsole", "GetAccessGraph", {"Search": search, "Node": node})
        graph = _graph(result)
        context = {
            "lede": "Who reaches what, through which policy. Point at or focus a box to follow its paths.",
            "search": search,
            "node": node,
            "label": next((one.label for one in graph.nodes if one.key == node), node),
            "drawing": drawing_of(graph),
            "columns": [(name, len(graph.column(key))) for key, name in COLUMNS.items()],
            "rows": _rows(graph),
            "is_truncated": result["IsTruncated"],
        }
        return self.show(context)


COLUMNS = {IDENTITY: "Identities", POLICY: "Policies", "resource": "Resources"}


def page_of(arn: str) -> str:
    """Return the address of the page of a user, group, role or managed policy, "" of anything else."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    if kind in DETAILS and name:
        return reverse(DETAILS[kind], args=[name.rpartition("/")[2]])
    return f"{reverse('policies:detail')}?{urlencode({'arn': arn})}" if kind == "policy" else ""


def why(principal: str, action: str, resource: str = "*") -> str:
    """Return the address where the simulator explains the decision."""
    asked = {"principal": principal, "action": action, "resource": resource}
    return f"{reverse('simulator:simulator')}?{urlencode(asked)}"


def who(action: str) -> str:
    return f"{reverse('explorer:who')}?{urlencode({'action': action})}"


def _graph(result: Mapping[str, Any]) -> Graph:
    nodes = [Node(row["Key"], row["Column"], row["Label"], risky=row["Risky"]) for row in result["Nodes"]]
    links = [
        Link(row["Source"], row["Target"], risky=row["Risky"], denies=row["Denies"], through=row["GroupName"])
        for row in result["Links"]
    ]
    return Graph(tuple(nodes), tuple(links))


def _rows(graph: Graph) -> list[dict[str, Any]]:
    """Return the paths as rows of a table: who has which policy, and what that names."""
    nodes = {node.key: node for node in graph.nodes}
    targets: dict[str, list[str]] = {}
    for link in graph.links:
        if nodes[link.source].column == POLICY:
            targets.setdefault(link.source, []).append(nodes[link.target].label)
    return [
        {
            "identity": nodes[link.source].label,
            "identity_url": page_of(link.source),
            "policy": nodes[link.target].label,
            "policy_url": page_of(link.target) if link.target.startswith("arn:") else "",
            "through": link.through,
            "resources": targets.get(link.target, []),
        }
        for link in graph.links
        if nodes[link.source].column == IDENTITY
    ]
