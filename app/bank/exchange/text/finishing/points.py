"""A written answer into key points, and their marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from app.bank.domain.items import KeyPoint
from app.bank.exchange.text.words.headings import HAN
from app.bank.exchange.text.words.marks import LIST_ITEM

LONGEST_POINT = 400
_POINTS = re.compile(r"[（(【]?\s{0,4}([0-9]+(?:\.[0-9]{1,2})?)\s*分\s*[)）】]?\s*[。；;]?$")
_INLINE_NUMBERS = (
    re.compile(r"(?<![\d（(])(\d{1,2})\s*[)）]"),
    re.compile(r"(?<![\d.．])(\d{1,2})\s*(?:[.．](?!\d)|、)"),
)
_MARKED = re.compile(r"[（(]\s*(\d{1,2})\s*[)）]|([①-⑳])")
_MARKED_END = re.compile(
    r"[（(【]\s{0,4}[0-9]+(?:\.[0-9]{1,2})?\s*分\s*[)）】]\s*(?:[；;。，,、]|(?=\S)|$)"
)
_TOLD_OFF = re.compile(rf"(?:^|(?<=[；;。，,：:\s]))第?(?P<n>[{HAN}])(?:是|[、，,：:])\s*")
# 注：言之有理可酌情给分。 is for whoever marks, and no part of a point.
_FOR_MARKERS = re.compile(r"[（(【]?.{0,24}(?:酌情|言之[有成]理|意思(?:相近|对)).{0,30}")
_EDGES = " ；;。，,"


def listed(lines: Sequence[str]) -> list[str]:
    """The numbered pieces of an answer, each with the lines that follow it."""
    found: list[str] = []
    for line in lines:
        item = LIST_ITEM.fullmatch(line.strip())
        if told := _told_off(line.strip()):
            found += told
        elif item:
            inner = _inner(line.strip())
            found += _numbered(line.strip()) or (
                inner if len(inner) > 1 else [item["text"].strip()]
            )
        elif found and _FOR_MARKERS.fullmatch(line.strip()):
            continue
        elif found:
            found[-1] += line.strip()
        elif len(several := _numbered(line.strip()) or _inner(line.strip())) > 1:
            found += several
    return [text.strip(_EDGES) for text in found] if len(found) > 1 else []


def points_of(line: str) -> list[str]:
    """The key points on one line: 1）价格 2）服务, 价格（4分）；服务（2分）, or a single one."""
    item = LIST_ITEM.fullmatch(line)
    inner = _inner(line)
    return (
        _numbered(line)
        or (inner if len(inner) > 1 else marked_points([line]))
        or [item["text"].strip() if item else line]
    )


def marked_points(lines: Sequence[str]) -> list[str]:
    """培训不足（4分）；流程未改（3分） cut behind each mark; empty where fewer than two are named."""
    found: list[str] = []
    for line in lines:
        position = 0
        for match in _MARKED_END.finditer(line):
            found.append(line[position : match.end()].strip(_EDGES))
            position = match.end()
        rest = line[position:].strip(_EDGES)
        if rest:
            found.append(rest)
    return found if sum(_POINTS.search(text) is not None for text in found) > 1 else []


def _numbered(line: str) -> list[str]:
    """Pieces of a line that begins with 1） or 1. and counts on from there; otherwise none."""
    for style in _INLINE_NUMBERS:
        marks = list(style.finditer(line))
        if len(marks) < 2 or marks[0].start():
            continue
        if [int(mark[1]) for mark in marks] == list(range(1, len(marks) + 1)):
            ends = [mark.start() for mark in marks[1:]] + [len(line)]
            texts = [
                line[mark.end() : end].strip(_EDGES) for mark, end in zip(marks, ends, strict=True)
            ]
            return texts if all(texts) else []
    return []


def _told_off(line: str) -> list[str]:
    """一是甲；二是乙；三是丙 cut at each, where they go up by one."""
    marks = list(_TOLD_OFF.finditer(line))
    if len(marks) < 2 or [HAN.index(mark["n"]) for mark in marks] != list(range(len(marks))):
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    texts = [line[mark.end() : end].strip(_EDGES) for mark, end in zip(marks, ends, strict=True)]
    return texts if all(texts) else []


def _inner(line: str) -> list[str]:
    """Pieces numbered inside one line: （1）…；（2）…, with or without words in front."""
    marks = list(_MARKED.finditer(line))
    if len(marks) < 2:
        return [
            line.strip(_EDGES)
            if _MARKED.match(line) is None
            else _MARKED.sub("", line).strip(_EDGES)
        ]
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    texts = [line[mark.end() : end].strip(_EDGES) for mark, end in zip(marks, ends, strict=True)]
    head = line[: marks[0].start()].strip(_EDGES + "：:")
    if head and (marks[0][1] or "①") not in ("1", "①"):
        texts.insert(0, head)
    return [text for text in texts if text]


def key_points(texts: Sequence[str], total: Decimal) -> tuple[KeyPoint, ...]:
    """A key point for each text; marks that no text names share what the total leaves."""
    named: list[tuple[str, Decimal | None]] = []
    for text in texts:
        match = _POINTS.search(text)
        told = text[: match.start()].strip(" ，,；;。") if match else text
        named.append((told or text, Decimal(match[1]) if match and told else None))
    open_ = [n for n, (_text, points) in enumerate(named) if points is None]
    left = total - sum((points for _text, points in named if points is not None), Decimal(0))
    shares = dict(zip(open_, _shares(left, len(open_)), strict=True))
    return tuple(
        KeyPoint(id=f"p{n + 1}", text=_short(text), points=shares[n] if points is None else points)
        for n, (text, points) in enumerate(named)
    )


def _shares(total: Decimal, count: int) -> list[Decimal]:
    """Equal shares in halves, the last one taking what is left."""
    if not count:
        return []
    total = max(total, Decimal(count) / 2)
    share = max((total / count * 2).to_integral_value("ROUND_FLOOR") / 2, Decimal("0.5"))
    return [share] * (count - 1) + [total - share * (count - 1)]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_POINT else text[: LONGEST_POINT - 1] + "…"
