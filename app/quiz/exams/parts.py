"""Questions of exams and their answers in the shapes that the marking pages know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.texts import plain_line
from app.marking.domain.question import Question
from app.marking.works import PartResponse, PartSummary
from app.quiz.exams.paper import title_with
from app.quiz.exams.terms import WORK, seed_of
from app.quiz.models import Exam, ExamForm, FormSlot, ResponseLog, Sitting


def slots_of(class_id: int) -> Select:
    return (
        select(FormSlot, Exam, ExamForm)
        .join(ExamForm, ExamForm.id == FormSlot.form_id)
        .join(Exam, Exam.id == ExamForm.exam_id)
        .where(Exam.class_id == class_id)
        .options(joinedload(FormSlot.version))
        .order_by(Exam.closes_at.desc(), ExamForm.label, FormSlot.position)
    )


def parallel_of(forms: Iterable[ExamForm]) -> set[tuple[int, int]]:
    """Publications (exam, number) with several forms."""
    labels: dict[tuple[int, int], set[str]] = {}
    for form in forms:
        labels.setdefault((form.exam_id, form.number), set()).add(form.label)
    return {publication for publication, found in labels.items() if len(found) > 1}


def work_title(exam: Exam, form: ExamForm, parallel: Collection[tuple[int, int]]) -> str:
    """The exam's name, with the form's where there are several."""
    if (form.exam_id, form.number) not in parallel:
        return exam.title
    return title_with(exam.title, form.label)


def response_of(
    slot: FormSlot, question: Question, sitting: Sitting, name: str, answer: ResponseLog | None
) -> PartResponse:
    own: tuple[ItemFace | None, ItemKey | None] = (None, None)
    seed = seed_of(slot.id, slot.version.item_id, sitting)
    if seed is not None:  # seeded: everybody has numbers of their own
        face, keys = question.for_numbers(seed)
        own = (face, keys[0])
    return PartResponse(
        work_id=sitting.id,
        learner_id=sitting.user_id,
        learner_name=name,
        response=answer.response if answer else None,
        saved_at=answer.received_at if answer else None,
        face=own[0],
        key=own[1],
    )


def summary_of(
    slot: FormSlot, exam: Exam, title: str, points: Decimal, total: int, waiting: int
) -> PartSummary:
    return PartSummary(
        kind=WORK,
        part_id=slot.id,
        work_title=title,
        title=plain_line(slot.version.face["stem"]),
        type=slot.type,
        points=points,
        total=total,
        waiting=waiting,
        closes_at=exam.closes_at,
    )
