"""The pages of the audit in the console's navigation."""

NAVIGATION = {"Reports": [("Event history", "audit:events", "clock")]}
