"""What the API answered in a run of the tests: which operation with which error, and in which words.

At the end of a run of the whole suite it says which operations were not seen to work, and which errors of their models
no test provoked that `tests/operations/never.json` does not explain; then the run has failed.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.config import Config
from _pytest.terminal import TerminalReporter

from iamconsole.quotas import Quota

# The code of an answer that is no error.
DONE = ""

Answer = tuple[str, str, str, str]

_noted: set[Answer] = set()


def note(parsed: dict[str, Any], model: Any, **_event: Any) -> None:
    """Remember one answer; botocore calls it once it has read one."""
    error = parsed.get("Error", {})
    service = model.service_model.service_name
    _noted.add((service, model.name, error.get("Code", DONE), error.get("Message", "")))


class Answered:
    """A plugin that collects the answers of every test process, and judges those of a whole run."""

    def __init__(self) -> None:
        self.answers: set[Answer] = set()
        self.missing: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.answers |= {tuple(answer) for answer in getattr(node, "workeroutput", {}).get("answered", ())}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["answered"] = sorted(_noted)
        elif _is_whole(session.config):
            self.missing = [*missing(self.answers | _noted)]
            if self.missing and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if self.missing:
            terminalreporter.section("no test through boto3", red=True)
        for line in self.missing:
            terminalreporter.write_line(line)


def missing(answers: set[Answer]) -> Iterator[str]:
    """Tell which answers no test was given that one should have been, or was given that should not be possible."""
    from iamconsole.aws import registry
    from tests.operations import table

    codes = {answer[:3] for answer in answers}
    for operation in registry.operations():
        if operation.service not in table.WHOLE:
            continue
        named = f"{operation.service}:{operation.name}"
        if not table.is_refusing(operation) and (operation.service, operation.name, DONE) not in codes:
            yield f"{named} was never seen to work"
        for code in operation.error_codes:
            is_seen = (operation.service, operation.name, code) in codes
            if is_seen == table.never_occurs(operation, code):
                yield f"{named} answered {code}, which is said to be impossible" if is_seen else f"{named}: no {code}"
        of_operation = {answer[2:] for answer in answers if answer[:2] == (operation.service, operation.name)}
        for quota in operation.quotas:
            if not any(_exceeds(quota, *answer) for answer in of_operation):
                yield f"{named}: nothing exceeded {quota.name}"


def _exceeds(quota: Quota, code: str, text: str) -> bool:
    """Whether an answer says that `quota` was exceeded; where the model takes no more either, it speaks first."""
    if code == "ValidationError":
        return text.endswith(f"Member must have length less than or equal to {quota.limit}.")
    return code == "LimitExceeded" and quota.is_meant_by(text)


def _is_whole(config: Config) -> bool:
    """Whether all tests ran: no folder, no word and no mark was chosen."""
    options = config.option
    return config.args_source is Config.ArgsSource.TESTPATHS and not (options.keyword or options.markexpr)
