"""Sittings as work to be marked: what the marking pages ask of exams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, func, select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.extensions import db
from app.marking import works
from app.marking.domain.plans import GradingPlan
from app.marking.domain.rulings import AS_FROZEN, Mode
from app.marking.models import MarkEvent
from app.marking.standing import count_steps, load_terms
from app.marking.works import PartSummary, PartView
from app.quiz.exams.answers import newest_saves
from app.quiz.exams.authoring import share_exams_of
from app.quiz.exams.grading import repost
from app.quiz.exams.looks import ReviewableSittings
from app.quiz.exams.open_work import OpenSittings
from app.quiz.exams.paper import list_forms
from app.quiz.exams.parts import parallel_of, response_of, slots_of, summary_of, work_title
from app.quiz.exams.regrading import RegradableSittings
from app.quiz.exams.scoring import refresh_marked
from app.quiz.exams.terms import WORK, questions_of, worth_of
from app.quiz.exams.waiting import count_waiting
from app.quiz.models import Exam, ExamForm, FormSlot, ResponseLog, Sitting

WRITTEN = tuple(type_.value for type_ in ItemType if not type_.is_objective)


class SittingWorks(OpenSittings, RegradableSittings, ReviewableSittings):
    """The source of kind "sitting": a work is a sitting, a part is a slot of its form."""

    kind = WORK

    def list_parts(self, class_id: int) -> Sequence[PartSummary]:
        """Questions of handed-in papers that people mark, those that wait first; four queries.

        These are the written ones, and any other that the machine could not read; not those that are
        void or full marks to all.
        One query more where forms have pools: there each question counts the papers that got it.
        """
        slots = db.session.execute(slots_of(class_id)).all()
        terms = load_terms(WORK, {exam.id for _slot, exam, _form in slots})
        totals = _counts(class_id)
        drawn = {slot.form_id for slot, _exam, _form in slots if slot.pool} & totals.keys()
        given = _given(drawn) if drawn else {}
        marked = _marked_of_waiting(class_id)
        parallel = parallel_of(form for _slot, _exam, form in slots)
        parts = []
        for slot, exam, form in slots:
            if terms.get(slot.id, AS_FROZEN).mode is not Mode.COUNTS:
                continue
            total, unfinished = (
                given.get(slot.id, (0, 0)) if slot.pool else totals.get(form.id, (0, 0))
            )
            waiting = unfinished - marked.get(slot.id, 0)
            if total and (slot.type in WRITTEN or waiting):
                title = work_title(exam, form, parallel)
                parts.append(summary_of(slot, exam, title, worth_of(slot, terms), total, waiting))
        return sorted(parts, key=lambda part: part.waiting == 0)

    def find_part(self, class_id: int, part_id: int) -> PartView | None:
        """One question of this class with the answers of closed sittings that count."""
        found = db.session.execute(slots_of(class_id).where(FormSlot.id == part_id)).first()
        if found is None:
            return None
        slot, exam, form = found
        steps = count_steps(WORK, slot.id)
        question = questions_of([slot], {slot.form_id: exam})[slot.id]
        if question.mode is not Mode.COUNTS:
            return None
        sittings = _closed_of(slot)
        answers = _answers_to(slot)
        responses = [
            response_of(slot, question, sitting, name, answers.get(sitting.id))
            for sitting, name in sittings
        ]
        unfinished = sum(sitting.marked_at is None for sitting, _name in sittings)
        waiting = unfinished - _marked_of_waiting(class_id, slot.id).get(slot.id, 0)
        title = work_title(exam, form, parallel_of(list_forms(exam)))
        return PartView(
            summary=summary_of(slot, exam, title, question.worth, len(sittings), waiting),
            class_id=class_id,
            version_id=question.version_id,
            face=question.face,
            key=question.key,
            responses=responses,
            steps=steps,
            plan=GradingPlan.from_json(exam.written),
        )

    def count_waiting(self, class_id: int, author_id: int, *, decides: bool) -> int:
        """Answers that this person can mark now; three SQL statements at most."""
        return count_waiting(class_id, author_id, decides=decides)

    def hold(self, work_ids: Collection[int]) -> None:
        """Hold these sittings, and their exams against rulings and the release; two statements."""
        _hold(work_ids)

    def after_marks(self, work_ids: Collection[int], at: datetime) -> None:
        """Note what is finished by now, and let changed marks of released exams flow on.

        The works are held already (`hold`).
        """
        refresh_marked(work_ids, at)
        repost(work_ids, at)


def _hold(sitting_ids: Collection[int]) -> None:
    """Let a release, and other markers of the same papers, be before or after, never between.

    What is read from here on holds everything that they stored. Exams before sittings, each in the
    order of their ids, so that nobody waits in a circle.
    """
    share_exams_of(sitting_ids)
    db.session.execute(
        select(Sitting.id).where(Sitting.id.in_(sitting_ids)).order_by(Sitting.id).with_for_update()
    )


def register() -> None:
    """Tell the marking pages that exams have work for them; the factory calls this."""
    works.register(SittingWorks())


def list_waiting(exam: Exam) -> list[PartSummary]:
    """Questions of one exam with answers that still wait for a person."""
    parts = SittingWorks().list_parts(exam.class_id)
    slots = select(FormSlot.id).join(ExamForm, ExamForm.id == FormSlot.form_id)
    own = set(db.session.scalars(slots.where(ExamForm.exam_id == exam.id)))
    return [part for part in parts if part.part_id in own and part.waiting]


def _counts(class_id: int) -> dict[int, tuple[int, int]]:
    """Closed sittings by form, and how many of them have an answer that waits."""
    query = (
        select(
            Sitting.form_id,
            func.count(),
            func.sum(case((Sitting.marked_at.is_(None), 1), else_=0)),
        )
        .where(Sitting.class_id == class_id, Sitting.state == "submitted")
        .group_by(Sitting.form_id)
    )
    return {form: (total, unfinished) for form, total, unfinished in db.session.execute(query)}


def _given(form_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Closed sittings of these forms by slot they got, and how many of them have one that waits."""
    query = select(Sitting.slots, Sitting.marked_at.is_(None)).where(
        Sitting.form_id.in_(form_ids), Sitting.state == "submitted"
    )
    totals: Counter[int] = Counter()
    unfinished: Counter[int] = Counter()
    for slots, waits in db.session.execute(query):
        totals.update(slots)
        if waits:
            unfinished.update(slots)
    return {slot: (total, unfinished[slot]) for slot, total in totals.items()}


def _marked_of_waiting(class_id: int, slot_id: int | None = None) -> dict[int, int]:
    """Marks that hold, by slot, among sittings in which something waits."""
    sittings = select(Sitting.id).where(
        Sitting.class_id == class_id, Sitting.state == "submitted", Sitting.marked_at.is_(None)
    )
    newest = (
        select(MarkEvent.work_id, MarkEvent.part_id, func.max(MarkEvent.number).label("number"))
        .where(MarkEvent.work_kind == WORK, MarkEvent.work_id.in_(sittings))
        .group_by(MarkEvent.work_id, MarkEvent.part_id)
    )
    if slot_id is not None:
        newest = newest.where(MarkEvent.part_id == slot_id)
    last = newest.subquery()
    query = (
        select(MarkEvent.part_id, func.count())
        .join(
            last,
            (MarkEvent.work_kind == WORK)
            & (MarkEvent.work_id == last.c.work_id)
            & (MarkEvent.part_id == last.c.part_id)
            & (MarkEvent.number == last.c.number),
        )
        .where(MarkEvent.new.is_not(None))
        .group_by(MarkEvent.part_id)
    )
    return dict(db.session.execute(query).all())


def _closed_of(slot: FormSlot) -> list[tuple[Sitting, str]]:
    """Closed sittings that were given a question, with their writers' names."""
    query = (
        select(Sitting, User.name)
        .join(User, User.id == Sitting.user_id)
        .where(Sitting.form_id == slot.form_id, Sitting.state == "submitted")
        .order_by(Sitting.id)
    )
    return [
        (sitting, name)
        for sitting, name in db.session.execute(query)
        if not sitting.slots or slot.id in sitting.slots
    ]


def _answers_to(slot: FormSlot) -> dict[int, ResponseLog]:
    """The saves of one question that count, by sitting: of each the newest that came in time."""
    newest = newest_saves(
        ResponseLog.sitting_id.in_(select(Sitting.id).where(Sitting.form_id == slot.form_id)),
        ResponseLog.slot_id == slot.id,
    )
    rows = db.session.scalars(select(ResponseLog).where(ResponseLog.id.in_(newest)))
    return {row.sitting_id: row for row in rows}
