"""A stored report as a file: CSV and JSON as streams of any length, PDF up to a number of rows that people read."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Lower

from accounts.models import ReportRow, ReportRun
from accounts.reporting.kinds import kind_named
from accounts.reporting.model import Column
from accounts.schedules.pdf import write_pdf
from accounts.schedules.runs import thresholds_of
from iamconsole.errors import InvalidInput

MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "pdf": "application/pdf"}
CHUNK = 1000
PDF_ROWS = 500
ROOT_FIRST = Case(When(subject__endswith=":root", then=Value(0)), default=Value(1))
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
# How AWS writes it in the credential report, and how it reads.
WORDS = {"no_information": "no information", "not_supported": "not supported"}
# What a spreadsheet would take for a formula begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ranked(run: ReportRun) -> QuerySet[ReportRow]:
    """Return the rows of a report, the most urgent first."""
    return run.rows.order_by("-risk", "pk")


def name_of(run: ReportRun, file_format: str) -> str:
    return f"{run.kind}-{run.account_id}-{run.started:%Y%m%dT%H%M}.{file_format}"


def stream(run: ReportRun, file_format: str, rows: QuerySet[ReportRow] | None = None) -> Iterator[bytes]:
    """Yield the report, or some of its rows, in the format."""
    if file_format not in MEDIA_TYPES:
        raise InvalidInput(f"There is no format {file_format[:20]}. Choose from {', '.join(MEDIA_TYPES)}.")
    found = ranked(run) if rows is None else rows
    if file_format == "pdf":
        return iter((_pdf(run, found),))
    kind = kind_named(run.kind)
    if file_format == "csv" and kind.is_csv_bare:
        return _bare_csv(kind.columns, found.order_by(ROOT_FIRST, Lower("title")).iterator(chunk_size=CHUNK))
    each = found.iterator(chunk_size=CHUNK)
    return _csv(kind.columns, each) if file_format == "csv" else _json(run, kind.columns, each)


def value_of(row: ReportRow, column: Column) -> Any:
    """Return one fact of a row as the console and mails show it."""
    value = row.facts.get(column.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return WORDS.get(value) or (value[:10] if MOMENT.match(value) else value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _csv(columns: Iterable[Column], rows: Iterable[ReportRow]) -> Iterator[bytes]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    named = tuple(columns)
    writer.writerow(["risk", "finding", "subject", "reason", "archived", *(column.name for column in named)])
    for row in rows:
        facts = (row.facts.get(column.name) for column in named)
        cells = (row.risk, row.title, row.subject, row.reason, row.archived, *facts)
        writer.writerow([_cell(cell) for cell in cells])
        if buffer.tell() > 65536:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _bare_csv(columns: Iterable[Column], rows: Iterable[ReportRow]) -> Iterator[bytes]:
    """Yield the facts alone, under their own names and as they are; the last line is not ended, as AWS's is not."""
    names = [column.name for column in columns]
    yield _line(names)
    for row in rows:
        yield b"\n" + _line([row.facts[name] for name in names])


def _line(cells: Iterable[Any]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _cell(" ".join(map(str, value)))
    return json.dumps(value) if isinstance(value, dict) else value


def _emptied(buffer: StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content


def _json(run: ReportRun, columns: Iterable[Column], rows: Iterable[ReportRow]) -> Iterator[bytes]:
    head = {
        "report": run.kind,
        "account": run.account_id,
        "started": run.started.isoformat(),
        "settings": {name: run.settings[name] for name in ("limit_days", "tracking_days")},
        "counts": run.counts,
    }
    names = [column.name for column in columns]
    yield json.dumps(head)[:-1].encode() + b', "findings": ['
    separator = b"\n"
    for row in rows:
        own = {"risk": row.risk, "finding": row.finding, "title": row.title, "subject": row.subject}
        facts = {name: row.facts.get(name) for name in names}
        yield separator + json.dumps({**own, "reason": row.reason, "archived": row.archived, **facts}).encode()
        separator = b",\n"
    yield b"\n]}\n"


def _pdf(run: ReportRun, rows: QuerySet[ReportRow]) -> bytes:
    kind = kind_named(run.kind)
    columns = [column for column in kind.columns if column.shown]
    shown = ([str(value_of(row, column)) for column in columns] + [row.reason] for row in rows[:PDF_ROWS])
    content = BytesIO()
    write_pdf(
        content,
        title=f"{kind.title}: {run.account}",
        lede=f"{run.title}, {run.started:%Y-%m-%d %H:%M} UTC. {kind.about}",
        figures=[(figure.label, run.counts.get(figure.mark, 0)) for figure in kind.figures(thresholds_of(run))],
        head=[*(column.label for column in columns), "Why it is here"],
        rows=shown,
        note=f"The {PDF_ROWS} most urgent of {rows.count():,}; the CSV has all." if rows.count() > PDF_ROWS else "",
    )
    return content.getvalue()
