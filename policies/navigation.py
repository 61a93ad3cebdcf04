"""The pages of the policies app in the console's navigation; policies themselves stand among identities."""

from iamconsole.console.palette import Task

NAVIGATION = {"Tools": [("Services", "services:list", "puzzle-piece")]}
TASKS = (
    Task("Create policy", "policies:create", "iam:CreatePolicy", "add new permissions allow deny", "document-plus"),
    Task(
        "Find policies that nobody uses",
        "policies:list",
        "iam:ListPolicies",
        "unused",
        "document-minus",
        "?q=type:customer+used:no",
    ),
)
