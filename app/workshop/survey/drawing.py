"""Pictures for the Word report, drawn with Pillow out of the same numbers as the pages' SVG.

Letters and digits only, in the face that comes with Pillow: no Chinese face can be counted on at a
server, and one that is missing would leave boxes. Names stand in the table below each picture, by the
letters that the picture shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.workshop.survey.domain.plot import span

INK, QING, AMBER, RED, RULE, PAPER = (
    "#1D2422",
    "#0D5C5E",
    "#A8640C",
    "#A12A1E",
    "#857E6C",
    "#FFFFFF",
)
WIDTH = 1200
Face = ImageFont.FreeTypeFont | ImageFont.ImageFont


def letter(number: int) -> str:
    """A, B, …, Z, A2, B2, … for the number of a name, from 0."""
    turn, place = divmod(number, 26)
    return chr(ord("A") + place) + (str(turn + 1) if turn else "")


def _face(size: int) -> Face:
    return ImageFont.load_default(size)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def draw_bars(values: Sequence[tuple[str, float]], top: float) -> bytes:
    """Horizontal bars: label (letters and digits), value; a full bar is `top`."""
    image = Image.new("RGB", (WIDTH, 70 * max(len(values), 1) + 20), PAPER)
    pen, face = ImageDraw.Draw(image), _face(32)
    for number, (label, value) in enumerate(values):
        y = 14 + 70 * number
        pen.text((20, y + 4), label, INK, face)
        pen.rectangle((110, y, 1050, y + 44), outline=RULE)
        length = 940 * max(0.0, min(value / top, 1.0)) if top else 0
        pen.rectangle((110, y, 110 + length, y + 44), fill=QING)
        pen.text((1065, y + 4), f"{value:.2f}".rstrip("0").rstrip("."), INK, face)
    return _png(image)


def draw_nps(detractors: int, passives: int, promoters: int) -> bytes:
    """The three groups as one bar, from 0–6 to 9–10, with counts."""
    image = Image.new("RGB", (WIDTH, 170), PAPER)
    pen, face = ImageDraw.Draw(image), _face(32)
    n, x = max(detractors + passives + promoters, 1), 20.0
    groups = ((detractors, RED, "0-6"), (passives, AMBER, "7-8"), (promoters, QING, "9-10"))
    for count, colour, label in groups:
        width = 1160 * count / n
        if count:
            pen.rectangle((x, 50, x + width, 110), fill=colour)
            pen.text((x + 6, 8), label, INK, face)
            pen.text((x + 6, 120), str(count), INK, face)
        x += width
    return _png(image)


def draw_grid(
    spots: Sequence[tuple[str, float, float]],
    across: float,
    up: float,
    low: float,
    high: float,
) -> bytes:
    """The importance–performance grid: letters at (performance, importance), lines at the crosshair.

    The axes run over the part of the scale that holds everything, within `low` and `high`.
    """
    size, edge = 900, 90
    image = Image.new("RGB", (WIDTH, size), PAPER)
    pen, face = ImageDraw.Draw(image), _face(30)
    left, right = span([one[1] for one in spots] + [across], low, high)
    bottom, top = span([one[2] for one in spots] + [up], low, high)

    def at(value: float, importance: float) -> tuple[float, float]:
        x = edge + (WIDTH - 2 * edge) * (value - left) / (right - left)
        y = size - edge - (size - 2 * edge) * (importance - bottom) / (top - bottom)
        return x, y

    pen.rectangle((edge, edge, WIDTH - edge, size - edge), outline=RULE, width=2)
    line_x, line_y = at(across, up)
    pen.line((line_x, edge, line_x, size - edge), fill=AMBER, width=3)
    pen.line((edge, line_y, WIDTH - edge, line_y), fill=AMBER, width=3)
    for label, value, importance in spots:
        x, y = at(value, importance)
        pen.ellipse((x - 10, y - 10, x + 10, y + 10), fill=QING)
        pen.text((x + 14, y - 34), label, INK, face)
    for value, x in ((left, edge), (right, WIDTH - edge - 40)):
        pen.text((x, size - edge + 12), f"{value:.1f}", INK, face)
    for value, y in ((bottom, size - edge - 30), (top, edge)):
        pen.text((14, y), f"{value:.1f}", INK, face)
    return _png(image)
