"""A written answer with the words that earned each key point marked and numbered."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import cast

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.bank.domain.items import KeyPoint

NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
Span = tuple[str, int, int]


class Kind(IntEnum):
    """How far marked words earn their key point."""

    FULL = 0
    HALF = 1
    NEAR = 2  # they come near it and earned nothing


def highlight(
    text: str,
    spans: Iterable[Span],
    numbers: Mapping[str, int],
    halves: Collection[str] = (),
    near: Iterable[Span] = (),
) -> Markup:
    """The answer as HTML: ranges in `<mark>`, each followed by its key point's number; lines kept.

    `spans` are half-open ranges in code points, which may overlap; ranges outside the text and key
    points without a number are left out. Ranges of key points in `halves`, which were said in part, and
    `near` ones, which may be meant for a key point, look different and are told apart in words.
    """
    told = [
        *((span, Kind.HALF if span[0] in halves else Kind.FULL) for span in spans),
        *((span, Kind.NEAR) for span in near),
    ]
    known = [
        (numbers[point], max(0, start), min(len(text), end), kind)
        for (point, start, end), kind in told
        if point in numbers and start < min(end, len(text))
    ]
    cuts = sorted({0, len(text), *(cut for _n, start, end, _kind in known for cut in (start, end))})
    html = Markup("")
    for start, end in itertools.pairwise(cuts):
        inside = [(n, kind) for n, a, b, kind in known if a <= start and end <= b]
        piece = _lines(text[start:end])
        html += _marked(piece, inside) if inside else piece
        for number, kind in sorted((n, kind) for n, _a, b, kind in known if b == end):
            html += _number(number, kind)
    return html


def with_evidence(
    text: str, detail: Mapping[str, object], key_points: Sequence[KeyPoint]
) -> Markup | None:
    """The answer with the ranges that a mark's notes hold, of key points that earned something; None where
    there are none."""
    given = detail.get("points")
    if not isinstance(given, dict):
        return None
    earned = {
        point.id: Decimal(str(cast("Mapping[str, object]", given).get(point.id, 0)))
        for point in key_points
    }
    spans = [span for span in spans_of(detail) if earned.get(span[0])]
    numbers = {point.id: number for number, point in enumerate(key_points, 1)}
    halves = {point.id for point in key_points if 0 < earned[point.id] < point.points}
    return highlight(text, spans, numbers, halves) if spans else None


LOOKS = {Kind.FULL: "", Kind.HALF: "half", Kind.NEAR: "near"}


def _marked(piece: Markup, inside: Sequence[tuple[int, Kind]]) -> Markup:
    """Words that belong to these key points; `data-k` lets the desk show those of one of them."""
    look = LOOKS[min(kind for _n, kind in inside)]
    names = " ".join(map(str, sorted({number for number, _kind in inside})))
    return Markup('<mark class="zk-span{}" data-k="{}">{}</mark>').format(
        f" zk-span--{look}" if look else "", names, piece
    )


def _number(number: int, kind: Kind) -> Markup:
    words = {
        Kind.FULL: _("（采分点 %(n)s）", n=number),
        Kind.HALF: _("（采分点 %(n)s，写到一半）", n=number),
        Kind.NEAR: _("（可能说的是采分点 %(n)s）", n=number),
    }
    look = LOOKS[kind]
    shown = sign(number) + ("?" if kind is Kind.NEAR else "")
    return Markup(
        '<sup class="zk-span__n{}"><span aria-hidden="true">{}</span>'
        '<span class="zk-vh">{}</span></sup>'
    ).format(f" zk-span__n--{look}" if look else "", shown, words[kind])


def sign(number: int) -> str:
    """The number in a circle; plain beyond twenty."""
    return NUMBERS[number - 1] if 1 <= number <= len(NUMBERS) else f"({number})"


def spans_of(detail: Mapping[str, object]) -> list[Span]:
    """The ranges that a mark's notes hold."""
    rows = detail.get("spans")
    if not isinstance(rows, list):
        return []
    found: list[Span] = []
    for row in cast("Sequence[object]", rows):
        if isinstance(row, list) and len(cast("Sequence[object]", row)) == 3:
            point, start, end = cast("Sequence[object]", row)
            if isinstance(point, str) and isinstance(start, int) and isinstance(end, int):
                found.append((point, start, end))
    return found


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
