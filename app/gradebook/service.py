"""The gradebook's ledger and scheme: what other features and the pages call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.database import writing
from app.extensions import db
from app.gradebook.domain.marks import EMPTY, Attempt, CellLike
from app.gradebook.domain.totals import Category, Eligibility, Mode, Part, check_eligibility
from app.gradebook.ledger import Cells, Entry, Standing, append, current_grades
from app.gradebook.models import GradeCategory, GradeColumn, GradeScheme
from app.gradebook.presets import FOUR_PARTS, PresetCategory


def get_scheme(class_id: int) -> GradeScheme:
    """The class's scheme with categories and columns; the default one is made at first use."""
    return find_scheme(class_id) or _make_scheme(class_id)


def find_scheme(class_id: int) -> GradeScheme | None:
    """The scheme as it is now, whatever the session loaded before; three SQL statements."""
    query = (
        select(GradeScheme)
        .where(GradeScheme.class_id == class_id)
        .options(selectinload(GradeScheme.categories).selectinload(GradeCategory.columns))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def add_categories(class_id: int, parts: Collection[PresetCategory]) -> None:
    """Add a preset's categories; belongs inside the caller's `writing()`."""
    for position, part in enumerate(parts, 1):
        category = GradeCategory(
            class_id=class_id,
            position=position,
            name=part.name,
            weight=part.weight,
            is_final=part.is_final,
        )
        db.session.add(category)


def ensure_column(
    class_id: int,
    source: tuple[str, int],
    title: str,
    maximum: Decimal,
    category_id: int | None,
) -> GradeColumn:
    """The column into which marks of `source` (kind, id) flow, made or brought up to date.

    Belongs inside the caller's `writing()`. The category, which must be one of the class, is where
    a new column goes; one that is there stays where the gradebook's own settings have put it.
    """
    kind, source_id = source
    column = db.session.scalar(
        select(GradeColumn).where(
            GradeColumn.source_kind == kind, GradeColumn.source_id == source_id
        )
    )
    if column is None:
        known = {category.id for category in get_scheme(class_id).categories}
        if category_id is None or category_id not in known:
            raise LookupError(f"category {category_id} is not one of class {class_id}")
        column = GradeColumn(
            class_id=class_id,
            category_id=category_id,
            position=next_position(class_id),
            source_kind=kind,
            source_id=source_id,
        )
        db.session.add(column)
    column.title, column.max = title, maximum
    db.session.flush()
    return column


def post_grades(
    column: GradeColumn,
    grades: Mapping[int, Decimal | None],
    reason: str,
    at: datetime,
    author_id: int | None = None,
    excused: Collection[int] = (),
    *,
    submitted: Mapping[int, datetime | None] | None = None,
    batch_id: int | None = None,
) -> int:
    """Append grades by user id where they differ from what holds; returns how many were appended.

    Belongs inside the caller's `writing()`; three SQL statements at most, however many grades. The
    column is held meanwhile, so that whoever else stores a grade of it comes before or after. A time of
    submission that `submitted` does not give, and the comment, stay as they were.
    """
    given = submitted or {}

    def change(user_id: int, was: Standing) -> Standing:
        return was._replace(
            new=grades[user_id],
            excused=user_id in excused,
            submitted_at=given.get(user_id, was.submitted_at),
            attempts=(),
        )

    entry = Entry(reason=reason, at=at, author_id=author_id, batch_id=batch_id)
    return append(column, list(grades), change, entry)


def post_attempts(
    column: GradeColumn,
    results: Mapping[int, Sequence[Attempt]],
    reason: str,
    at: datetime,
    author_id: int | None = None,
) -> int:
    """The same for a source that gives several results a person, all of them, in their order.

    The column's retake rule says which counts; changing it later changes totals and no grade.
    """

    def change(user_id: int, was: Standing) -> Standing:
        attempts = tuple(results[user_id])
        last = attempts[-1] if attempts else None
        return was._replace(
            new=last.mark if last else None,
            excused=False,
            submitted_at=last.submitted_at if last else None,
            attempts=attempts,
        )

    entry = Entry(reason=reason, at=at, author_id=author_id)
    return append(column, list(results), change, entry)


def categories_of(scheme: GradeScheme, *, published_only: bool = False) -> list[Category]:
    """The scheme in the shape the totals are computed by; one for all people, no SQL statement.

    With `published_only` a column that is not published is never over: its marks are still to come.
    """
    return [
        Category(
            name=category.name,
            weight=category.weight,
            is_final=category.is_final,
            mode=Mode(category.mode),
            drop=category.drop_lowest,
            columns=tuple(
                column.rules
                if column.published or not published_only
                else replace(column.rules, title="", due_at=None)
                for column in category.columns
            ),
        )
        for category in scheme.categories
    ]


def parts_of(
    scheme: GradeScheme,
    categories: Sequence[Category],
    user_id: int,
    cells: Cells,
    *,
    published_only: bool = False,
) -> list[Part]:
    """One person's marks in `categories`, which are those of the scheme; no SQL statement."""
    parts = []
    for category, row in zip(categories, scheme.categories, strict=True):
        own: list[CellLike] = []
        for column in row.columns:
            held = cells.get((column.id, user_id))
            hidden = published_only and not column.published
            own.append(EMPTY if held is None or hidden else held)
        parts.append(Part(category, own))
    return parts


def eligibility(class_id: int, user_id: int, at: datetime) -> Eligibility:
    """Whether the person's coursework reaches the line for the final.

    The arithmetic is left out where the class keeps totals to itself until the end of term.
    """
    scheme = get_scheme(class_id)
    columns = [column.id for category in scheme.categories for column in category.columns]
    cells = current_grades(columns, [user_id]) if columns else {}
    parts = parts_of(scheme, categories_of(scheme), user_id, cells)
    found = check_eligibility(parts, scheme.eligibility_line, at, cap=scheme.cap_total)
    return found if scheme.show_total else replace(found, total=None)


def next_position(class_id: int) -> int:
    """Where a new column of the class goes: after the last."""
    query = select(func.coalesce(func.max(GradeColumn.position), 0) + 1).where(
        GradeColumn.class_id == class_id
    )
    return int(db.session.scalar(query) or 1)


def _make_scheme(class_id: int) -> GradeScheme:
    try:
        with writing(), db.session.begin_nested():
            db.session.add(GradeScheme(class_id=class_id))
            db.session.flush()
            add_categories(class_id, FOUR_PARTS)
    except IntegrityError:
        pass  # somebody else made it at the same moment
    made = find_scheme(class_id)
    if made is None:
        raise LookupError(f"no class {class_id}")
    return made
