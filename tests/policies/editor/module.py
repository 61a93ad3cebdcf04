"""Runs the editor's own modules, as browsers load them: in node where there is one, else in Chromium."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Route

from tests.browser.person import chromium

ROOT = Path(__file__).parents[3]
HARNESS = "tests/policies/editor/harness.mjs"
# The static files are modules by how pages load them, not by their names.
NODE = ["node", "--no-warnings", "--experimental-default-type=module"]
SCRIPT = """
import fs from "node:fs";
import * as harness from "%s";
const [name, given] = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(harness[name](given)));
"""
SITE = "http://editor.test/"


def call(name: str, given: Any) -> Any:
    """Return what the function `name` of the harness answers."""
    return _in_node(name, given) if _has_node() else in_browser(name, given)


def in_browser(name: str, given: Any) -> Any:
    """Do the same in Chromium, whose requests are answered from the folder of the repository."""
    with chromium() as browser:
        page = browser.new_page()
        page.route(f"{SITE}**", _answer)
        page.goto(SITE)
        script = f"async ([name, given]) => (await import('{SITE}{HARNESS}'))[name](given)"
        return page.evaluate(script, [name, given])


@cache
def _has_node() -> bool:
    if shutil.which("node") is None:
        return False
    return subprocess.run([*NODE, "--version"], check=False, capture_output=True).returncode == 0


def _in_node(name: str, given: Any) -> Any:
    script = SCRIPT % (ROOT / HARNESS).as_uri()
    command = [*NODE, "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=json.dumps([name, given]).encode(), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _answer(route: Route) -> None:
    path = ROOT / route.request.url.removeprefix(SITE)
    if path.is_file():
        route.fulfill(body=path.read_bytes(), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")
