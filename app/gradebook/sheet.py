"""The sheet of a class: everyone's marks and totals, with the arithmetic behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from flask_babel import gettext as _

from app.accounts.models import User
from app.collecting import without_collecting
from app.gradebook.arithmetic import Arithmetic, exactly, explain
from app.gradebook.domain.levels import Level, find_level
from app.gradebook.domain.marks import EMPTY, MILLION, CellLike, Column, Retake
from app.gradebook.domain.totals import (
    CategoryTotal,
    Eligibility,
    Part,
    Total,
    add_up,
    judge_eligibility,
    round_half_up,
    work_out,
)
from app.gradebook.ledger import Cells, Held, current_grades
from app.gradebook.models import GradeCategory, GradeColumn, GradeScheme
from app.gradebook.service import categories_of, get_scheme, parts_of
from app.gradebook.tables import level_table
from app.web.numbers import plain


class State(StrEnum):
    """What stands in a cell."""

    MARK = "mark"
    EXCUSED = "excused"
    MISSING = "missing"  # no mark, and the time for it is over: counts as zero
    OPEN = "open"  # no mark yet


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """One cell. `late`: the column was due before the person joined the class.

    `number` is that of the event that holds, 0 where there is none; `value` what the rules make of the mark,
    in marks; `dropped`: left out as one of the lowest.
    """

    column: Column
    cell: CellLike = EMPTY
    state: State
    number: int = 0
    late: bool = False
    dropped: bool = False
    comment: str = ""

    @property
    def mark(self) -> Decimal | None:
        return self.cell.mark

    @property
    def changed(self) -> bool:
        return self.number > 1

    @property
    def touched(self) -> bool:
        return self.number > 0

    @property
    def value(self) -> Fraction | None:
        """The mark after lateness and of several results the one that counts."""
        value = self.column.value(self.cell)
        return None if value is None else Fraction(value) / MILLION

    @property
    def rate(self) -> str:
        """The share of the maximum, in percent: 86, 33.33…"""
        if self.state is State.MISSING:
            return "0"
        value = self.value
        return "—" if value is None else exactly(value / Fraction(self.column.max) * 100, 2)

    @property
    def notes(self) -> list[str]:
        """What the rules did with the mark."""
        said = []
        if self.column.bonus:
            said.append(_("加分"))
        if self.cell.attempts and len(self.cell.attempts) > 1:
            said.append(self._retake_words())
        elif lost := self.column.deduction(self.cell.submitted_at):
            said.append(_("迟交，扣满分的 %(n)s%%", n=plain(lost)))
        if self.dropped:
            said.append(_("最低分，不计"))
        return said

    def _retake_words(self) -> str:
        attempts = self.cell.attempts or ()
        marks = _("、").join(plain(one.mark) for one in attempts)
        words = {
            Retake.BEST: _("%(marks)s 取最高", marks=marks),
            Retake.LAST: _("%(marks)s 取最后一次", marks=marks),
            Retake.MEAN: _("%(marks)s 取平均", marks=marks),
        }
        late = any(self.column.deduction(one.submitted_at) for one in attempts)
        return words[self.column.retake] + (_("，迟交的先扣") if late else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Points of a part of the scheme: 34 of 40. `full` is less where something does not count."""

    points: Decimal | None
    full: Decimal
    of: Decimal

    @property
    def is_whole(self) -> bool:
        return self.full == self.of


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One student's line; `cells` stands in the order of the sheet's columns, `parts` in the scheme's."""

    user: User
    scheme: GradeScheme
    cells: Sequence[SheetCell]
    parts: Sequence[Part]
    total: Total

    @cached_property
    def arithmetic(self) -> Arithmetic:
        return explain(self.total, self.scheme.decimals)

    @cached_property
    def mark(self) -> Decimal | None:
        """The rounded mark; provisional unless `total.complete`."""
        mark = self.total.mark
        return None if mark is None else round_half_up(mark, self.scheme.decimals)

    @cached_property
    def coursework(self) -> Share:
        return self._share(final=False)

    @cached_property
    def final(self) -> Share:
        return self._share(final=True)

    @cached_property
    def eligibility(self) -> Eligibility:
        return judge_eligibility(
            self.total.categories, self.scheme.eligibility_line, cap=self.scheme.cap_total
        )

    @property
    def below(self) -> bool:
        mark = self.mark
        return self.total.complete and mark is not None and mark < self.scheme.pass_line

    @property
    def have(self) -> str:
        """The coursework's mark out of 100, cut and not rounded: 59.96 is still below 60."""
        have = self.eligibility.have
        return "—" if have is None else exactly(have, 1)

    @property
    def notes(self) -> list[str]:
        """What is to be said of the total."""
        if not self.total.complete:
            return [_("暂计")]
        if self.total.counted and self.total.counted != 100:
            return [_("免修不计，按 %(n)s%% 折算", n=exactly(self.total.counted, 2))]
        return []

    def level(self, table: Sequence[Level]) -> str:
        """等级 or 绩点 of the rounded mark by a table."""
        return find_level(table, self.mark)

    def part_mark(self, *, final: bool) -> Fraction | None:
        """The coursework's or the final's own mark out of 100."""
        return add_up(self._parts(final=final), cap=self.scheme.cap_total).mark

    def _parts(self, *, final: bool) -> list[CategoryTotal]:
        return [part for part in self.total.categories if part.category.is_final is final]

    def _share(self, *, final: bool) -> Share:
        parts = self._parts(final=final)
        total = add_up(parts)
        places = max(1, self.scheme.decimals)
        return Share(
            points=round_half_up(total.earned, places) if total.counted else None,
            full=round_half_up(total.counted, 2),
            of=sum((part.category.weight for part in parts), Decimal(0)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The marks of some students. Columns stand category by category."""

    scheme: GradeScheme
    columns: Sequence[GradeColumn]
    rows: Sequence[SheetRow]

    @property
    def weight(self) -> Decimal:
        """Sum of the categories' weights: 100 in a finished scheme."""
        return sum((category.weight for category in self.scheme.categories), Decimal(0))

    @property
    def final_weight(self) -> Decimal:
        return sum((c.weight for c in self.scheme.categories if c.is_final), Decimal(0))

    @property
    def levels(self) -> Sequence[Level]:
        """The table of 等级 that the sheet shows."""
        return level_table(self.scheme, "level")

    @property
    def idle_categories(self) -> list[str]:
        """Names of categories that have a weight, and no column that counts."""
        return [
            category.name
            for category in self.scheme.categories
            if category.weight and not any(c.weight and not c.bonus for c in category.columns)
        ]


def build_sheet(
    class_id: int,
    students: Sequence[User],
    at: datetime,
    *,
    joined: Mapping[int, datetime] | None = None,
    published_only: bool = False,
) -> Sheet:
    """The sheet for some students of a class; four SQL statements, however many they are."""
    scheme = get_scheme(class_id)
    columns = columns_of(scheme, published_only=published_only)
    cells = current_grades([c.id for c in columns], [u.id for u in students]) if columns else {}
    categories = categories_of(scheme, published_only=published_only)
    rows = []
    with without_collecting():
        for user in students:
            parts = parts_of(scheme, categories, user.id, cells, published_only=published_only)
            total = work_out(parts, at, cap=scheme.cap_total)
            joined_at = (joined or {}).get(user.id)
            shown = _cells(scheme, parts, total, user.id, cells, at, joined_at, published_only)
            rows.append(SheetRow(user=user, scheme=scheme, cells=shown, parts=parts, total=total))
    return Sheet(scheme=scheme, columns=columns, rows=rows)


def columns_of(scheme: GradeScheme, *, published_only: bool = False) -> list[GradeColumn]:
    """All columns, category by category."""
    return [
        column
        for category in scheme.categories
        for column in category.columns
        if column.published or not published_only
    ]


def _cells(
    scheme: GradeScheme,
    parts: Sequence[Part],
    total: Total,
    user_id: int,
    cells: Cells,
    at: datetime,
    joined_at: datetime | None,
    published_only: bool,
) -> list[SheetCell]:
    shown: list[SheetCell] = []
    for row, own, part in zip(scheme.categories, parts, total.categories, strict=True):
        shown += _cells_of(row, own.cells, part, user_id, cells, at, joined_at, published_only)
    return shown


def _cells_of(
    row: GradeCategory,
    own: Sequence[CellLike],
    part: CategoryTotal,
    user_id: int,
    cells: Cells,
    at: datetime,
    joined_at: datetime | None,
    published_only: bool,
) -> list[SheetCell]:
    shown = []
    for place, column in enumerate(row.columns):
        if published_only and not column.published:
            continue
        rules = part.category.columns[place]
        held = cells.get((column.id, user_id))
        state = _state(rules, held, at)
        due = rules.due_at
        shown.append(
            SheetCell(
                column=rules,
                cell=own[place],
                state=state,
                number=held.number if held else 0,
                late=state is State.MISSING and bool(joined_at and due and due < joined_at),
                dropped=place in part.dropped,
                comment=held.comment if held else "",
            )
        )
    return shown


def _state(rules: Column, held: Held | None, at: datetime) -> State:
    if held is None or (held.mark is None and not held.excused):
        return State.MISSING if rules.is_missing(EMPTY, at) else State.OPEN
    return State.EXCUSED if held.excused else State.MARK
