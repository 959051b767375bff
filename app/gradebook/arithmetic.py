"""The arithmetic behind a final mark, written so that it can be followed with a pencil.

Nothing is rounded before the last step, so a figure that has more decimals than are shown ends in
an ellipsis: what is shown of it is then exact as far as it goes, and the lines add up to the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from app.gradebook.domain.totals import CategoryTotal, Total, round_half_up
from app.web.numbers import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step: 技巧训练, 86 × 20%, 17.2."""

    name: str
    working: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """A line per category, the steps from their sum to the mark, and the mark as it stands."""

    lines: Sequence[Line]
    steps: Sequence[Line]
    mark: Decimal | None

    @property
    def has_more_decimals(self) -> bool:
        return any("…" in line.working + line.points for line in (*self.lines, *self.steps))


def explain(total: Total, decimals: int) -> Arithmetic:
    """The arithmetic of a total whose mark is rounded half up to `decimals` places."""
    places = max(2, decimals + 1)
    lines = [_line(part, places) for part in total.categories]
    uncapped = total.uncapped
    if total.mark is None or uncapped is None:
        return Arithmetic(lines=lines, steps=(), mark=None)
    mark = round_half_up(total.mark, decimals)
    steps = [Line(name=_("合计"), working="", points=exactly(total.earned, places))]
    if total.counted != 100:
        working = _("÷ 已有的 %(n)s%%", n=exactly(total.counted, 2))
        steps.append(Line(name=_("折算"), working=working, points=exactly(uncapped, places)))
    if total.mark != uncapped:
        steps.append(Line(name=_("封顶"), working=_("不超过 100"), points="100"))
    steps.append(Line(name=_("总评"), working=_rounding(decimals), points=f"{mark:f}"))
    return Arithmetic(lines=lines, steps=steps, mark=mark)


def exactly(value: Fraction, places: int) -> str:
    """The first decimals of a value, with an ellipsis where more follow: 86, 17.2, 33.33…"""
    scaled = value * 10**places
    cut = scaled.numerator // scaled.denominator
    text = plain(Decimal(cut).scaleb(-places))
    if cut == scaled:
        return text
    return f"{Decimal(cut).scaleb(-places):f}…"


def _line(part: CategoryTotal, places: int) -> Line:
    name, weight = part.category.name, plain(part.category.weight)
    if part.share is None or part.earned is None:
        working = _("还没有成绩") if part.waits else _("不计")
        return Line(name=name, working=working, points="—")
    share = exactly(part.share * 100, places)
    return Line(name=name, working=f"{share} × {weight}%", points=exactly(part.earned, places))


def _rounding(decimals: int) -> str:
    return {0: _("四舍五入到整数"), 1: _("四舍五入到一位小数")}.get(
        decimals, _("四舍五入到两位小数")
    )
