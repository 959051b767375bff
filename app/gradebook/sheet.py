"""The sheet of a class: everyone's marks and totals, with the arithmetic behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from flask_babel import gettext as _

from app.accounts.models import User
from app.gradebook.arithmetic import Arithmetic, exactly, explain
from app.gradebook.domain.totals import (
    Category,
    Eligibility,
    Total,
    check_eligibility,
    round_half_up,
    work_out,
)
from app.gradebook.models import GradeColumn, GradeEvent, GradeScheme
from app.gradebook.service import Cells, categories_of, cell_of, current_grades, get_scheme


class State(StrEnum):
    """What stands in a cell."""

    MARK = "mark"
    EXCUSED = "excused"
    MISSING = "missing"  # no mark, and the time for it is over: counts as zero
    OPEN = "open"  # no mark yet


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """One cell. `late`: the column was due before the person joined the class."""

    state: State
    mark: Decimal | None = None
    changed: bool = False
    touched: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Points of a part of the scheme: 34 of 40. `full` is less where something does not count."""

    points: Decimal | None
    full: Decimal
    of: Decimal

    @property
    def is_whole(self) -> bool:
        return self.full == self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One student's line; `cells` stands in the order of the sheet's columns."""

    user: User
    cells: Sequence[SheetCell]
    total: Total
    arithmetic: Arithmetic
    coursework: Share
    final: Share
    below: bool
    eligibility: Eligibility

    @property
    def mark(self) -> Decimal | None:
        """The rounded mark; provisional unless `total.complete`."""
        return self.arithmetic.mark

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
    def idle_categories(self) -> list[str]:
        """Names of categories that have a weight, and no column that counts."""
        return [
            category.name
            for category in self.scheme.categories
            if category.weight and not any(column.weight for column in category.columns)
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
    rows = [
        _row(scheme, columns, user, cells, at, (joined or {}).get(user.id), published_only)
        for user in students
    ]
    return Sheet(scheme=scheme, columns=columns, rows=rows)


def columns_of(scheme: GradeScheme, *, published_only: bool = False) -> list[GradeColumn]:
    """All columns, category by category."""
    return [
        column
        for category in scheme.categories
        for column in category.columns
        if column.published or not published_only
    ]


def _row(
    scheme: GradeScheme,
    columns: Sequence[GradeColumn],
    user: User,
    cells: Cells,
    at: datetime,
    joined_at: datetime | None,
    published_only: bool,
) -> SheetRow:
    categories = categories_of(scheme, user.id, cells, published_only=published_only)
    total = work_out(categories, at)
    arithmetic = explain(total, scheme.decimals)
    mark = arithmetic.mark
    return SheetRow(
        user=user,
        cells=[_cell(c, cells.get((c.id, user.id)), at, joined_at) for c in columns],
        total=total,
        arithmetic=arithmetic,
        coursework=_share([c for c in categories if not c.is_final], scheme, at),
        final=_share([c for c in categories if c.is_final], scheme, at),
        below=total.complete and mark is not None and mark < scheme.pass_line,
        eligibility=check_eligibility(categories, scheme.eligibility_line, at),
    )


def _cell(
    column: GradeColumn, event: GradeEvent | None, at: datetime, joined_at: datetime | None
) -> SheetCell:
    cell = cell_of(column, event)
    if cell.excused:
        state = State.EXCUSED
    elif cell.mark is not None:
        state = State.MARK
    else:
        state = State.MISSING if cell.is_missing(at) else State.OPEN
    late = joined_at is not None and column.due_at is not None and column.due_at < joined_at
    return SheetCell(
        state=state,
        mark=cell.mark,
        changed=event is not None and event.number > 1,
        touched=event is not None,
        late=state is State.MISSING and late,
    )


def _share(categories: Sequence[Category], scheme: GradeScheme, at: datetime) -> Share:
    part = work_out(categories, at)
    places = max(1, scheme.decimals)
    return Share(
        points=round_half_up(part.earned, places) if part.counted else None,
        full=_as_decimal(part.counted),
        of=sum((category.weight for category in categories), Decimal(0)),
    )


def _as_decimal(value: Fraction) -> Decimal:
    """A sum of weights, which have two decimals at most."""
    return round_half_up(value, 2)
