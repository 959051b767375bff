"""How many answers of a class's handed-in papers wait for one marker: for the class's rail, on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, Subquery, func, select

from app.extensions import db
from app.marking.desk_models import MarkReading
from app.marking.domain.plans import GradingPlan
from app.marking.domain.readings import Verdict, judge
from app.marking.double import held_of
from app.marking.ledger import current_marks
from app.marking.models import MarkEvent
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting


@dataclass(frozen=True, slots=True)
class _Paper:
    """A handed-in paper: how many of its questions have no mark, and how they are marked."""

    waiting: int
    plan: GradingPlan


def count_waiting(class_id: int, author_id: int, *, decides: bool) -> int:
    """Answers without a mark that this person can mark now; one SQL statement, three where two people mark.

    Where two people mark blindly, what this person has read and what two others have read is not theirs,
    unless the two are apart and this person may decide.
    """
    papers = _unfinished(class_id)
    waiting = sum(paper.waiting for paper in papers.values())
    double = {id_: paper for id_, paper in papers.items() if paper.plan.double}
    return waiting - (_of_others(double, author_id, decides=decides) if double else 0)


def _unfinished(class_id: int) -> dict[int, _Paper]:
    """Handed-in papers of which an answer has no mark, by the sitting's id."""
    held = _held(_sittings(class_id))
    size = (
        select(func.count())
        .where(FormSlot.form_id == Sitting.form_id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    query = (
        select(Sitting.id, Sitting.slots, Exam.written, size, func.coalesce(held.c.count, 0))
        .join(ExamForm, ExamForm.id == Sitting.form_id)
        .join(Exam, Exam.id == ExamForm.exam_id)
        .outerjoin(held, held.c.work_id == Sitting.id)
        .where(Sitting.id.in_(_sittings(class_id)))
    )
    return {
        id_: _Paper((len(slots) or all_) - marked, GradingPlan.from_json(written))
        for id_, slots, written, all_, marked in db.session.execute(query)
    }


def _sittings(class_id: int) -> Select[int]:
    return select(Sitting.id).where(
        Sitting.class_id == class_id, Sitting.state == "submitted", Sitting.marked_at.is_(None)
    )


def _held(sittings: Select[int]) -> Subquery:
    """How many marks hold, by sitting."""
    newest = (
        select(MarkEvent.work_id, MarkEvent.part_id, func.max(MarkEvent.number).label("number"))
        .where(MarkEvent.work_kind == WORK, MarkEvent.work_id.in_(sittings))
        .group_by(MarkEvent.work_id, MarkEvent.part_id)
        .subquery()
    )
    return (
        select(MarkEvent.work_id, func.count().label("count"))
        .join(
            newest,
            (MarkEvent.work_kind == WORK)
            & (MarkEvent.work_id == newest.c.work_id)
            & (MarkEvent.part_id == newest.c.part_id)
            & (MarkEvent.number == newest.c.number),
        )
        .where(MarkEvent.new.is_not(None))
        .group_by(MarkEvent.work_id)
        .subquery()
    )


def _of_others(papers: Mapping[int, _Paper], author_id: int, *, decides: bool) -> int:
    """Answers marked by two that are not for this person."""
    readings: dict[tuple[int, int], list[MarkReading]] = {}
    query = select(MarkReading).where(
        MarkReading.work_kind == WORK, MarkReading.work_id.in_(papers)
    )
    for row in db.session.scalars(query.order_by(MarkReading.number)):
        readings.setdefault((row.work_id, row.part_id), []).append(row)
    marks = current_marks(WORK, papers.keys())
    count = 0
    for (work, part), rows in readings.items():
        event, held = marks.get((work, part)), held_of(rows)
        if event is not None and event.new is not None:
            continue
        apart = judge(held, papers[work].plan.tolerance) is Verdict.APART
        mine = any(reading.author_id == author_id for reading in held)
        count += (mine or len(held) >= 2) and not (apart and decides)
    return count
