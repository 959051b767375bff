"""A written answer with the words that earned each key point marked and numbered."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from flask_babel import gettext as _
from markupsafe import Markup, escape

NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
Span = tuple[str, int, int]


def highlight(
    text: str, spans: Iterable[Span], numbers: Mapping[str, int], halves: Collection[str] = ()
) -> Markup:
    """The answer as HTML: ranges in `<mark>`, each followed by its key point's number; lines kept.

    `spans` are half-open ranges in code points, which may overlap; ranges outside the text and key
    points without a number are left out. Ranges of key points in `halves`, which were said in part,
    look different and are told apart in words.
    """
    known = [
        (numbers[point], max(0, start), min(len(text), end), point in halves)
        for point, start, end in spans
        if point in numbers and start < min(end, len(text))
    ]
    cuts = sorted({0, len(text), *(cut for _n, start, end, _half in known for cut in (start, end))})
    html = Markup("")
    for start, end in itertools.pairwise(cuts):
        inside = [(n, half) for n, a, b, half in known if a <= start and end <= b]
        piece = _lines(text[start:end])
        html += _marked(piece, inside) if inside else piece
        for number, half in sorted((n, half) for n, _a, b, half in known if b == end):
            html += _number(number, half)
    return html


def _marked(piece: Markup, inside: Sequence[tuple[int, bool]]) -> Markup:
    """Words that belong to these key points; `data-k` lets the desk show those of one of them."""
    looks = " zk-span--half" if all(half for _n, half in inside) else ""
    names = " ".join(map(str, sorted({number for number, _half in inside})))
    return Markup('<mark class="zk-span{}" data-k="{}">{}</mark>').format(looks, names, piece)


def _number(number: int, half: bool) -> Markup:
    words = _("（采分点 %(n)s，写到一半）", n=number) if half else _("（采分点 %(n)s）", n=number)
    return Markup(
        '<sup class="zk-span__n{}"><span aria-hidden="true">{}</span>'
        '<span class="zk-vh">{}</span></sup>'
    ).format(" zk-span__n--half" if half else "", sign(number), words)


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
