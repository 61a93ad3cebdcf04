"""The pages of the audit in the console's navigation."""

from iamconsole.console.palette import Task

NAVIGATION = {"Reports": [("Event history", "audit:events", "clock")]}
TASKS = (
    Task(
        "See what was denied",
        "audit:events",
        "iamconsole:ListEvents",
        "errors refused forbidden",
        "no-symbol",
        "?q=outcome:denied",
    ),
    Task(
        "See what was changed", "audit:events", "iamconsole:ListEvents", "history audit log", "clock", "?q=changes:yes"
    ),
)
