"""The one error of this package: what AWS says, where it is, and a sentence that helps to repair it."""

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"


class PolicySyntaxError(Exception):
    """A refused document: `message` is AWS's text, `detail` our own exact sentence, line and column start at 1."""

    def __init__(self, message: str, detail: str, *, path: str = "", line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.path = path
        self.line = line
        self.column = column


class Refusal(Exception):
    """Why a document is refused, by the path of the element; `read` adds line and column."""

    def __init__(self, message: str, detail: str, path: str) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.path = path
