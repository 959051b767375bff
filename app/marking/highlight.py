"""A written answer with the words that earned each key point marked and numbered."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from flask_babel import gettext as _
from markupsafe import Markup, escape

NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
Span = tuple[str, int, int]


def highlight(text: str, spans: Iterable[Span], numbers: Mapping[str, int]) -> Markup:
    """The answer as HTML: ranges in `<mark>`, each followed by its key point's number; lines kept.

    `spans` are half-open ranges in code points, which may overlap; ranges outside the text and key
    points without a number are left out.
    """
    known = [
        (numbers[point], max(0, start), min(len(text), end))
        for point, start, end in spans
        if point in numbers and start < min(end, len(text))
    ]
    cuts = sorted({0, len(text), *(cut for _n, start, end in known for cut in (start, end))})
    html = Markup("")
    for start, end in itertools.pairwise(cuts):
        inside = any(a <= start and end <= b for _n, a, b in known)
        piece = _lines(text[start:end])
        html += Markup('<mark class="zk-evidence">{}</mark>').format(piece) if inside else piece
        for number in sorted(n for n, _a, b in known if b == end):
            html += Markup(
                '<sup class="zk-evidence__n"><span aria-hidden="true">{}</span>'
                '<span class="zk-vh">{}</span></sup>'
            ).format(sign(number), _("（采分点 %(n)s）", n=number))
    return html


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
