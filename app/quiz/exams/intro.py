"""The page before a sitting starts: what the paper holds, how long, whether one may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, select

from app.accounts.models import User
from app.bank.labels import SECTION_LABELS
from app.extensions import db
from app.quiz.domain.pools import outline
from app.quiz.domain.starting import ENTRY, Refusal
from app.quiz.domain.terms import Terms
from app.quiz.exams.entrance import Entrance, StartRefused, look_in
from app.quiz.exams.frozen import frozen_form
from app.quiz.exams.refusals import Arithmetic, arithmetic_of
from app.quiz.exams.sitting import settled_sittings
from app.quiz.exams.visiting import Visit
from app.quiz.models import CandidatePaper, Exam, Sitting


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the paper, in numbers."""

    label: str
    count: int
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Intro:
    """What concerns this person. `ends_at` is the deadline of a sitting that starts now; `short` says
    that the window's end leaves less than the whole limit. `extra` is the part of the limit that is
    this person's extra time.
    """

    parts: Sequence[Part]
    limit: timedelta
    extra: timedelta
    ends_at: datetime
    sittings: Sequence[Sitting]
    short: bool
    entrance: Entrance

    @property
    def terms(self) -> Terms:
        """Window, attempts and limit as they hold for this person."""
        return self.entrance.terms

    @property
    def arithmetic(self) -> Arithmetic | None:
        """How the coursework's mark comes about, for whoever is below the line."""
        line = self.entrance.line
        return None if line is None or line.ok else arithmetic_of(line)

    @property
    def refusals(self) -> Sequence[StartRefused]:
        """What stands against a start and cannot be put right in the form."""
        return [one for one in self.entrance.refusals if one.refusal not in ENTRY]

    @property
    def entry_errors(self) -> dict[str, str]:
        """What is wrong with the start form, by field; "form" where no field is named."""
        fields = {Refusal.NO_PASSWORD: "password", Refusal.NO_SEAT_CODE: "seat_code"}
        return {
            fields.get(one.refusal, "form"): one.message
            for one in self.entrance.refusals
            if one.refusal in ENTRY
        }

    @property
    def count(self) -> int:
        """Number of questions."""
        return sum(part.count for part in self.parts)

    @property
    def open_sitting(self) -> Sitting | None:
        """The sitting that is being written."""
        return next((sitting for sitting in self.sittings if sitting.state == "open"), None)


def load_intro(exam: Exam, user: User, visit: Visit, at: datetime) -> Intro:
    """Everything the page shows; three SQL statements and those of seat code and 平时合格线."""
    sittings = settled_sittings(exam.id, user.id, at)
    entrance = look_in(exam, user, sittings, visit, at)
    limit = entrance.terms.limit(user.extra_time)
    ends_at = entrance.terms.deadline(at, user.extra_time)
    return Intro(
        parts=_parts(exam, user, sittings),
        limit=limit,
        extra=limit - timedelta(minutes=exam.minutes),
        ends_at=ends_at,
        short=ends_at < at + limit,
        sittings=sittings,
        entrance=entrance,
    )


def _parts(exam: Exam, user: User, sittings: Sequence[Sitting]) -> list[Part]:
    """The sections of the paper that is being written or comes next, if it is made; else of form A."""
    writes = any(sitting.state == "open" for sitting in sittings)
    number = len(sittings) if writes else min(len(sittings) + 1, exam.attempts)
    names = {"exam": exam.id, "user": user.id, "number": number}
    form_id = db.session.scalar(_OWN, names) or exam.form_id
    slots = frozen_form(exam.public_id, form_id).slots.values() if form_id else ()
    return [
        Part(part.title or str(SECTION_LABELS[part.type]), part.count, part.points)
        for part in outline([one.slot for one in slots])
    ]


# Put together once: a whole class opens this page within seconds.
_OWN = select(CandidatePaper.form_id).where(
    CandidatePaper.exam_id == bindparam("exam"),
    CandidatePaper.user_id == bindparam("user"),
    CandidatePaper.number == bindparam("number"),
)
