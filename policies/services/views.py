"""The pages of registered services."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from iamconsole.aws.pipeline import allows
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView, OperationView
from policies.services.forms import EXAMPLE, DeleteServiceForm, NewServiceForm, ServiceForm

OWN = "iamconsole"


class ServiceList(ConsoleView):
    template_name = "policies/services/list.html"
    title = "Services"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = {"Marker": request.GET["marker"]} if request.GET.get("marker") else {}
        services = self.panel(OWN, "ListServices", {**asked, "MaxItems": ROWS_PER_PAGE})
        return self.show(
            {
                "lede": "Services of your own, which policies can speak of beside those of AWS.",
                "services": services,
                "first_url": self.first_url(),
                "next_url": self.next_url(services.result),
            }
        )


class RegisterService(OperationView):
    form_class: ClassVar[type[OperationForm]] = NewServiceForm
    title = "Register service"
    submit = "Register service"
    template_name = "policies/services/edit.html"

    def initial(self) -> dict[str, Any]:
        return {"document": EXAMPLE}

    def context(self) -> dict[str, Any]:
        return {"crumbs": _crumbs()}

    def message(self, form: OperationForm) -> str:
        return f"{form.cleaned_data['service_prefix']} is registered."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("services:list")

    def cancel_url(self) -> str:
        return reverse("services:list")


class EditService(RegisterService):
    form_class = ServiceForm
    submit = "Save"

    def fixed(self) -> dict[str, Any]:
        return {"Prefix": self.kwargs["prefix"]}

    def initial(self) -> dict[str, Any]:
        service = self.invoke(OWN, "GetService", self.fixed())["Service"]
        return {"name": service["Name"], "document": service["Document"]}

    def context(self) -> dict[str, Any]:
        prefix = self.kwargs["prefix"]
        return {
            "crumbs": _crumbs(),
            "title": prefix,
            "prefix": prefix,
            "may_delete": allows(self.caller, OWN, "DeleteService", self.fixed()),
        }

    def message(self, _form: OperationForm) -> str:
        return f"{self.kwargs['prefix']} is saved."


class DeleteService(OperationView):
    form_class = DeleteServiceForm
    title = "Delete service"
    submit = "Delete service"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {"Prefix": self.kwargs["prefix"]}

    def context(self) -> dict[str, Any]:
        prefix = self.kwargs["prefix"]
        question = (
            f"Delete the service {prefix}? Policies that name its actions stay as they are, and still decide;"
            " validation, search and completion will not know them any more."
        )
        return {"crumbs": _crumbs(), "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"{self.kwargs['prefix']} is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("services:list")

    def cancel_url(self) -> str:
        return reverse("services:edit", args=[self.kwargs["prefix"]])


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Services", "url": reverse("services:list")}]
