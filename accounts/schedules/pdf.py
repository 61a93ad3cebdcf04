"""A table on paper: landscape pages with numbers, the head repeated on each, long texts broken into lines."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

INK, MUTED, LINE, SUNKEN = HexColor("#0f1720"), HexColor("#515e6d"), HexColor("#dce2ea"), HexColor("#eef2f7")
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=16, leading=20, textColor=INK)
TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9, leading=12, textColor=MUTED)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=7, leading=8.5, textColor=INK, splitLongWords=True)
HEAD = ParagraphStyle("head", parent=CELL, fontName="Helvetica-Bold", textColor=MUTED)
MARGIN = 14 * mm
# A row must fit on a page: longer texts are cut, the CSV has them whole.
LONGEST_CELL = 600


def write_pdf(
    target: BytesIO,
    *,
    title: str,
    lede: str,
    figures: Sequence[tuple[str, int]],
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    note: str = "",
) -> None:
    """Write the report into `target`."""
    document = SimpleDocTemplate(
        target,
        pagesize=landscape(A4),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author="iamconsole",
        # Without times and random names: the same report is the same file.
        invariant=1,
    )
    numbers = " &nbsp; ".join(f"<b>{value:,}</b> {escape(label)}" for label, value in figures)
    story: list[Any] = [Paragraph(escape(title), TITLE), Spacer(0, 4), Paragraph(escape(lede), TEXT)]
    story += [Spacer(0, 4), Paragraph(numbers, TEXT), Spacer(0, 10), _table(head, rows, document.width)]
    if note:
        story += [Spacer(0, 6), Paragraph(escape(note), TEXT)]
    document.build(story, onFirstPage=_number, onLaterPages=_number)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], width: float) -> LongTable:
    # The reason, which is last, is a sentence and gets the room of three columns.
    share = width / (len(head) + 2)
    cells = [[Paragraph(escape(label), HEAD) for label in head]]
    cells += [[Paragraph(_shown(text), CELL) for text in row] for row in rows]
    table = LongTable(cells, colWidths=[share] * (len(head) - 1) + [share * 3], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), SUNKEN),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table


def _shown(text: str) -> str:
    cut = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} ..."
    # The fonts that every reader has know Latin-1.
    return escape(cut.encode("latin-1", "replace").decode("latin-1"))


def _number(canvas: Any, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(MUTED)
    canvas.drawRightString(document.pagesize[0] - MARGIN, MARGIN / 2, f"{canvas.getPageNumber()}")
