"""How many answers of a class's handed-in papers wait for one marker: for the class's rail, on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.extensions import db
from app.marking.desk_models import MarkReading
from app.marking.domain.plans import GradingPlan
from app.marking.domain.readings import Verdict, judge
from app.marking.double import held_of
from app.marking.ledger import count_marked, current_marks
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting


@dataclass(frozen=True, slots=True)
class _Paper:
    form_id: int
    # The questions that this paper got, where it got its own.
    slots: Sequence[int]
    plan: GradingPlan


def count_waiting(class_id: int, author_id: int, *, decides: bool) -> int:
    """Answers without a mark that this person can mark now; five SQL statements at most.

    Where two people mark blindly, what this person has read and what two others have read is not theirs,
    unless the two are apart and this person may decide.
    """
    papers = _unfinished(class_id)
    if not papers:
        return 0
    sizes = _sizes({paper.form_id for paper in papers.values()})
    given = sum(len(paper.slots) or sizes.get(paper.form_id, 0) for paper in papers.values())
    waiting = given - sum(count_marked(WORK, papers.keys()).values())
    double = {id_: paper for id_, paper in papers.items() if paper.plan.double}
    return waiting - (_of_others(double, author_id, decides=decides) if double else 0)


def _unfinished(class_id: int) -> dict[int, _Paper]:
    """Handed-in papers of which an answer has no mark, by the sitting's id."""
    query = (
        select(Sitting.id, Sitting.form_id, Sitting.slots, Exam.written)
        .join(ExamForm, ExamForm.id == Sitting.form_id)
        .join(Exam, Exam.id == ExamForm.exam_id)
        .where(
            Sitting.class_id == class_id,
            Sitting.state == "submitted",
            Sitting.marked_at.is_(None),
        )
    )
    return {
        id_: _Paper(form_id, slots, GradingPlan.from_json(written))
        for id_, form_id, slots, written in db.session.execute(query)
    }


def _sizes(form_ids: set[int]) -> dict[int, int]:
    """How many questions every paper of a form has."""
    query = (
        select(FormSlot.form_id, func.count())
        .where(FormSlot.form_id.in_(form_ids))
        .group_by(FormSlot.form_id)
    )
    return dict(db.session.execute(query).all())


def _of_others(papers: Mapping[int, _Paper], author_id: int, *, decides: bool) -> int:
    """Answers marked by two that are not for this person."""
    readings: dict[tuple[int, int], list[MarkReading]] = {}
    query = select(MarkReading).where(
        MarkReading.work_kind == WORK, MarkReading.work_id.in_(papers)
    )
    for row in db.session.scalars(query.order_by(MarkReading.number)):
        readings.setdefault((row.work_id, row.part_id), []).append(row)
    if not readings:
        return 0
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
