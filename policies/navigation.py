"""The pages of the policies app in the console's navigation."""

NAVIGATION = {
    "Access management": [("Policies", "policies:list", "document-text")],
    "Tools": [("Services", "services:list", "puzzle-piece")],
}
