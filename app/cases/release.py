"""Marks of an opened case, released to its students and written into the gradebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.cases.domain.contribution import EVEN
from app.cases.domain.final import Blend, Parts, final_mark
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
from app.cases.reviewing import outcome, to_decimal
from app.cases.rounds import find_round
from app.cases.teams import factors_of
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
    grades = {user: one.mark for user, one in finals(opening, rows).items()}
    post_grades(column, grades, _("案例成绩公布"), at, author_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """One person's mark with what it is made of."""

    mark: Decimal
    parts: Parts
    blend: Blend


def finals(opening: CaseOpening, rows: Sequence[WorkRow]) -> dict[int, Final]:
    """What everybody gets, by user id; seven SQL statements at most."""
    full = full_marks(opening)
    round_ = find_round(opening.id)
    blend = Blend()
    if round_ is not None and round_.allotted_at is not None:
        blend = Blend(peers=round_.peers_weight, reviewing=round_.reviewing_weight)
    said = outcome(opening, rows)
    shares = factors_of(opening)
    found: dict[int, Final] = {}
    for row in rows:
        for user in people_of(row.work):
            parts = Parts(
                rubric=row.marked.earned / full,
                peers=_share(said.peers.get(user)),
                reviewing=_share(said.reviewing.get(user)),
                factor=shares.get(user, EVEN),
            )
            found[user] = Final(mark=final_mark(parts, blend, full), parts=parts, blend=blend)
    return found


def _share(value: float | None) -> Decimal | None:
    return None if value is None else to_decimal(value)
