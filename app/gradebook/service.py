"""The gradebook's ledger and scheme: what other features and the pages call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.database import writing
from app.extensions import db
from app.gradebook.domain.totals import Category, Cell, Eligibility, check_eligibility
from app.gradebook.models import GradeCategory, GradeColumn, GradeEvent, GradeScheme
from app.gradebook.presets import FOUR_PARTS, PresetCategory

Cells = dict[tuple[int, int], GradeEvent]  # (column id, user id) -> the grade that holds
# Beyond that many people a query takes all of the column's rather than name each of them.
MOST_NAMED = 500


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
) -> int:
    """Append grades by user id where they differ from what holds; returns how many were appended.

    Belongs inside the caller's `writing()`; three SQL statements at most, however many grades. The
    column is held meanwhile, so that whoever else stores a grade of it comes before or after.
    """
    db.session.execute(select(GradeColumn.id).where(GradeColumn.id == column.id).with_for_update())
    held = current_grades([column.id], list(grades))
    rows = []
    for user_id, new in grades.items():
        last = held.get((column.id, user_id))
        was, free = (last.new, last.excused) if last else (None, False)
        if (new, user_id in excused) == (was, free):
            continue
        rows.append(
            {
                "column_id": column.id,
                "user_id": user_id,
                "number": (last.number if last else 0) + 1,
                "old": was,
                "new": new,
                "excused": user_id in excused,
                "author_id": author_id,
                "reason": reason,
                "created_at": at,
            }
        )
    if rows:
        db.session.execute(insert(GradeEvent), rows)
    return len(rows)


def current_grades(column_ids: Collection[int], user_ids: Collection[int] | None = None) -> Cells:
    """The grade that holds in each cell; one SQL statement."""
    newest = (
        select(
            GradeEvent.column_id, GradeEvent.user_id, func.max(GradeEvent.number).label("number")
        )
        .where(GradeEvent.column_id.in_(column_ids))
        .group_by(GradeEvent.column_id, GradeEvent.user_id)
    )
    if user_ids is not None and len(user_ids) <= MOST_NAMED:
        newest = newest.where(GradeEvent.user_id.in_(user_ids))
    latest = newest.subquery()
    query = select(GradeEvent).join(
        latest,
        (GradeEvent.column_id == latest.c.column_id)
        & (GradeEvent.user_id == latest.c.user_id)
        & (GradeEvent.number == latest.c.number),
    )
    return {(row.column_id, row.user_id): row for row in db.session.scalars(query)}


def categories_of(
    scheme: GradeScheme, user_id: int, cells: Cells, *, published_only: bool = False
) -> list[Category]:
    """One person's marks in the shape the totals are computed from; no SQL statement.

    With `published_only` the other columns stand there as marks still to come.
    """
    return [
        Category(
            name=category.name,
            weight=category.weight,
            is_final=category.is_final,
            cells=[
                cell_of(column, cells.get((column.id, user_id)))
                if column.published or not published_only
                else Cell(title="", mark=None, max=column.max, weight=column.weight)
                for column in category.columns
            ],
        )
        for category in scheme.categories
    ]


def cell_of(column: GradeColumn, event: GradeEvent | None) -> Cell:
    """One mark with what its column says of it."""
    return Cell(
        title=column.title,
        mark=event.new if event else None,
        max=column.max,
        weight=column.weight,
        excused=bool(event and event.excused),
        due_at=column.due_at,
    )


def eligibility(class_id: int, user_id: int, at: datetime) -> Eligibility:
    """Whether the person's coursework reaches the line for the final.

    The arithmetic is left out where the class keeps totals to itself until the end of term.
    """
    scheme = get_scheme(class_id)
    columns = [column.id for category in scheme.categories for column in category.columns]
    cells = current_grades(columns, [user_id]) if columns else {}
    found = check_eligibility(categories_of(scheme, user_id, cells), scheme.eligibility_line, at)
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
