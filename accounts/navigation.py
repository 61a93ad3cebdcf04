"""The pages of the accounts app in the console's navigation: section -> (label, URL name, icon)."""

NAVIGATION = {
    "": [("Dashboard", "console:home", "squares-2x2")],
    "Access management": [
        ("Users", "users:list", "users"),
        ("User groups", "groups:list", "user-group"),
        ("Roles", "roles:list", "identification"),
        ("Access keys", "keys:list", "key"),
        ("Account settings", "account-settings:mfa", "cog-6-tooth"),
    ],
    "Reports": [
        ("Reports", "schedules:list", "document-chart-bar"),
        ("Outbox", "reports:outbox", "envelope"),
    ],
    "Tools": [("Policy simulator", "simulator:simulator", "beaker")],
    "You": [("My security", "security:my-security", "key")],
}
