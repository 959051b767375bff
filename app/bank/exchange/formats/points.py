"""Key points as lines `text｜marks｜other wording｜…`, as the pages of the bank write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from app.bank.domain.items import KeyPoint
from app.bank.exchange.from_bank import points_text

BAR = "｜"
_SPLIT = re.compile(r"((?:[^\\｜]|\\.)*)(｜|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MOST = Decimal(1000)


def join_bars(texts: Sequence[str]) -> str:
    """Texts in one line, divided by `｜`."""
    return BAR.join(_escape(text) for text in texts)


def split_bars(line: str) -> list[str]:
    """What `join_bars` put together; the half-width bar of other hands divides too if alone."""
    if BAR not in line and "\\" not in line and "|" in line:
        return [part.strip() for part in line.split("|")]
    parts = [match[1] for match in _SPLIT.finditer(line)]
    # The pattern finds an empty piece once more at the very end of a text that ends in text.
    count = len(re.findall(r"(?<!\\)(?:\\\\)*｜", line)) + 1
    return [_ESCAPED.sub(_plain, part) for part in parts[:count]]


def write_point(point: KeyPoint) -> str:
    return join_bars([point.text, points_text(point.points), *point.variants])


def read_point(line: str, number: int) -> KeyPoint | None:
    """A key point from its line, None where marks are missing or no number."""
    text, *rest = split_bars(line)
    points = read_decimal(rest[0].removesuffix("分")) if rest else None
    if not text.strip() or points is None or not 0 < points <= _MOST:
        return None
    variants = tuple(one for one in rest[1:] if one)
    return KeyPoint(id=f"p{number}", text=text, points=points, variants=variants)


def read_points(lines: Sequence[str]) -> tuple[tuple[KeyPoint, ...], list[str]]:
    """The key points of these lines, and the lines that are none."""
    points: list[KeyPoint] = []
    bad: list[str] = []
    for line in lines:
        point = read_point(line, len(points) + 1)
        if point is None:
            bad += [line] if line.strip() else []
        else:
            points.append(point)
    return tuple(points), bad


def read_decimal(text: str) -> Decimal | None:
    """A finite number of moderate size, None for anything else."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    fits = value.is_finite() and abs(value.adjusted()) < 16 and len(value.as_tuple().digits) < 30
    return value if fits else None


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(BAR, "\\｜").replace("|", "\\|").replace("\n", "\\n")


def _plain(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else match[1]
