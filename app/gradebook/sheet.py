"""The sheet of a class: everyone's marks and totals, with the arithmetic behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.courses.models import CourseClass, Enrolment
from app.extensions import db
from app.gradebook.domain.totals import (
    CategoryTotal,
    Eligibility,
    Total,
    check_eligibility,
    round_half_up,
    work_out,
)
from app.gradebook.models import GradeColumn, GradeEvent, GradeScheme
from app.gradebook.service import Cells, categories_of, current_grades, get_scheme
from app.web.numbers import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step of the arithmetic: 技巧训练, 86% × 20, 17.2."""

    name: str
    working: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One student's line; `grades` stands in the order of the sheet's columns."""

    user: User
    grades: Sequence[GradeEvent | None]
    total: Total
    coursework: str
    mark: str
    below: bool
    eligibility: Eligibility
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    scheme: GradeScheme
    columns: Sequence[GradeColumn]
    rows: Sequence[SheetRow]

    @property
    def weight(self) -> Decimal:
        """Sum of the categories' weights: 100 in a finished scheme."""
        return sum((category.weight for category in self.scheme.categories), Decimal(0))


def build_sheet(
    class_id: int, students: Sequence[User], at: datetime, *, published_only: bool = False
) -> Sheet:
    """The sheet for some students of a class; four SQL statements, however many they are."""
    scheme = get_scheme(class_id)
    columns = columns_of(scheme, published_only=published_only)
    cells = current_grades([c.id for c in columns], [u.id for u in students]) if columns else {}
    rows = [_row(scheme, columns, user, cells, at, published_only) for user in students]
    return Sheet(scheme=scheme, columns=columns, rows=rows)


def columns_of(scheme: GradeScheme, *, published_only: bool = False) -> list[GradeColumn]:
    """All columns, category by category."""
    return [
        column
        for category in scheme.categories
        for column in category.columns
        if column.published or not published_only
    ]


def final_mark(scheme: GradeScheme, total: Total) -> Decimal | None:
    """The final mark rounded half up as the scheme says; provisional unless `total.complete`."""
    return None if total.mark is None else round_half_up(total.mark, scheme.decimals)


def own_classes(user_id: int) -> list[CourseClass]:
    """Classes in which the person is a student, newest first."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == "student",
            Enrolment.left_at.is_(None),
        )
        .options(joinedload(Enrolment.course_class))
        .order_by(Enrolment.id.desc())
    )
    return [enrolment.course_class for enrolment in db.session.scalars(query)]


def explain(total: Total) -> list[Line]:
    """The arithmetic of a total, line by line."""
    return [_line(part) for part in total.categories]


def _row(
    scheme: GradeScheme,
    columns: Sequence[GradeColumn],
    user: User,
    cells: Cells,
    at: datetime,
    published_only: bool,
) -> SheetRow:
    categories = categories_of(scheme, user.id, cells, published_only=published_only)
    total = work_out(categories, at)
    coursework = work_out([c for c in categories if not c.is_final], at)
    mark = final_mark(scheme, total)
    return SheetRow(
        user=user,
        grades=[cells.get((column.id, user.id)) for column in columns],
        total=total,
        coursework=_shown(coursework.earned if coursework.counted else None, 1),
        mark=plain(mark) if mark is not None else "—",
        below=total.complete and mark is not None and mark < scheme.pass_line,
        eligibility=check_eligibility(categories, scheme.eligibility_line, at),
        lines=explain(total),
    )


def _line(part: CategoryTotal) -> Line:
    weight = plain(part.category.weight)
    if part.share is None:
        return Line(name=part.category.name, working=_("还没有成绩"), points="—")
    share = _shown(part.share * 100, 2)
    return Line(
        name=part.category.name,
        working=f"{share} × {weight}%",
        points=_shown(part.earned, 2),
    )


def _shown(value: Fraction | None, places: int) -> str:
    return "—" if value is None else plain(round_half_up(value, places))
