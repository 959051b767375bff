"""The results of an exam: every paper's marks, their spread, and how each question was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.bank.domain.types import ItemType
from app.bank.texts import plain_line
from app.extensions import db
from app.marking.models import MarkEvent
from app.marking.works import PartSummary
from app.quiz.domain.outcomes import Facility, Spread, facility, spread
from app.quiz.exams.closing import close_expired
from app.quiz.exams.grading import Score, best_of, join_newest, score_sittings, why_not_releasable
from app.quiz.exams.people import Candidate, list_candidates
from app.quiz.exams.works import list_waiting
from app.quiz.models import Exam, FormSlot, Sitting

ORDERS = ("number", "-total", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One paper, or a student without any. `score` is None while the paper is being written."""

    user: Candidate
    sitting: Sitting | None
    score: Score | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the paper waits for a person."""
        return self.sitting is not None and self.sitting.marked_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """One question of the paper and how it was answered."""

    facility: Facility
    type: ItemType
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything the page shows. `spread` is of each person's best whole paper."""

    full: Decimal
    rows: Sequence[ResultRow]
    spread: Spread | None
    questions: Sequence[QuestionResult]
    waiting: Sequence[PartSummary]
    against: Sequence[str]

    @property
    def handed_in(self) -> int:
        return sum(r.sitting is not None and r.sitting.state == "submitted" for r in self.rows)

    @property
    def absent(self) -> int:
        return sum(row.sitting is None for row in self.rows)

    @property
    def unfinished(self) -> int:
        """Papers with an answer that waits."""
        return sum(row.score is not None and not row.is_whole for row in self.rows)


def load_results(exam: Exam, at: datetime, order: str = "number") -> Results:
    """The results as they are at `at`; what is over is closed first. A constant number of queries."""
    close_expired(at, exam_id=exam.id)
    scores = score_sittings(exam.id)
    rows = _rows(exam, scores)
    whole = [row.sitting for row in rows if row.sitting is not None and row.is_whole]
    full = exam.form.points if exam.form else Decimal(0)
    return Results(
        full=full,
        rows=_ordered(rows, order),
        spread=spread(best_of(whole, scores).values(), full),
        questions=_questions(exam),
        waiting=list_waiting(exam),
        against=why_not_releasable(exam, at),
    )


def _rows(exam: Exam, scores: dict[int, Score]) -> list[ResultRow]:
    """Everybody in the order of the class, with each of their papers; two SQL statements."""
    query = (
        select(Sitting)
        .where(Sitting.exam_id == exam.id)
        .order_by(Sitting.number)
        .execution_options(populate_existing=True)
    )
    papers: dict[int, list[Sitting | None]] = {}
    for sitting in db.session.scalars(query):
        papers.setdefault(sitting.user_id, []).append(sitting)
    return [
        _row(user, sitting, scores)
        for user in list_candidates(exam)
        for sitting in papers.get(user.id, [None])
    ]


def _row(user: Candidate, sitting: Sitting | None, scores: dict[int, Score]) -> ResultRow:
    if sitting is None or sitting.state == "open":
        return ResultRow(user=user, sitting=sitting, score=None)
    nothing = Score(sitting_id=sitting.id, objective=Decimal(0), written=Decimal(0))
    return ResultRow(user=user, sitting=sitting, score=scores.get(sitting.id, nothing))


def _ordered(rows: list[ResultRow], order: str) -> list[ResultRow]:
    """By 学号 as they come, or by total; those without a paper stay last."""
    if order not in ("total", "-total"):
        return rows
    scored = [row for row in rows if row.score is not None]
    scored.sort(
        key=lambda row: row.score.total if row.score else Decimal(0), reverse=order == "-total"
    )
    return scored + [row for row in rows if row.score is None]


def _questions(exam: Exam) -> list[QuestionResult]:
    """Every question with its facility, in the order of the paper; two SQL statements."""
    query = select(MarkEvent.part_id, func.count(), func.sum(MarkEvent.new)).where(
        MarkEvent.new.is_not(None)
    )
    earned = {
        slot: (count, Decimal(str(total)))
        for slot, count, total in db.session.execute(
            join_newest(query, exam.id).group_by(MarkEvent.part_id)
        )
    }
    slots = db.session.scalars(
        select(FormSlot)
        .where(FormSlot.form_id == exam.form_id)
        .options(joinedload(FormSlot.version))
        .order_by(FormSlot.position)
    )
    found = []
    for number, slot in enumerate(slots, 1):
        count, total = earned.get(slot.id, (0, Decimal(0)))
        found.append(
            QuestionResult(
                facility=facility(number, slot.id, count, total, slot.points),
                type=ItemType(slot.type),
                title=plain_line(slot.version.face["stem"]),
                points=slot.points,
            )
        )
    return found
