"""Marks of an opened case, released to its students and written into the gradebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.cases.marks import (
    WorkRow,
    check_release,
    confirm_all,
    full_marks,
    list_works,
    people_of,
    settle,
)
from app.cases.models import CaseOpening
from app.cases.openings import hold_opening
from app.database import writing
from app.gradebook.service import ensure_column, get_scheme, post_grades

SOURCE = "case"


def release(opening: CaseOpening, author_id: int, at: datetime) -> None:
    """Show keys and marks to the students. What the machine proposed and nobody touched is confirmed by
    this act. Raises NotAllMarked.
    """
    settle(opening, at)
    with writing():
        held = hold_opening(opening.id)
        rows = list_works(held, at)
        check_release(rows)
        confirm_all(held, rows, author_id, at)
        held.released_at = held.released_at or at
        _post(held, list_works(held, at), author_id, at)


def post_again(opening: CaseOpening, author_id: int, at: datetime) -> None:
    """Bring the gradebook up to date after a mark was changed that students can see already."""
    with writing():
        held = hold_opening(opening.id)
        if held.released_at is not None:
            _post(held, list_works(held, at), author_id, at)


def _post(opening: CaseOpening, rows: Sequence[WorkRow], author_id: int, at: datetime) -> None:
    if opening.category_id is None:
        return
    get_scheme(opening.class_id)
    column = ensure_column(
        opening.class_id,
        (SOURCE, opening.id),
        opening.title,
        full_marks(opening),
        opening.category_id,
    )
    column.due_at = opening.closes_at
    post_grades(column, grades_of(rows), _("案例成绩公布"), at, author_id)


def grades_of(rows: Sequence[WorkRow]) -> dict[int, Decimal | None]:
    """Marks by user id."""
    return {user: row.marked.earned for row in rows for user in people_of(row.work)}
