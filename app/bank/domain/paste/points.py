"""A written answer into key points, and their marks."""

from __future__ import annotations

import re
from decimal import Decimal

from app.bank.domain.paste.lines import find_list_item

LONGEST_POINT = 400
_POINTS = re.compile(r"[（(【]?\s*([0-9]+(?:\.[0-9]{1,2})?)\s*分\s*[)）】]?\s*[。；;]?$")
_INLINE_NUMBERS = (
    re.compile(r"(?<![\d（(])(\d{1,2})\s*[)）]"),
    re.compile(r"(?<![\d.．])(\d{1,2})\s*(?:[.．](?!\d)|、)"),
)


def listed(lines: list[str]) -> list[str]:
    """The numbered pieces of an answer, each with the lines that follow it."""
    found: list[str] = []
    for line in lines:
        item = find_list_item(line)
        if item:
            found += _numbered(line) or _inner(item)
        elif found:
            found[-1] += line
    if not found and len(lines) == 1:
        found = _numbered(lines[0]) or _inner(lines[0])
    return found if len(found) > 1 else []


def points_of(line: str) -> list[str]:
    """The key points on one line: 1）价格 2）服务, or a single one."""
    item = find_list_item(line) or line
    return _numbered(line) or (_inner(line) if len(_inner(line)) > 1 else [item])


def _numbered(line: str) -> list[str]:
    """Pieces of a line that begins with 1） or 1. and counts on from there; otherwise none."""
    for style in _INLINE_NUMBERS:
        marks = list(style.finditer(line))
        if len(marks) < 2 or marks[0].start():
            continue
        if [int(mark[1]) for mark in marks] == list(range(1, len(marks) + 1)):
            ends = [mark.start() for mark in marks[1:]] + [len(line)]
            texts = [
                line[mark.end() : end].strip(" ；;。")
                for mark, end in zip(marks, ends, strict=True)
            ]
            return texts if all(texts) else []
    return []


def _inner(line: str) -> list[str]:
    """Pieces numbered inside one line: （1）…；（2）…"""
    pieces = re.split(r"[（(]\d{1,2}[)）]|[①-⑳]", line)
    texts = [piece.strip(" ；;。") for piece in pieces if piece.strip(" ；;。")]
    return texts if len(texts) > 1 else [line]


def with_points(texts: list[str], total: Decimal) -> tuple[str, ...]:
    """`text｜points` for each point; points that no text names share what the total leaves."""
    named: list[tuple[str, Decimal | None]] = []
    for text in texts:
        match = _POINTS.search(text)
        points = Decimal(match[1]) if match else None
        named.append((text[: match.start()].strip(" ，,；;") if match else text, points))
    open_ = [n for n, (_text, points) in enumerate(named) if points is None]
    left = total - sum((points for _text, points in named if points is not None), Decimal(0))
    shares = dict(zip(open_, _shares(left, len(open_)), strict=True))
    return tuple(
        f"{_short(text)}｜{_number(points if points is not None else shares[n])}"
        for n, (text, points) in enumerate(named)
    )


def _shares(total: Decimal, count: int) -> list[Decimal]:
    """Equal shares in halves, the last one taking what is left."""
    if not count:
        return []
    total = max(total, Decimal(count) / 2)
    share = max((total / count * 2).to_integral_value("ROUND_FLOOR") / 2, Decimal("0.5"))
    return [share] * (count - 1) + [total - share * (count - 1)]


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short(text: str) -> str:
    text = text.replace("｜", "|").strip()
    return text if len(text) <= LONGEST_POINT else text[: LONGEST_POINT - 1] + "…"
