"""What one types into the search box: words that must all be there, and phrases in quotation marks.

Two-character words are found wherever they stand, also where the cutting of words put them inside a
longer one. The same reading marks what was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, and_, or_

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.models import Item
from app.bank.texts import BAR, cut_words, fold, plain_text

_PIECE = re.compile(
    r'["“”„‟＂「『](?P<phrase>[^"“”„‟＂「」『』]+)["“”„‟＂」』]?|(?P<word>[^\s"“”„‟＂「」『』]+)'
)
MOST = 12
AROUND = 24


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing to find: `text` folded; `words` it is made of, none for a phrase in quotation marks."""

    text: str
    words: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where in an item a needle was found besides the line that the list shows."""

    label: str
    text: Markup


def read_needles(query: str) -> list[Needle]:
    """The needles of a query, at most twelve; what stands in quotation marks is one of them."""
    needles: list[Needle] = []
    for piece in _PIECE.finditer(query):
        typed = piece["phrase"] or piece["word"]
        text = fold(typed)
        if text and len(needles) < MOST:
            words = () if piece["phrase"] else tuple(cut_words(text))
            needles.append(Needle(text, words, typed.strip()))
    return needles


def holds(needle: Needle) -> ColumnElement[bool]:
    """A condition: the item holds the needle's text, or all its words, or is the one of that id."""
    conditions: list[ColumnElement[bool]] = [
        Item.title.icontains(needle.text, autoescape=True),
        Item.tokens.contains(needle.text, autoescape=True),
        Item.content_id == needle.typed,
    ]
    if len(needle.words) > 1:
        conditions.append(
            and_(*(Item.tokens.contains(f"{BAR}{w}{BAR}", autoescape=True) for w in needle.words))
        )
    return or_(*conditions)


def marked(text: str, needles: Sequence[Needle]) -> Markup:
    """`text`, escaped, with what the needles found in <mark>."""
    pattern = _pattern(needles)
    if pattern is None:
        return escape(text)
    out, end = Markup(), 0
    for hit in pattern.finditer(text):
        out += escape(text[end : hit.start()]) + Markup("<mark>%s</mark>") % hit.group()
        end = hit.end()
    return out + escape(text[end:])


def excerpts(
    face: ItemFace, key: ItemKey, material: Sequence[str], shown: str, needles: Sequence[Needle]
) -> list[Excerpt]:
    """Where the needles stand that the line `shown` does not show, one excerpt for each place."""
    missing = [needle for needle in needles if not _finds(needle, shown)]
    found: list[Excerpt] = []
    for label, text in _places(face, key, material).items():
        here = [needle for needle in missing if _finds(needle, text)]
        if here:
            found.append(Excerpt(label, marked(_cuts(text, here), needles)))
            missing = [needle for needle in missing if needle not in here]
    return found


def _places(face: ItemFace, key: ItemKey, material: Sequence[str]) -> Mapping[str, str]:
    texts = {
        _("题干"): face.stem,
        _("选项"): "　".join(option.text for option in face.options),
        _("答案"): "　".join(form for forms in key.blanks for form in forms),
        _("参考答案"): key.model_answer,
        _("解析"): key.explanation,
        _("材料"): "　".join(material),
    }
    return {label: plain_text(text) for label, text in texts.items() if text}


def _finds(needle: Needle, text: str) -> bool:
    pattern = _pattern([needle])
    return pattern is not None and pattern.search(text) is not None


def _pattern(needles: Sequence[Needle]) -> re.Pattern[str] | None:
    """Finds each needle as a whole, and its words where it stands nowhere as a whole; longest first."""
    parts = {part for needle in needles for part in (needle.text, *needle.words)}
    if not parts:
        return None
    ordered = sorted(parts, key=lambda part: (-len(part), part))
    return re.compile("|".join(re.escape(part) for part in ordered), re.IGNORECASE)


def _cuts(text: str, needles: Sequence[Needle]) -> str:
    """The parts of a long text around the first hit of each needle, in the order of the text."""
    spans: list[tuple[int, int]] = []
    for needle in needles:
        pattern = _pattern([needle])
        hit = pattern.search(text) if pattern else None
        if hit is not None:
            spans.append((max(0, hit.start() - AROUND), min(len(text), hit.end() + AROUND)))
    out, end = "", 0
    for first, last in sorted(spans):
        if first > end:
            out += "…"
        out += text[max(first, end) : max(last, end)]
        end = max(last, end)
    return out + ("…" if end < len(text) else "")
