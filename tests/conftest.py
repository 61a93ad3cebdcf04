"""What all tests share: the services, no network but loopback, collected static files, and honest counts."""

import ipaddress
import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter
from django.conf import settings

from tests.answered import Answered

pytest_plugins = ["tests.services", "tests.cast"]

# Where most tests ask pure functions, with neither a database nor a queue.
PURE = ("tests/policies/", "tests/ops/test_supervisor.py")
# Where pages are looked at, whatever the database behind them.
LOOKED_AT = (
    "tests/browser/test_policy_editor.py",
    "tests/browser/test_wizards.py",
    "tests/walk/test_accessibility.py",
    "tests/walk/test_confirming.py",
    "tests/walk/test_inspection.py",
)
TERRAFORM_MIRRORS = ("/opt/tf-plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "terraform: needs terraform and a folder with its AWS provider")
    config.pluginmanager.register(LeftOut(), "left-out")
    if config.getoption("--with-servers"):
        config.pluginmanager.register(TestedBefore(), "tested-before")
    config.pluginmanager.register(Answered(), "answered")


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "leave out what another run has tested and no database or queue has a part in"
    parser.addoption("--with-servers", action="store_true", help=told)


def pytest_collection() -> None:
    """Collect the static files: pages name them by content, and the server's entry, imported by a test, wants them."""
    from iamconsole.collected import collect_when_changed

    collect_when_changed()


def pytest_unconfigure() -> None:
    # xdist ends its workers without the atexit of tests/settings.py.
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def terraform_mirror() -> Path | None:
    """Return the folder with Terraform's providers: TF_PLUGIN_MIRROR, or a usual place."""
    places = [os.environ.get("TF_PLUGIN_MIRROR", ""), *TERRAFORM_MIRRORS]
    return next((Path(place) for place in places if place and Path(place).is_dir()), None)


class TestedBefore:
    """Leaves out the tests of pure functions and of how pages look, which tell the same whatever the database."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        tested = [item for item in items if _is_the_same_on_every_database(item)]
        kept = {*items} - {*tested}
        items[:] = [item for item in items if item in kept]
        config.hook.pytest_deselected(items=tested)
        self.count = len(tested)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["tested_before"] = self.count

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.count = getattr(node, "workeroutput", {}).get("tested_before", self.count)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        terminalreporter.write_line(f"{self.count} tests that no database has a part in ran in the first pass only")


def _is_the_same_on_every_database(item: pytest.Item) -> bool:
    is_pure = item.nodeid.startswith(PURE) and not _asks_database(item)
    return is_pure or item.nodeid.startswith(LOOKED_AT)


def _asks_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    return bool(asked) or item.get_closest_marker("django_db") is not None


class LeftOut:
    """Leaves out the Terraform tests where Terraform cannot run, and says so at the end."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if shutil.which("terraform") and terraform_mirror():
            return
        left_out = [item for item in items if item.get_closest_marker("terraform")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        self.names = [item.nodeid for item in left_out]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["left_out"] = self.names

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        # Every xdist worker collects everything, so each tells the same.
        self.names = getattr(node, "workeroutput", {}).get("left_out", self.names)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if self.names:
            reason = "Terraform or its AWS provider is not on this machine"
            terminalreporter.write_line(f"DESELECTED {len(self.names)} tests, for {reason}:")
            for name in self.names:
                terminalreporter.write_line(f"  {name}")
        _write_outcomes(terminalreporter, left_out=len(self.names))


def _write_outcomes(reporter: TerminalReporter, *, left_out: int) -> None:
    """Tell `python -m tests.run` how many tests ended how."""
    path = os.environ.get("IAMCONSOLE_TEST_OUTCOMES")
    if path:
        outcomes = {name: len(reports) for name, reports in reporter.stats.items() if name}
        outcomes["deselected"] = max(left_out, outcomes.get("deselected", 0))
        Path(path).write_text(json.dumps(outcomes))


@pytest.fixture(autouse=True)
def _nothing_compiled() -> None:
    """Forget compiled policies: a test that was rolled back leaves its row numbers and stamps to the next."""
    from accounts.access import effective

    effective._compiled.clear()


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Any:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            # What a machine without a network would say, so that the caller cleans up after itself.
            raise ConnectionRefusedError(f"A test tried to reach {address[0]}: only loopback is allowed.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_loopback)
        yield


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ((host[:1].isdigit() or ":" in host) and ipaddress.ip_address(host).is_loopback)
