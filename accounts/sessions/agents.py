"""What a browser calls itself, in the words of a person: `Firefox 130 on Linux`."""

import re

# The first that is found: most browsers also claim to be the ones after them.
BROWSERS = {
    "Edge": r"Edg(?:A|iOS)?/(\d+)",
    "Opera": r"OPR/(\d+)",
    "Firefox": r"(?:Firefox|FxiOS)/(\d+)",
    "Chrome": r"(?:Headless)?(?:Chrome|CriOS)/(\d+)",
    "Safari": r"Version/(\d+)[.\d]* (?:Mobile/\S+ )?Safari/",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "ChromeOS": "CrOS",
    "macOS": "Mac OS X|Macintosh",
    "Linux": "Linux",
}
UNKNOWN = "Unknown browser"


def words(user_agent: str) -> str:
    """Return the browser and the system that `user_agent` names, as far as they are known."""
    browser = next((f"{name} {found[1]}" for name, found in _found(BROWSERS, user_agent)), UNKNOWN)
    system = next((name for name, _ in _found(SYSTEMS, user_agent)), "")
    return f"{browser} on {system}" if system else browser


def _found(patterns: dict[str, str], text: str) -> list[tuple[str, re.Match[str]]]:
    tried = ((name, re.search(pattern, text)) for name, pattern in patterns.items())
    return [(name, match) for name, match in tried if match]
