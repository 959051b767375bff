"""The results of an exam: every paper's marks, their spread, and how each question was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import case, func, select

from app.bank.domain.types import ItemType
from app.bank.texts import plain_line
from app.extensions import db
from app.marking.domain.machine import ENGINE
from app.marking.domain.rulings import AS_FROZEN, Mode, Terms
from app.marking.models import MarkEvent, Ruling
from app.marking.standing import find_running, load_terms
from app.marking.works import PartSummary
from app.quiz.domain.outcomes import Facility, Spread, facility, spread
from app.quiz.exams.closing import close_expired
from app.quiz.exams.grading import Score, best_of, join_newest, score_sittings, why_not_releasable
from app.quiz.exams.paper import list_forms, load_slots
from app.quiz.exams.people import Candidate, list_candidates
from app.quiz.exams.terms import WORK, sum_of_changes, worth_of
from app.quiz.exams.works import list_waiting
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting


class Earned(NamedTuple):
    """What was given for a question on one form: to how many, together, and by the engine alone."""

    count: int
    total: Decimal
    by_engine: int


NOTHING = Earned(0, Decimal(0), 0)
ORDERS = ("number", "-total", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One paper, or a student without any. `score` is None while the paper is being written.

    `form` is the label of the form the person got.
    """

    user: Candidate
    sitting: Sitting | None
    score: Score | None
    form: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the paper waits for a person."""
        return self.sitting is not None and self.sitting.marked_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """One question of the exam and how it was answered; `points` is what it is worth now.

    A question that is void, or full marks to all, says nothing of how hard it was: it has no facility.

    `places` are where it stands: (form's label, number on that form), `slot_id` is the first of them. A
    version of an item that is on several forms is one question.
    """

    places: Sequence[tuple[str, int]]
    slot_id: int
    facility: Facility
    type: ItemType
    title: str
    points: Decimal
    mode: Mode = Mode.COUNTS
    ruled: bool = False
    # Marks that the engine gave and no person looked at.
    by_engine: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormResult:
    """The whole papers of one form: how many, and their mean where there are any."""

    label: str
    count: int
    mean: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything the page shows. `spread` is of each person's best whole paper.

    `full` is what the paper counts now; `frozen` what it was when it was handed out.
    """

    full: Decimal
    frozen: Decimal
    running: Ruling | None
    forms: Sequence[FormResult]
    rows: Sequence[ResultRow]
    spread: Spread | None
    questions: Sequence[QuestionResult]
    waiting: Sequence[PartSummary]
    against: Sequence[str]

    @property
    def is_parallel(self) -> bool:
        return len(self.forms) > 1

    @property
    def handed_in(self) -> int:
        return sum(r.sitting is not None and r.sitting.state == "submitted" for r in self.rows)

    @property
    def absent(self) -> int:
        return sum(row.sitting is None for row in self.rows)

    @property
    def by_engine(self) -> int:
        """Marks that the engine gave and no person looked at."""
        return sum(question.by_engine for question in self.questions)

    @property
    def unfinished(self) -> int:
        """Papers with an answer that waits."""
        return sum(row.score is not None and not row.is_whole for row in self.rows)


def load_results(exam: Exam, at: datetime, order: str = "number") -> Results:
    """The results as they are at `at`; what is over is closed first. A constant number of queries."""
    close_expired(at, exam_id=exam.id)
    scores = score_sittings(exam.id)
    forms = list_forms(exam)
    rows = _rows(exam, scores, {form.id: form.label for form in forms})
    whole = [row.sitting for row in rows if row.sitting is not None and row.is_whole]
    frozen = exam.form.points if exam.form else Decimal(0)
    terms = load_terms(WORK, [exam.id])
    slots = load_slots([form.id for form in forms])
    first = {slot.id: slot.points for slot in slots if slot.form_id == exam.form_id}
    full = frozen + sum_of_changes(first, terms)
    return Results(
        full=full,
        frozen=frozen,
        running=find_running(WORK, exam.id),
        forms=[_form_result(form.label, rows) for form in forms],
        rows=_ordered(rows, order),
        spread=spread(best_of(whole, scores).values(), full),
        questions=_questions(exam, forms, slots, terms),
        waiting=list_waiting(exam),
        against=why_not_releasable(exam, at),
    )


def _rows(exam: Exam, scores: dict[int, Score], labels: dict[int, str]) -> list[ResultRow]:
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
        _row(user, sitting, scores, labels)
        for user in list_candidates(exam)
        for sitting in papers.get(user.id, [None])
    ]


def _row(
    user: Candidate, sitting: Sitting | None, scores: dict[int, Score], labels: dict[int, str]
) -> ResultRow:
    if sitting is None:
        return ResultRow(user=user, sitting=None, score=None)
    form = labels.get(sitting.form_id, "")
    if sitting.state == "open":
        return ResultRow(user=user, sitting=sitting, score=None, form=form)
    nothing = Score(sitting_id=sitting.id, objective=Decimal(0), written=Decimal(0))
    return ResultRow(user=user, sitting=sitting, score=scores.get(sitting.id, nothing), form=form)


def _ordered(rows: list[ResultRow], order: str) -> list[ResultRow]:
    """By 学号 as they come, or by total; those without a paper stay last."""
    if order not in ("total", "-total"):
        return rows
    scored = [row for row in rows if row.score is not None]
    scored.sort(
        key=lambda row: row.score.total if row.score else Decimal(0), reverse=order == "-total"
    )
    return scored + [row for row in rows if row.score is None]


def _form_result(label: str, rows: Sequence[ResultRow]) -> FormResult:
    totals = [row.score.total for row in rows if row.form == label and row.score and row.is_whole]
    mean = Fraction(sum(totals, Decimal(0))) / len(totals) if totals else None
    return FormResult(label=label, count=len(totals), mean=mean)


def _questions(
    exam: Exam,
    forms: Sequence[ExamForm],
    slots: Sequence[FormSlot],
    terms: Mapping[int, Terms],
) -> list[QuestionResult]:
    """Every question with its facility, in the order of the forms; one SQL statement."""
    alone = case(((MarkEvent.rule == ENGINE) & MarkEvent.by_hand.is_(False), 1), else_=0)
    query = select(MarkEvent.part_id, func.count(), func.sum(MarkEvent.new), func.sum(alone)).where(
        MarkEvent.new.is_not(None)
    )
    earned = {
        slot: Earned(count, Decimal(str(total)), int(by_engine))
        for slot, count, total, by_engine in db.session.execute(
            join_newest(query, exam.id).group_by(MarkEvent.part_id)
        )
    }
    # A ruling concerns one slot: a question that was ruled upon on one form only stands by itself.
    # Terms are told apart by their words, for what is also accepted is a mapping and has no hash.
    places: dict[tuple[int, str], list[tuple[str, FormSlot]]] = {}
    for form in forms:
        for slot in slots:
            if slot.form_id == form.id:
                same = (slot.version_id, repr(terms.get(slot.id, AS_FROZEN)))
                places.setdefault(same, []).append((form.label, slot))
    return [_question(found, earned, terms) for found in places.values()]


def _question(
    places: Sequence[tuple[str, FormSlot]],
    earned: Mapping[int, Earned],
    terms: Mapping[int, Terms],
) -> QuestionResult:
    slot = places[0][1]
    mode = terms.get(slot.id, AS_FROZEN).mode
    held = [(one, earned.get(one.id, NOTHING)) for _label, one in places]
    tallies = [
        (own.count, own.total, worth_of(one, terms) if mode is Mode.COUNTS else Decimal(0))
        for one, own in held
    ]
    return QuestionResult(
        places=[(label, one.position) for label, one in places],
        slot_id=slot.id,
        facility=facility(tallies),
        type=ItemType(slot.type),
        title=plain_line(slot.version.face["stem"]),
        points=worth_of(slot, terms),
        mode=mode,
        ruled=slot.id in terms,
        by_engine=sum(own.by_engine for _one, own in held),
    )
