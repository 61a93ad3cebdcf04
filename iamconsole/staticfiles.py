"""Which static files of other packages are served: of the code editor's thousand files those that pages load."""

from django.contrib.staticfiles.apps import StaticFilesConfig

EDITOR = "django_ace/"


class StaticFiles(StaticFilesConfig):
    """Ace without its other languages, themes, workers and extensions; ours are in static/css/editor/ace.css."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        f"{EDITOR}img/*",
        f"{EDITOR}widget.*",
        f"{EDITOR}ace/css/theme/*",
        f"{EDITOR}ace/css/[!m]*.png",
        f"{EDITOR}ace/ext-[!ls]*",
        f"{EDITOR}ace/keybinding-*",
        f"{EDITOR}ace/mode-[!j]*",
        f"{EDITOR}ace/mode-j[!s]*",
        f"{EDITOR}ace/snippets/*",
        f"{EDITOR}ace/theme-*",
        f"{EDITOR}ace/worker-*",
    ]
