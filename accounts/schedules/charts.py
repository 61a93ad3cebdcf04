"""Bar charts as PNG for mails: mail programs show no SVG, and run no style sheet that could draw bars."""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from accounts.reporting.model import Chart

# Twice the size it is shown in, for screens with fine dots.
SCALE = 2
FONT = 16
# Narrow, so that a phone need not make the letters small.
WIDTH, ROW, TOP, LABEL, VALUE, BOTTOM = 440, 36, 10, 126, 82, 8
INK, MUTED, PAPER, TRACK = "#0f1720", "#515e6d", "#ffffff", "#eef2f7"
TONES = {"accent": "#2f76e3", "success": "#178a5b", "warning": "#bf7a12", "danger": "#d2423b", "neutral": "#7d8997"}


def png(chart: Chart, counts: Mapping[str, int]) -> bytes:
    """Return the chart as a picture: one bar below the other, each with its label and number."""
    height = TOP + ROW * len(chart.bars) + BOTTOM
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(FONT * SCALE)
    most = max((counts.get(bar.mark, 0) for bar in chart.bars), default=0) or 1
    room = WIDTH - LABEL - VALUE
    for number, bar in enumerate(chart.bars):
        value, top = counts.get(bar.mark, 0), TOP + number * ROW
        middle = (top + ROW / 2 - 3) * SCALE
        draw.text((0, middle), bar.label, INK, font, anchor="lm")
        box = _box(LABEL, top, room)
        draw.rounded_rectangle(box, 4 * SCALE, TRACK)
        if value:
            draw.rounded_rectangle(_box(LABEL, top, max(6, room * value / most)), 4 * SCALE, TONES[bar.tone])
        draw.text(((LABEL + room + 10) * SCALE, middle), f"{value:,}", MUTED, font, anchor="lm")
    content = BytesIO()
    image.quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()


def told(chart: Chart, counts: Mapping[str, int]) -> str:
    """Return the chart in words, for whoever sees no pictures."""
    bars = ", ".join(f"{bar.label}: {counts.get(bar.mark, 0):,}" for bar in chart.bars)
    return f"{chart.title}. {bars}."


def _box(left: float, top: float, width: float) -> tuple[float, float, float, float]:
    return left * SCALE, (top + 4) * SCALE, (left + width) * SCALE, (top + ROW - 10) * SCALE
