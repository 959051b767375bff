"""The guess simulator's table in words: the finding as a sentence, then one row a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.domain.guessing import TEMPTING, Guesser, Guesses
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.labels import RULE_LABELS

GUESSER_LABELS: dict[Guesser, LazyString] = {
    Guesser.COIN: _l("随机勾选"),
    Guesser.SUBSET: _l("知道选几项"),
    Guesser.ONE: _l("只选一项"),
    Guesser.EVERY: _l("全选"),
    Guesser.HALF: _l("排除一个错项"),
}
GUESSER_HINTS: dict[Guesser, LazyString] = {
    Guesser.COIN: _l("每项抛一次硬币，也可能一项不选"),
    Guesser.SUBSET: _l("按正确项的个数随便选"),
    Guesser.ONE: _l("任选一项"),
    Guesser.EVERY: _l("每一项都勾上"),
    Guesser.HALF: _l("认得一个错项，其余随机"),
}
USUAL = MultipleResponseRule.HALF


@dataclass(frozen=True, slots=True)
class Cell:
    """What is earned: marks in words, the share for the bar (0–100), whether it tempts to guess."""

    text: str
    width: float
    tempting: bool


@dataclass(frozen=True, slots=True)
class GuessRow:
    label: str
    usual: bool
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class GuessTable:
    """The whole: a sentence, heads (label, hint), rows."""

    summary: str
    heads: Sequence[tuple[str, str]]
    rows: Sequence[GuessRow]


def guess_table(found: Guesses, points: Decimal) -> GuessTable:
    """The table of one item that is worth `points`."""
    single = found.type is ItemType.SINGLE_CHOICE
    return GuessTable(
        summary=_single_summary(found, points) if single else _summary(found, points),
        heads=[(str(GUESSER_LABELS[one]), str(GUESSER_HINTS[one])) for one in found.guessers],
        rows=[
            GuessRow(
                label=_("选对得分") if single else str(RULE_LABELS[row.rule]),
                usual=not single and row.rule is USUAL,
                cells=[_cell(share, points) for share in row.shares],
            )
            for row in found.rows
        ],
    )


def _summary(found: Guesses, points: Decimal) -> str:
    def earned(guesser: Guesser) -> str:
        return marks_of(found.share(guesser, USUAL) or Fraction(0), points)

    return _(
        "按“少选得一半”，全选得 %(every)s 分，随机勾选平均得 %(coin)s 分，只选一项平均得 %(one)s 分"
        "（满分 %(full)s 分）。",
        every=earned(Guesser.EVERY),
        coin=earned(Guesser.COIN),
        one=earned(Guesser.ONE),
        full=f"{points.normalize():f}",
    )


def _single_summary(found: Guesses, points: Decimal) -> str:
    one = marks_of(found.share(Guesser.ONE, USUAL) or Fraction(0), points)
    half = found.share(Guesser.HALF, USUAL)
    full = f"{points.normalize():f}"
    if half is None:
        return _("随便选一项平均得 %(one)s 分（满分 %(full)s 分）。", one=one, full=full)
    return _(
        "随便选一项平均得 %(one)s 分，排除一个错项后平均得 %(half)s 分（满分 %(full)s 分）。",
        one=one,
        half=marks_of(half, points),
        full=full,
    )


def _cell(share: Fraction | None, points: Decimal) -> Cell | None:
    if share is None:
        return None
    return Cell(marks_of(share, points), round(float(share) * 100, 1), share > TEMPTING)


def marks_of(share: Fraction, points: Decimal) -> str:
    """An expectation in marks, to two places, rounded half up; an exact 0 has none."""
    hundredths = int(share * Fraction(points) * 100 + Fraction(1, 2))
    return "0" if share == 0 else f"{hundredths // 100}.{hundredths % 100:02}"
