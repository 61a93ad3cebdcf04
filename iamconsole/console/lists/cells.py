"""What stands in a cell of a list: its text for files, its value for programs, its markup for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_micro

from iamconsole.console.templatetags.console import ago, days

Value = str | int | bool | None | list[str]
# As the component for a state has them.
ICONS = {
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "danger": "x-circle",
    "info": "information-circle",
    "neutral": "minus-circle",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what a file with commas has, `value` what JSON has; `html` is what a page shows."""

    text: str
    value: Value
    html: SafeString

    def __str__(self) -> SafeString:
        """What a template shows, and does not escape again."""
        return self.html

    def __html__(self) -> SafeString:
        return self.html


def plain(text: str, none: str = "–") -> Cell:  # noqa: RUF001 - an en dash
    """Return a text, or what stands for nothing."""
    return Cell(text, text or None, conditional_escape(text) if text else _muted(none))


def short(text: str) -> Cell:
    """Return a few words that stay in one line."""
    return Cell(text, text, format_html('<span class="nowrap">{}</span>', text))


def number(count: int) -> Cell:
    return Cell(str(count), count, conditional_escape(f"{count:,}"))


def code(text: str, none: str = "–") -> Cell:  # noqa: RUF001
    """Return an id or an ARN."""
    return Cell(text, text or None, format_html("<code>{}</code>", text) if text else _muted(none))


def link(text: str, url: str, note: str = "") -> Cell:
    """Return a text that leads somewhere, with a note under it."""
    below = format_html('<div class="cell-note">{}</div>', note) if note else SafeString("")
    return Cell(text, text, format_html('<a href="{}">{}</a>{}', url, text, below))


def named(name: str, arn: str, none: str = "–") -> Cell:  # noqa: RUF001
    """Return what an ARN names; the whole of it is in files, and told when it is pointed at."""
    return Cell(arn, arn or None, format_html('<span title="{}">{}</span>', arn, name) if name else _muted(none))


def status(text: str, tone: str = "neutral") -> Cell:
    """Return a state in a word; the tone is one of success, warning, danger, info, neutral."""
    return Cell(text, text, format_html('<span class="status status-{}">{}{}</span>', tone, _icon(tone), text))


def muted(text: str, value: Value = None) -> Cell:
    return Cell(text, value, _muted(text))


def names(shown: Sequence[str], hidden: int = 0, none: str = "None") -> Cell:
    """Return a few names, and how many more there are."""
    if not shown:
        return Cell("", [], _muted(none))
    more = format_html(' <span class="muted nowrap">+ {} more</span>', hidden) if hidden else SafeString("")
    text = ", ".join(shown) + (f" + {hidden} more" if hidden else "")
    return Cell(text, [*shown], format_html("<span>{}{}</span>", ", ".join(shown), more))


def age(moment: datetime | None, none: str = "None", *, is_bad: bool = False, note: str = "") -> Cell:
    """Return how many days ago something was; files have the moment."""
    if moment is None:
        return muted(none)
    told = format_html('<span class="text-danger">{}</span>', days(moment)) if is_bad else days(moment)
    more = format_html(' <span class="muted small">{}</span>', note) if note else SafeString("")
    return Cell(_iso(moment), _iso(moment), format_html('<span title="{}">{}{}</span>', _clock(moment), told, more))


def when(moment: datetime | None, none: str = "Never") -> Cell:
    """Return when something happened last, as a person says it."""
    if moment is None:
        return muted(none)
    return Cell(_iso(moment), _iso(moment), format_html('<span title="{}">{}</span>', _clock(moment), ago(moment)))


def day(moment: datetime) -> Cell:
    """Return the day something was made."""
    markup = '<time class="nowrap number" datetime="{}" title="{}">{}</time>'
    return Cell(_iso(moment), _iso(moment), format_html(markup, _iso(moment), _clock(moment), f"{moment:%Y-%m-%d}"))


def clock(moment: datetime) -> Cell:
    """Return a moment to the second, in UTC."""
    markup = '<time class="nowrap number" datetime="{}">{}</time>'
    return Cell(_iso(moment), _iso(moment), format_html(markup, _iso(moment), f"{moment:%Y-%m-%d %H:%M:%S}"))


def lines(parts: Sequence[Cell], none: str = "None") -> Cell:
    """Return several cells, one under the other."""
    if not parts:
        return Cell("", [], _muted(none))
    markup = format_html_join("", "<div>{}</div>", ((part,) for part in parts))
    return Cell(", ".join(part.text for part in parts), [part.text for part in parts], markup)


def _muted(text: str) -> SafeString:
    return format_html('<span class="muted nowrap">{}</span>', text)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@cache
def _icon(tone: str) -> str:
    # It is marked as safe already.
    icon: str = heroicon_micro(ICONS[tone], size=14)
    return icon
