"""Whether a person may come in: the exam's rules, what was arranged for them, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from app.accounts.models import User
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.domain.totals import Eligibility
from app.gradebook.service import eligibility
from app.quiz.domain.access import (
    AccessFacts,
    AccessRules,
    Waiver,
    find_place_refusals,
    find_refusals,
)
from app.quiz.domain.starting import Refusal, StartFacts, find_refusal
from app.quiz.domain.terms import Terms
from app.quiz.exams.arrangements import find_accommodation, terms_of
from app.quiz.exams.door import Admitted
from app.quiz.exams.people import studies
from app.quiz.exams.refusals import access_words, refusal_words
from app.quiz.exams.visiting import Visit
from app.quiz.models import Accommodation, Exam, Incident, Seat, Sitting
from app.web.errors import DomainError


class StartRefused(DomainError):
    """The sitting may not be started; the message says why and what to do."""

    status = 409

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """How a person stands before an exam. `line` is None where no 平时合格线 is asked for."""

    terms: Terms
    rules: AccessRules
    line: Eligibility | None
    refusals: Sequence[StartRefused]

    @property
    def line_waived(self) -> bool:
        """Whether only the staff's word lets this person in."""
        return self.line is not None and not self.line.ok and Waiver.LINE in self.terms.waives

    @property
    def asks_password(self) -> bool:
        return self.rules.asks_password(self.terms.waives)

    @property
    def asks_seat_code(self) -> bool:
        return self.rules.asks_seat_code(self.terms.waives)


def look_in(
    exam: Exam, user: User, sittings: Sequence[Sitting], visit: Visit, at: datetime
) -> Entrance:
    """Everything that stands against a start now.

    One SQL statement, one more where a seat code is asked for, and those of the line.
    """
    is_student, arranged = _standing(exam, user.id)
    terms = terms_of(exam, arranged)
    rules = AccessRules.from_json(exam.access)
    line = eligibility(exam.class_id, user.id, at) if exam.needs_eligibility else None
    facts = StartFacts(
        is_student=is_student,
        published=exam.state == "published" and exam.form_id is not None,
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        attempts=terms.attempts,
        used=len(sittings),
        eligible=line.ok if line and Waiver.LINE not in terms.waives else None,
    )
    first = find_refusal(facts, at)
    # Where one may not sit at all there is nothing to type, and nothing to try.
    found = [first] if first else find_refusals(rules, _facts(exam, user.id, rules, terms, visit))
    refusals = [
        StartRefused(one, refusal_words(one, terms, line, visit.address, rules)) for one in found
    ]
    return Entrance(terms=terms, rules=rules, line=line, refusals=refusals)


def find_outside(found: Admitted, visit: Visit) -> list[StartRefused]:
    """What stands against showing an open paper here; one SQL statement where the place matters."""
    rules = AccessRules.from_json(found.access)
    if not rules.minds_place:
        return []
    row = find_accommodation(found.exam_id, found.user_id)
    waives = frozenset(row.waives) if row else frozenset()
    facts = AccessFacts(address=visit.address, from_seb=visit.from_seb, waives=waives)
    return [
        StartRefused(one, access_words(one, visit.address))
        for one in find_place_refusals(rules, facts)
    ]


def note_address(sitting: Sitting | Admitted, address: str, at: datetime) -> None:
    """Write down that an open sitting goes on from another address: evidence, nothing more.

    No SQL statement while the address stays; of two requests at once one writes it down.
    """
    if not address or address == sitting.address or sitting.state != "open":
        return
    before = sitting.address
    with writing():
        moved = db.session.execute(
            update(Sitting)
            .where(Sitting.id == sitting.id, Sitting.state == "open", Sitting.address == before)
            .values(address=address)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount and before:  # type: ignore[attr-defined]
            db.session.execute(
                insert(Incident).values(
                    exam_id=sitting.exam_id,
                    sitting_id=sitting.id,
                    kind="address",
                    text=f"{before} → {address}",
                    created_at=at,
                )
            )
    if isinstance(sitting, Sitting):
        sitting.address = address


def _facts(exam: Exam, user_id: int, rules: AccessRules, terms: Terms, visit: Visit) -> AccessFacts:
    asks = rules.asks_seat_code(terms.waives)
    return AccessFacts(
        address=visit.address,
        from_seb=visit.from_seb,
        seat_code=_seat_code(exam.id, user_id) if asks else None,
        typed=visit.typed,
        waives=terms.waives,
    )


def _seat_code(exam_id: int, user_id: int) -> str | None:
    query = select(Seat.code).where(Seat.exam_id == exam_id, Seat.user_id == user_id)
    return db.session.scalar(query)


def _standing(exam: Exam, user_id: int) -> tuple[bool, Accommodation | None]:
    """Whether the person is a student of the class, and what is arranged for them."""
    names = {"exam": exam.id, "class_": exam.class_id, "user": user_id}
    place, arranged = db.session.execute(_STANDING, names).one()
    return place is not None, arranged


_STANDING = (
    select(Enrolment.id, Accommodation)
    .select_from(User)
    .outerjoin(Enrolment, (Enrolment.user_id == User.id) & studies(bindparam("class_")))
    .outerjoin(
        Accommodation,
        (Accommodation.user_id == User.id) & (Accommodation.exam_id == bindparam("exam")),
    )
    .where(User.id == bindparam("user"))
    .execution_options(populate_existing=True)
)
