"""The simulator's page: whose policies, which actions, which keys; and what comes out, with the reasons."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from accounts.simulator import services, trace
from accounts.simulator.forms import KeyField, SimulatorForm, key_fields
from iamconsole.aws.pipeline import allows, look
from iamconsole.caller import Caller
from iamconsole.console.views import ConsoleView, Panel
from iamconsole.errors import MalformedPolicyDocument, ServiceError
from policies.catalog import Catalog, default_catalog
from policies.language import PolicyKind
from policies.services.selectors import catalog_of
from policies.simulator import inputs
from policies.simulator import services as simulator
from policies.simulator.evaluation import Simulation
from policies.simulator.services import Policies, Scenario

SUGGESTIONS = 40
IDENTITIES = 200


class SimulatorPage(ConsoleView):
    """A link may ask at once: `?principal=ARN&action=iam:CreateUser&resource=ARN`."""

    template_name = "accounts/simulator/simulator.html"
    title = "Policy simulator"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.GET
        data = QueryDict(mutable=True)
        data["principal"] = asked.get("principal", "")
        data["actions"] = "\n".join(asked.getlist("action"))
        data["resources"] = "\n".join(asked.getlist("resource"))
        data.setlist("key", asked.getlist("key"))
        data.setlist("value", asked.getlist("value"))
        is_question = bool(data["principal"] and data["actions"])
        return self._page(data, run=is_question)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        data = request.POST.copy()
        if "add" in data:
            data["actions"] = "\n".join(
                part for part in (data.get("actions", "").rstrip(), data.get("find", "")) if part
            )
            data["find"] = ""
        return self._page(data, run="run" in data)

    def _page(self, data: QueryDict, *, run: bool) -> HttpResponse:
        catalog = catalog_for(self.caller)
        form = SimulatorForm(data, catalog)
        keys = self._keys(data)
        fields = key_fields(keys.result.get("ContextKeyNames", ()), data, catalog)
        results = self._results(form, fields) if run and form.is_valid() else None
        if not run:
            form = SimulatorForm(None, catalog)
            form.initial = data.dict()
        context = {
            "lede": "Try what policies allow before you rely on them. Nothing is called and nothing is changed.",
            "form": form,
            "find": data.get("find", ""),
            "key_fields": fields,
            "keys_denied": keys.denied,
            "identities": self._identities(),
            "results": results,
            "asked_by_link": self.request.method == "GET",
        }
        return self.show(context, status=422 if run and results is None else 200)

    def _keys(self, data: QueryDict) -> Panel:
        """Return the keys that the policies use; what is wrong with a policy is told when it is run."""
        principal = data.get("principal", "").strip()
        texts = [text for name in ("policy", "boundary") if (text := data.get(name, "").strip())]
        if not (principal or texts):
            return Panel({})
        try:
            if principal:
                given = {"PolicySourceArn": principal, "PolicyInputList": texts}
                return self.panel("iam", "GetContextKeysForPrincipalPolicy", given)
            return self.panel("iam", "GetContextKeysForCustomPolicy", {"PolicyInputList": texts})
        except ServiceError:
            return Panel({})

    def _results(self, form: SimulatorForm, fields: Sequence[KeyField]) -> list[trace.Shown] | None:
        name, parameters = form.parameters()
        parameters["ContextEntries"] = [field.entry() for field in fields if field.value]
        try:
            return look(self.caller, "iam", name, parameters, lambda: _shown(self.caller, parameters))
        except MalformedPolicyDocument as error:
            form.add_error(None, f"{error.message} Line {error.line}, column {error.column}: {error.detail}")
        except ServiceError as error:
            form.add_error(None, error.message)
        return None

    def _identities(self) -> list[str]:
        """Return ARNs to choose from, of the lists that the person may see."""
        asked = {"MaxItems": IDENTITIES}
        lists = (("ListUsers", "Users"), ("ListGroups", "Groups"), ("ListRoles", "Roles"))
        return [
            row["Arn"]
            for operation, member in lists
            for row in self.panel("iam", operation, asked).result.get(member, ())
        ]


class ActionOptions(ConsoleView):
    """The options of the action search: names that hold what is typed."""

    template_name = "accounts/simulator/options.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.show({"names": suggestions(catalog_for(self.caller), request.GET.get("find", ""))})


def catalog_for(caller: Caller) -> Catalog:
    """Return AWS's catalog, with the account's own services for those who may list them."""
    may_list = allows(caller, "iamconsole", "ListServices", {})
    return catalog_of(caller.account_id) if may_list else default_catalog()


def suggestions(catalog: Catalog, typed: str) -> list[str]:
    """Return actions whose name holds `typed`: `s3:get` begins with it, `user` has it anywhere."""
    typed = typed.strip()
    if len(typed) < 2 or not all(character.isalnum() or character in ":-.*?" for character in typed):
        return []
    prefix, colon, name = typed.partition(":")
    return list(catalog.expand(f"{prefix}:*{name}*" if colon else f"*:*{typed}*")[:SUGGESTIONS])


def _shown(caller: Caller, parameters: dict[str, Any]) -> list[trace.Shown]:
    scenario = Scenario(
        actions=parameters["ActionNames"],
        resource_arns=parameters["ResourceArns"],
        resource_policy=parameters["ResourcePolicy"],
        caller_arn=parameters["CallerArn"],
        context_entries=parameters["ContextEntries"],
    )
    added = Policies(
        identity=inputs.policy_sources(parameters["PolicyInputList"], "Policy", PolicyKind.IDENTITY),
        boundary=inputs.boundary_sources(parameters["PermissionsBoundaryPolicyInputList"]),
    )
    simulation = _simulation(caller, parameters, scenario, added)
    results, _ = simulator.run_page(simulation, scenario, None, None)
    return [trace.shown(result.action, one) for result in results for one in result.resources]


def _simulation(caller: Caller, parameters: dict[str, Any], scenario: Scenario, added: Policies) -> Simulation:
    arn = parameters.get("PolicySourceArn")
    if arn is None:
        return simulator.simulation_of(caller.account_id, scenario, added)
    return services.simulation_of(caller.account_id, arn, scenario, added)
