"""What rulings made of an exam's paper: its full marks, and its questions as they are marked now."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from app.bank.domain.items import ItemFace
from app.bank.domain.types import MultipleResponseRule
from app.bank.domain.variants import variant_seed
from app.bank.queries import load_keys
from app.extensions import db
from app.marking.domain.plans import GradingPlan
from app.marking.domain.question import Frozen, Question, Reader
from app.marking.domain.rulings import AS_FROZEN, Terms
from app.marking.proposals import sure_mark
from app.marking.standing import load_questions, load_terms
from app.marking.word_groups import ClassLayer
from app.quiz.exams.frozen import MOST, frozen_form
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting

WORK = "sitting"


def full_marks(exam: Exam) -> Decimal:
    """The marks of the whole paper as it counts now: without what is void, with what was changed.

    Two SQL statements at most.
    """
    if exam.form_id is None:
        return Decimal(0)
    terms = load_terms(WORK, [exam.id])
    query = select(ExamForm.points).where(ExamForm.id == exam.form_id)
    frozen = db.session.scalars(query).one()
    if not terms:
        return frozen
    slots = select(FormSlot.id, FormSlot.points).where(
        FormSlot.form_id == exam.form_id, FormSlot.id.in_(terms)
    )
    return frozen + sum_of_changes(dict(db.session.execute(slots).all()), terms)


def changed_full_marks(exams: Collection[Exam]) -> dict[int, Decimal]:
    """The full marks of those exams whose paper counts otherwise than it was printed, by exam id.

    Two SQL statements at most; the exams' forms should be loaded already.
    """
    by_form = {exam.form_id: exam for exam in exams if exam.form_id is not None}
    terms = load_terms(WORK, [exam.id for exam in exams]) if by_form else {}
    if not terms:
        return {}
    query = select(FormSlot.form_id, FormSlot.id, FormSlot.points).where(FormSlot.id.in_(terms))
    changes: dict[int, Decimal] = {}
    for form_id, slot, points in db.session.execute(query):
        if form_id in by_form:
            delta = terms[slot].worth(points) - points
            changes[form_id] = changes.get(form_id, Decimal(0)) + delta
    return {
        by_form[form_id].id: form.points + delta
        for form_id, delta in changes.items()
        if (form := by_form[form_id].form) is not None
    }


def sum_of_changes(points: Mapping[int, Decimal], terms: Mapping[int, Terms]) -> Decimal:
    """By how much the paper's marks differ from those frozen; `points` are the frozen ones by slot."""
    return sum(
        (terms[slot].worth(worth) - worth for slot, worth in points.items() if slot in terms),
        Decimal(0),
    )


def worth_of(slot: FormSlot, terms: Mapping[int, Terms]) -> Decimal:
    """What a question is worth now."""
    return terms.get(slot.id, AS_FROZEN).worth(slot.points)


def questions_of(slots: Iterable[FormSlot], exams: Mapping[int, Exam]) -> dict[int, Question]:
    """Questions as they are marked now, by slot id; three SQL statements at most. Reads keys.

    `exams` are those that the slots' forms belong to, by form id.
    """
    listed = list(slots)
    keys = load_keys({slot.version_id for slot in listed})
    readers = {form_id: reader_of(exam) for form_id, exam in exams.items()}
    frozen = {
        slot.id: Frozen(
            version_id=slot.version_id,
            face=ItemFace.from_data(slot.version.face),
            key=keys[slot.version_id],
            points=slot.points,
            rule=MultipleResponseRule(exams[slot.form_id].rule),
            reader=readers[slot.form_id],
            lenient=is_lenient(exams[slot.form_id]),
        )
        for slot in listed
    }
    return load_questions(WORK, {exam.id for exam in exams.values()}, frozen)


def standing_questions(sittings: Collection[Sitting]) -> dict[int, Question]:
    """The questions of these sittings' forms as they are marked now, by slot id. Reads keys.

    One SQL statement (what was ruled) once the process knows the forms, which never change; a second
    where the engine marks a written answer with the class's own synonyms.
    """
    exams = exams_of(sittings)
    frozen: dict[int, Frozen] = {}
    for form_id, exam in exams.items():
        kept, reader = _kept(exam, form_id), reader_of(exam)
        if reader is not None:
            kept = {id_: replace(one, reader=reader) for id_, one in kept.items()}
        frozen |= kept
    return load_questions(WORK, {exam.id for exam in exams.values()}, frozen)


# What marking knows of forms, keys and all. It lies apart from the forms that candidates' pages hold
# (`app.quiz.exams.frozen`), so that no page can reach a key by the object it has.
_marked: OrderedDict[tuple[str, int, str, str], Mapping[int, Frozen]] = OrderedDict()
_lock = threading.Lock()


def _kept(exam: Exam, form_id: int) -> Mapping[int, Frozen]:
    """A form's questions with their keys; one SQL statement the first time a process marks it.

    Without what reads written answers, which goes by the synonyms of the day.
    """
    name = (exam.public_id, form_id, exam.rule, repr(exam.written))
    with _lock:
        if name in _marked:
            _marked.move_to_end(name)
            return _marked[name]
    form = frozen_form(exam.public_id, form_id)
    keys = load_keys({slot.version_id for slot in form.slots.values()})
    made = {
        id_: Frozen(
            version_id=slot.version_id,
            face=slot.face,
            key=keys[slot.version_id],
            points=slot.slot.points,
            rule=MultipleResponseRule(exam.rule),
            lenient=is_lenient(exam),
        )
        for id_, slot in form.slots.items()
    }
    with _lock:
        _marked[name] = made
        while len(_marked) > MOST:
            _marked.popitem(last=False)
    return made


def reader_of(exam: Exam) -> Reader | None:
    """What marks written answers of an exam alone, where its settings let the engine do so.

    It looks up the class's own synonyms once, with the first answer: keep it no longer than a page takes.
    """
    plan = GradingPlan.from_json(exam.written)
    if not plan.accepts:
        return None
    return partial(sure_mark, sure_from=plan.sure_from, layers=ClassLayer(exam.class_id))


def is_lenient(exam: Exam) -> bool:
    """Whether blanks that hold no listed form are read for what they mean."""
    return GradingPlan.from_json(exam.written).is_lenient


def seed_of(slot_id: int, item_id: int, sitting: Sitting) -> str | None:
    """What draws the numbers of a question for a sitting; None where it has none of its own."""
    if str(slot_id) not in sitting.faces:
        return None
    return variant_seed(str(item_id), sitting.seed)


def exams_of(sittings: Collection[Sitting]) -> dict[int, Exam]:
    """The exams of sittings by form id."""
    return {sitting.form_id: sitting.exam for sitting in sittings}
