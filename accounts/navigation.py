"""The pages of the accounts app in the console's navigation: section -> (label, URL name, icon)."""

from iamconsole.console.palette import Task

NAVIGATION = {
    "": [("Dashboard", "console:home", "squares-2x2")],
    "Access management": [
        ("Users", "users:list", "users"),
        ("User groups", "groups:list", "user-group"),
        ("Roles", "roles:list", "identification"),
        ("Identity providers", "providers:list", "globe-alt"),
        ("Policies", "policies:list", "document-text"),
        ("Access keys", "keys:list", "key"),
        ("Server certificates", "certificates:list", "document-check"),
        ("Account settings", "account-settings:settings", "cog-6-tooth"),
    ],
    "Reports": [
        ("Reports", "schedules:list", "document-chart-bar"),
        ("Outbox", "reports:outbox", "envelope"),
    ],
    "Tools": [
        ("Who can do this?", "explorer:who", "magnifying-glass"),
        ("Access graph", "explorer:graph", "share"),
        ("Policy simulator", "simulator:simulator", "beaker"),
    ],
    "You": [("My security", "security:my-security", "key")],
}
TASKS = (
    Task("Create user", "users:create", "iam:CreateUser", "add new person account", "user-plus"),
    Task("Create group", "groups:create", "iam:CreateGroup", "add new team", "user-group"),
    Task("Create role", "roles:create", "iam:CreateRole", "add new trust assume", "identification"),
    Task(
        "Add identity provider",
        "providers:add-oidc",
        "iam:CreateOpenIDConnectProvider",
        "oidc saml github federation",
        "globe-alt",
    ),
    Task(
        "Upload server certificate",
        "certificates:upload",
        "iam:UploadServerCertificate",
        "add new tls ssl https x509",
        "document-check",
    ),
    Task("Edit the password policy", "account-settings:password-policy", "", "length expiry characters", "lock-closed"),
    Task("Change the account alias", "account-settings:alias", "", "sign-in name", "identification"),
    Task("Rotate my access key", "security:create-key", "", "create new change my own key credentials", "key"),
    Task("Change my password", "security:password", "", "new own credentials", "lock-closed"),
    Task(
        "Add an MFA device for me",
        "security:add-device",
        "",
        "second factor authenticator passkey",
        "device-phone-mobile",
    ),
    Task(
        "Find users without MFA",
        "users:list",
        "iam:ListUsers",
        "second factor missing",
        "shield-exclamation",
        "?q=console:yes+mfa:none",
    ),
    Task(
        "Find old access keys",
        "keys:list",
        "iamconsole:ListAccountAccessKeys",
        "rotate deactivate unused",
        "clock",
        "?q=status:active+age%3E90",
    ),
    Task("Simulate a request", "simulator:simulator", "", "why denied allowed test permission", "beaker"),
    Task("Require MFA", "account-settings:mfa", "", "account settings second factor enforce", "shield-check"),
)
