"""Candidates' papers, made before the opening: a start then only has to turn one into a sitting.

Everything that chance decides about a paper is decided here and stored. This is also the only place
that reads keys before a sitting closes: the numbers of seeded items are drawn with the key's
formulas.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from app.authz.permissions import Role
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.queries import load_keys
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.quiz.domain.orders import rank
from app.quiz.domain.paper import arrange, own_numbers
from app.quiz.exams.paper import list_forms, load_slots, slot_of
from app.quiz.models import CandidatePaper, Exam, FormSlot, Seat

# Papers made in one transaction: saving elsewhere waits no longer than these take.
BATCH = 100
# So long before the opening late comers get their papers made.
AHEAD = timedelta(days=1)
Lot = Callable[[], int]


def secret_seed() -> int:
    """A seed nobody can guess: whoever knew it could work out the order of options."""
    return secrets.randbits(63)


def prepare_all(exam: Exam, at: datetime, lot: Lot = secret_seed) -> int:
    """Make the first paper of every student of the class who has none yet; returns how many.

    Safe to run anywhere, any number of times: the unique number of a paper decides. In batches, each
    of which holds the exam, so that none is made of forms that were taken back.
    """
    query = (
        select(Enrolment.user_id)
        .join(Exam, Exam.class_id == Enrolment.class_id)
        .where(Exam.id == exam.id, *_without_paper())
        .order_by(Enrolment.user_id)
    )
    waiting = list(db.session.scalars(query))
    for start in range(0, len(waiting), BATCH):
        people = [(user_id, 1, lot()) for user_id in waiting[start : start + BATCH]]
        with writing():
            row = db.session.get(
                Exam, exam.id, populate_existing=True, with_for_update={"read": True}
            )
            if row is None or row.state != "published":
                return start
            add_papers(row, people, at)
    return len(waiting)


def prepare_late(at: datetime) -> int:
    """Make the papers of those who came into a class after publication; returns how many.

    Looks at exams that are open or open within a day; one SQL statement where nobody is without.
    """
    waiting = (
        select(Exam.id)
        .join(Enrolment, Enrolment.class_id == Exam.class_id)
        .where(Exam.state == "published", Exam.opens_at <= at + AHEAD, Exam.closes_at > at)
        .where(*_without_paper())
    )
    exams = db.session.scalars(select(Exam).where(Exam.id.in_(waiting))).all()
    return sum(prepare_all(exam, at) for exam in exams)


def find_paper(exam_id: int, user_id: int, number: int) -> CandidatePaper | None:
    """A candidate's prepared paper; one SQL statement."""
    return db.session.scalar(_PAPER, {"exam": exam_id, "user": user_id, "number": number})


_PAPER = select(CandidatePaper).where(
    CandidatePaper.exam_id == bindparam("exam"),
    CandidatePaper.user_id == bindparam("user"),
    CandidatePaper.number == bindparam("number"),
)


def add_papers(exam: Exam, people: Sequence[tuple[int, int, int]], at: datetime) -> None:
    """Make papers for (user id, number of the attempt, seed); belongs inside `writing()`.

    A handful of SQL statements, however many papers. Papers that exist already stay as they are.
    """
    forms = list_forms(exam)
    by_form: dict[int, list[FormSlot]] = {form.id: [] for form in forms}
    for slot in load_slots(by_form):
        by_form[slot.form_id].append(slot)
    seeded = {s.version_id for slots in by_form.values() for s in slots if s.version.face["seeded"]}
    keys = load_keys(seeded) if seeded else {}
    seats = _seats(exam) if exam.form_rule == "seat" else {}
    rows = []
    for user_id, number, seed in people:
        form = forms[_lot(exam, user_id, seed, seats) % len(forms)]
        slots = by_form[form.id]
        sections = arrange(map(slot_of, slots), seed=seed, shuffle=exam.shuffle_items)
        own = [slot.id for section in sections for slot in section.slots]
        chosen = set(own)
        rows.append(
            {
                "exam_id": exam.id,
                "user_id": user_id,
                "number": number,
                "form_id": form.id,
                "seed": seed,
                "slots": own,
                "faces": _faces([slot for slot in slots if slot.id in chosen], keys, seed),
                "prepared_at": at,
            }
        )
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(CandidatePaper).on_conflict_do_nothing(), rows)


def _without_paper() -> tuple[ColumnElement[bool], ...]:
    """Of pairs of an exam and an enrolment those of students for whom a paper is to be made.

    Where the seat decides about the form, whoever has none yet waits for one, or for the start.
    """
    has_paper = exists().where(
        CandidatePaper.exam_id == Exam.id, CandidatePaper.user_id == Enrolment.user_id
    )
    has_seat = exists().where(Seat.exam_id == Exam.id, Seat.user_id == Enrolment.user_id)
    return (
        Enrolment.role == Role.STUDENT,
        Enrolment.left_at.is_(None),
        ~has_paper,
        (Exam.form_rule != "seat") | has_seat,
    )


def _lot(exam: Exam, user_id: int, seed: int, seats: dict[int, int]) -> int:
    """Which form falls to a candidate: by lot, or alternating along the seats."""
    if exam.form_rule == "random":
        return int.from_bytes(rank(seed, "form")[:4], "big")
    return seats.get(user_id, 0) if exam.form_rule == "seat" else 0


def _seats(exam: Exam) -> dict[int, int]:
    """The place of each candidate in the row of seats, by user id."""
    query = select(Seat.user_id).where(Seat.exam_id == exam.id).order_by(Seat.id)
    return {user_id: place for place, user_id in enumerate(db.session.scalars(query))}


def _faces(slots: Sequence[FormSlot], keys: dict[int, ItemKey], seed: int) -> dict[str, Any]:
    """The questions with drawn numbers, as this candidate sees them, by slot id."""
    faces = {}
    for slot in slots:
        if slot.version.face["seeded"]:
            face = ItemFace.from_data(slot.version.face)
            key = keys[slot.version_id]
            own, _key = own_numbers(face, key, item_id=slot.version.item_id, seed=seed)
            faces[str(slot.id)] = own.to_data()
    return faces
