"""双评 in the database: readings kept apart from the ledger until two agree or a third person decides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.marking.desk_models import MarkReading
from app.marking.domain.readings import Reading, Verdict, judge, mean, mean_points, standing
from app.marking.ledger import MarkedMeanwhile, NewMark, record_marks
from app.marking.works import PartView
from app.web.numbers import plain

Readings = dict[int, list[MarkReading]]


def load_readings(kind: str, part_id: int, work_ids: Collection[int] | None = None) -> Readings:
    """All readings of a question by work id, in order; one SQL statement."""
    query = select(MarkReading).where(MarkReading.work_kind == kind, MarkReading.part_id == part_id)
    if work_ids is not None:
        query = query.where(MarkReading.work_id.in_(work_ids))
    found: Readings = {}
    for row in db.session.scalars(query.order_by(MarkReading.number)):
        found.setdefault(row.work_id, []).append(row)
    return found


def reading_of(row: MarkReading) -> Reading:
    """A row as the rules read it."""
    points = row.detail.get("points", {})
    return Reading(
        number=row.number,
        author_id=row.author_id,
        mark=row.mark,
        points={id_: Decimal(str(number)) for id_, number in points.items()},
    )


def held_of(rows: Iterable[MarkReading]) -> list[Reading]:
    """The readings of one answer that stand."""
    return standing(map(reading_of, rows))


def recorder(part: PartView) -> Callable[[Sequence[NewMark], datetime], None]:
    """How marks of this question are recorded: as readings, and in the ledger where two agree.

    Belongs inside the caller's `writing()`; four SQL statements at most.
    """

    def record(marks: Sequence[NewMark], at: datetime) -> None:
        summary = part.summary
        known = load_readings(summary.kind, summary.part_id, [mark.work_id for mark in marks])
        add_readings(summary.kind, summary.part_id, marks, known, at)
        agreed = [
            given
            for mark in marks
            if (given := _agreed(part, mark, known.get(mark.work_id, ()))) is not None
        ]
        record_marks(agreed, at)

    return record


def add_readings(
    kind: str, part_id: int, marks: Sequence[NewMark], known: Mapping[int, Sequence[MarkReading]],
    at: datetime,
) -> None:  # fmt: skip
    """Append a reading for each mark; raises MarkedMeanwhile where another came first."""
    rows = [
        {
            "work_kind": kind,
            "part_id": part_id,
            "work_id": mark.work_id,
            "number": _next(known.get(mark.work_id, ())),
            "author_id": mark.author_id,
            "mark": mark.new,
            "correctness": mark.correctness,
            "detail": dict(mark.detail),
            "created_at": at,
        }
        for mark in marks
    ]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(MarkReading), rows)
    except IntegrityError:
        raise MarkedMeanwhile from None


def withdraw(part: PartView, work_ids: Collection[int], author_id: int, at: datetime) -> None:
    """Take back this marker's readings of some answers; belongs inside the caller's `writing()`."""
    summary = part.summary
    known = load_readings(summary.kind, summary.part_id, work_ids)
    learners = {response.work_id: response.learner_id for response in part.responses}
    marks = [
        NewMark(
            work_kind=summary.kind,
            work_id=work,
            part_id=summary.part_id,
            class_id=part.class_id,
            learner_id=learners[work],
            new=None,
            max=summary.points,
            author_id=author_id,
        )
        for work in work_ids
        if any(one.author_id == author_id for one in held_of(known.get(work, ())))
    ]
    if marks:
        add_readings(summary.kind, summary.part_id, marks, known, at)


def _next(rows: Sequence[MarkReading]) -> int:
    return max((row.number for row in rows), default=0) + 1


def _agreed(part: PartView, mark: NewMark, before: Sequence[MarkReading]) -> NewMark | None:
    """The mark that two readings come to, if this one makes them agree."""
    own = Reading(
        number=_next(before),
        author_id=mark.author_id or 0,
        mark=mark.new,
        points={id_: Decimal(str(n)) for id_, n in _points(mark.detail).items()},
    )
    held = standing([*map(reading_of, before), own])
    if judge(held, part.plan.tolerance) is not Verdict.AGREED:
        return None
    marks = [one.mark for one in held[:2] if one.mark is not None]
    new = mean(marks)
    detail: dict[str, Any] = {
        **mark.detail,
        "points": {id_: plain(number) for id_, number in mean_points(held).items()},
        "readings": [plain(one) for one in marks],
    }
    reason = _("双评：%(marks)s，取平均", marks=_("、").join(plain(one) for one in marks))
    return replace(
        mark,
        new=new,
        correctness=new / mark.max if mark.max else None,
        detail=detail,
        reason=reason,
    )


def _points(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    points = detail.get("points", {})
    return points if isinstance(points, dict) else {}
