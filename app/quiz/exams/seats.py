"""Seats of an exam: numbered by 学号, by lot or after a plan, each with a code of its own.

Seats stay once somebody has started: the slips lie on the tables. Only those who have none yet can
be given one.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, insert, select

from app.accounts.models import Identifier, User
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.quiz.domain.seats import (
    CODE_LENGTH,
    CODE_SIGNS,
    LONGEST_SEAT,
    FaultySeat,
    draw_order,
    in_order,
    read_plan,
    seat_names,
)
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.log import log_act
from app.quiz.exams.people import studies
from app.quiz.exams.publishing import has_sittings
from app.quiz.models import CandidatePaper, Exam, ExamAct, Seat, Sitting
from app.web.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A student and their seat, if they have one."""

    id: int
    public_id: str
    name: str
    student_no: str | None
    seat: str | None
    code: str | None


class PlanError(DomainError):
    """The pasted plan cannot be taken; nothing was changed."""

    status = 422

    def __init__(self, faults: Sequence[FaultySeat]) -> None:
        self.faults = tuple(faults)
        super().__init__(_("座位表里有看不懂的行，什么都没有改。"))


def list_placed(exam: Exam) -> list[Placed]:
    """The students of the class, in the order of their seats, then by 学号; one SQL statement."""
    number = and_(Identifier.user_id == User.id, Identifier.kind == "student_no")
    query = (
        select(User.id, User.public_id, User.name, Identifier.display, Seat.seat, Seat.code)
        .join(Enrolment, and_(Enrolment.user_id == User.id, studies(exam.class_id)))
        .outerjoin(Identifier, number)
        .outerjoin(Seat, and_(Seat.user_id == User.id, Seat.exam_id == exam.id))
        .order_by(Identifier.value.is_(None), Identifier.value, User.name, User.id)
    )
    people = [
        Placed(id=id_, public_id=public_id, name=name, student_no=no, seat=seat, code=code)
        for id_, public_id, name, no, seat, code in db.session.execute(query)
    ]
    placed = sorted((one for one in people if one.seat), key=lambda one: in_order(one.seat or ""))
    return [*placed, *(one for one in people if not one.seat)]


def find_lot(exam: Exam) -> int | None:
    """The seed of the lot by which the present seats were drawn; None where none was."""
    query = select(ExamAct.detail).where(ExamAct.exam_id == exam.id, ExamAct.kind == "settings")
    for detail in db.session.scalars(query.order_by(ExamAct.position.desc())):
        if "seats" in detail:
            return detail.get("seed")
    return None


def number_seats(
    exam: Exam, author_id: int, at: datetime, *, first: int, prefix: str, seed: int | None = None
) -> int:
    """Seat everybody anew: by 学号, or with a seed by lot. Returns how many got a seat."""
    with writing():
        row = _lock_unstarted(exam)
        people = sorted(list_placed(row), key=_by_number)
        if seed is not None:
            drawn = draw_order([one.public_id for one in people], seed)
            place = {person: n for n, person in enumerate(drawn)}
            people.sort(key=lambda one: place[one.public_id])
        names = seat_names(len(people), first=first, prefix=prefix)
        _refuse_long(names)
        _place(row, [(one.id, name) for one, name in zip(people, names, strict=True)])
        how = {"seats": "number"} if seed is None else {"seats": "lot", "seed": seed}
        log_act(row.id, "settings", author_id, at, detail=how | {"count": len(people)})
    return len(people)


def import_seats(exam: Exam, text: str, author_id: int, at: datetime) -> int:
    """Seat people after a pasted plan, in the place of all seats before. Raises PlanError."""
    with writing():
        row = _lock_unstarted(exam)
        known = {one.student_no.casefold(): one.id for one in list_placed(row) if one.student_no}
        seats, faults = read_plan(text, known)
        if faults:
            raise PlanError(faults)
        if not seats:
            raise DomainError(_("没有读到座位。请粘贴两列：学号和座位。"), status=422)
        _place(row, sorted(seats, key=lambda pair: in_order(pair[1])))
        detail = {"seats": "plan", "count": len(seats)}
        log_act(row.id, "settings", author_id, at, detail=detail)
    return len(seats)


def seat_the_rest(exam: Exam, author_id: int, at: datetime) -> int:
    """Give those without a seat the next numbers; also while the exam runs. Returns how many."""
    with writing():
        row = lock_exam(exam.id)
        people = list_placed(row)
        rest = [one for one in people if not one.seat]
        taken = {one.seat for one in people if one.seat}
        names = (name for name in seat_names(len(people) * 2, prefix="+") if name not in taken)
        pairs = [(one.id, name) for one, name in zip(rest, names, strict=False)]
        _insert(row, pairs, _codes(row.id))
        if pairs:
            detail = {"seats": "rest", "count": len(pairs)}
            log_act(row.id, "settings", author_id, at, detail=detail)
    return len(pairs)


def clear_seats(exam: Exam, author_id: int, at: datetime) -> None:
    """Take all seats back."""
    with writing():
        row = _lock_unstarted(exam)
        _place(row, [])
        log_act(row.id, "settings", author_id, at, detail={"seats": "none", "count": 0})


def _lock_unstarted(exam: Exam) -> Exam:
    row = lock_exam(exam.id)
    if has_sittings(row.id):
        raise SettledError(_("已经有人开考，座位不能重排；还没有座位的人可以补一个。座位没有变。"))
    return row


def _place(exam: Exam, pairs: Sequence[tuple[int, str]]) -> None:
    """Seat people anew, in this order, with new codes.

    Papers that were prepared by the old seats are made again: forms alternate along the seats.
    """
    db.session.execute(delete(Seat).where(Seat.exam_id == exam.id))
    _insert(exam, pairs, set())
    if exam.form_rule == "seat":
        sat = exists().where(
            Sitting.exam_id == CandidatePaper.exam_id, Sitting.user_id == CandidatePaper.user_id
        )
        db.session.execute(
            delete(CandidatePaper)
            .where(CandidatePaper.exam_id == exam.id, ~sat)
            .execution_options(synchronize_session=False)
        )


def _insert(exam: Exam, pairs: Sequence[tuple[int, str]], used: set[str]) -> None:
    rows = []
    for user_id, seat in pairs:
        code = _make_code(used)
        rows.append({"exam_id": exam.id, "user_id": user_id, "seat": seat, "code": code})
    if rows:
        db.session.execute(insert(Seat), rows)


def _make_code(used: set[str]) -> str:
    """A code that no other seat of the room has."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _place in range(CODE_LENGTH))
        if code not in used:
            used.add(code)
            return code


def _codes(exam_id: int) -> set[str]:
    return set(db.session.scalars(select(Seat.code).where(Seat.exam_id == exam_id)))


def _refuse_long(names: Sequence[str]) -> None:
    if any(len(name) > LONGEST_SEAT for name in names):
        raise DomainError(_("座位名最多 %(n)s 个字。请把前缀写短些。", n=LONGEST_SEAT), status=422)


def _by_number(one: Placed) -> tuple[bool, str, str, int]:
    return (one.student_no is None, (one.student_no or "").casefold(), one.name, one.id)
