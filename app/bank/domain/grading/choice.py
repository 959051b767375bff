"""Single choice, and the six rules for 多选.

With c correct options, w other options, t correct ticks and f false ticks:

| rule | correctness |
|---|---|
| exact | 1 if t = c and f = 0 |
| half | 1 if exact, ½ if f = 0 and t > 0 |
| proportional | t/c if f = 0 |
| signed | max(0, t/c − f/w), f/w being 0 where w = 0 |
| canvas | max(0, (t − f)/c) |
| coverage | (t/c) · (t/(t + f)) |

Everything else is 0, and no tick is 0 under every rule.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from app.bank.domain.grading.mark import UNANSWERED, Detail, Grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import read_response
from app.bank.domain.types import MultipleResponseRule

NOTHING, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)


def grade_single_choice(
    face: ItemFace, key: ItemKey, response: object, _rule: MultipleResponseRule
) -> Grade:
    """All or nothing."""
    tick = read_response(face, response)
    if tick is None:
        return UNANSWERED
    if tick in key.correct:
        return Grade(share=ALL, detail=Detail(right=1))
    return Grade(share=NOTHING, detail=Detail(wrong=1, missed=1))


def grade_multiple_response(
    face: ItemFace, key: ItemKey, response: object, rule: MultipleResponseRule
) -> Grade:
    """Partial credit by `rule`."""
    ticks = read_response(face, response)
    if not isinstance(ticks, list) or not ticks:
        return UNANSWERED
    c = len(key.correct)
    t = sum(1 for tick in ticks if tick in key.correct)
    f = len(ticks) - t
    share = RULES[rule](c, len(face.options) - c, t, f)
    return Grade(share=share, detail=Detail(right=t, wrong=f, missed=c - t))


def _exact(c: int, _w: int, t: int, f: int) -> Fraction:
    return ALL if t == c and f == 0 else NOTHING


def _half(c: int, w: int, t: int, f: int) -> Fraction:
    return _exact(c, w, t, f) or (HALF if f == 0 and t > 0 else NOTHING)


def _proportional(c: int, _w: int, t: int, f: int) -> Fraction:
    return Fraction(t, c) if f == 0 else NOTHING


def _signed(c: int, w: int, t: int, f: int) -> Fraction:
    penalty = Fraction(f, w) if w else NOTHING
    return max(NOTHING, Fraction(t, c) - penalty)


def _canvas(c: int, _w: int, t: int, f: int) -> Fraction:
    return max(NOTHING, Fraction(t - f, c))


def _coverage(c: int, _w: int, t: int, f: int) -> Fraction:
    return Fraction(t, c) * Fraction(t, t + f)


RULES: dict[MultipleResponseRule, Callable[[int, int, int, int], Fraction]] = {
    MultipleResponseRule.EXACT: _exact,
    MultipleResponseRule.HALF: _half,
    MultipleResponseRule.PROPORTIONAL: _proportional,
    MultipleResponseRule.SIGNED: _signed,
    MultipleResponseRule.CANVAS: _canvas,
    MultipleResponseRule.COVERAGE: _coverage,
}
