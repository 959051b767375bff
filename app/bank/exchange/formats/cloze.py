"""Moodle's embedded answers (cloze): `{1:SHORTANSWER:=答案~=另一写法}` inside a text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.parts import BLANK, is_plain_number

_PIECE = re.compile(r"\{[0-9]*:([A-Z_]{2,20}):((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_TYPED = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM"})
_NUMERICAL = frozenset({"NUMERICAL", "NM"})
_ANSWER = re.compile(r"((?:[^\\~]|\\.)*)(?:~|\Z)", re.DOTALL)
_FEEDBACK = re.compile(r"(?<!\\)#.*", re.DOTALL)
_WEIGHT = re.compile(r"\s*(?:=|%(-?[0-9.]+)%)")
_ESCAPABLE = re.compile(r'[\\}#~/"{]')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cloze:
    """A text with blanks `____` in place of its pieces; `lost` names kinds that are no blanks."""

    text: str
    blanks: tuple[tuple[str, ...], ...]
    tolerance: Decimal
    lost: tuple[str, ...]


def read_cloze(text: str) -> Cloze:
    """Blanks out of a text (HTML) with embedded answers."""
    blanks: list[tuple[str, ...]] = []
    tolerances = [Decimal(0)]
    lost: list[str] = []

    def blank(match: re.Match[str]) -> str:
        kind, inside = match[1], html.unescape(match[2])
        if kind not in _TYPED and kind not in lost:
            lost.append(kind)
        forms: list[str] = []
        for answer in _right_answers(inside):
            form, tolerance = _numeric(answer) if kind in _NUMERICAL else (answer, Decimal(0))
            tolerances.append(tolerance)
            forms += [form] if form else []
        blanks.append(tuple(forms))
        return BLANK

    changed = _PIECE.sub(blank, text)
    return Cloze(changed, tuple(blanks), max(tolerances), tuple(lost))


def write_piece(forms: Sequence[str], tolerance: Decimal) -> str:
    """One blank; its characters are those of HTML text."""
    if tolerance and all(map(is_plain_number, forms)):
        margin = format(tolerance, "f")
        return "{1:NUMERICAL:" + "~".join(f"={form}:{margin}" for form in forms) + "}"
    shown = (_ESCAPABLE.sub(lambda match: f"\\{match[0]}", form) for form in forms)
    return "{1:SHORTANSWER:" + html.escape("~".join(f"={form}" for form in shown)) + "}"


def _right_answers(inside: str) -> list[str]:
    right: list[str] = []
    for match in _ANSWER.finditer(inside):
        weight = _WEIGHT.match(match[1])
        if weight is None or (weight[1] and read_decimal(weight[1]) != 100):
            continue
        answer = _FEEDBACK.sub("", match[1][weight.end() :])
        right.append(_ESCAPED.sub(r"\1", answer).strip())
    return right


def _numeric(answer: str) -> tuple[str, Decimal]:
    form, _, margin = answer.partition(":")
    return form.strip(), read_decimal(margin) or Decimal(0)
