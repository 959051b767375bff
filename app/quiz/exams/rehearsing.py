"""Rehearsals: an exam that counts nowhere, made with one button, to try a room and its machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, insert, select

from app.accounts.models import Identifier, User
from app.bank.domain.types import ItemType
from app.bank.models import Item
from app.bank.queries import ItemFilter, draw_items
from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db
from app.quiz.domain.pulse import MOST_INCIDENTS
from app.quiz.domain.rehearsal import Outcome, Step, latest, passed, stored_outcome
from app.quiz.exams.drafting import put_on_paper
from app.quiz.exams.publishing import publish
from app.quiz.models import Exam, Incident, Sitting
from app.web.errors import DomainError
from app.web.i18n import format_time

KIND = "rehearsal"
MINUTES = 10
WINDOW = timedelta(hours=1)
ATTEMPTS = 20
# Typing, ticking and choosing; nothing that a person would have to mark.
ITEMS = (
    (ItemType.SINGLE_CHOICE, 2), (ItemType.MULTIPLE_RESPONSE, 1), (ItemType.TRUE_FALSE, 1),
    (ItemType.FILL_BLANK, 2),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One try at one machine: who sat there, and how each step went."""

    name: str
    student_no: str
    address: str
    sitting: Sitting
    outcomes: dict[Step, Outcome] = field(default_factory=dict[Step, Outcome])

    @property
    def passed(self) -> bool:
        return passed(self.outcomes)


def open_rehearsal(course_class: CourseClass, author_id: int, at: datetime, seed: int) -> Exam:
    """The rehearsal of a class that runs now; made of practice items and published if none does.

    Raises DomainError where the bank has no practice items at all.
    """
    with writing():
        # The class is held, so that two who press the button at once get one rehearsal.
        held = select(CourseClass.id).where(CourseClass.id == course_class.id).with_for_update()
        db.session.execute(held)
        running = select(Exam).where(
            Exam.class_id == course_class.id,
            Exam.kind == KIND,
            Exam.state == "published",
            Exam.closes_at > at + timedelta(minutes=MINUTES),
        )
        found = db.session.scalars(running.order_by(Exam.id.desc())).first()
        return found or _make(course_class, author_id, at, seed)


def _make(course_class: CourseClass, author_id: int, at: datetime, seed: int) -> Exam:
    items = _draw(Random(seed))
    if not items:
        raise DomainError(
            _("题库里还没有练习用的客观题，演练不了。请先发布几道练习题。"), status=409
        )
    exam = Exam(
        class_id=course_class.id,
        title=_("演练考场 %(time)s", time=format_time(at, "MM-dd HH:mm")),
        instructions=_("这是演练，不计成绩。请照页面上方的提示做。"),
        kind=KIND,
        opens_at=at,
        closes_at=at + WINDOW,
        minutes=MINUTES,
        attempts=ATTEMPTS,
        rule=course_class.rule,
        review={"after_submit": ["own"], "after_close": ["own"], "after_release": ["own"]},
        author_id=author_id,
        created_at=at,
    )
    db.session.add(exam)
    db.session.flush()
    put_on_paper(exam.id, [(item, Decimal(1)) for item in items])
    db.session.flush()
    publish(exam, author_id, at)
    return exam


def _draw(rng: Random) -> list[Item]:
    """Practice items of every type that the bank has; never one that an exam may hold."""
    chosen: list[int] = []
    for type_, count in ITEMS:
        wanted = ItemFilter(uses=("practice",), types=(type_.value,))
        chosen += [item_id for item_id, _version in draw_items(wanted, count, rng)]
    items = {i.id: i for i in db.session.scalars(select(Item).where(Item.id.in_(chosen)))}
    return [items[id_] for id_ in chosen]


def note_outcome(sitting: Sitting, outcome: Outcome, at: datetime) -> None:
    """Keep how a step went; as much of one sitting as of any page's reports."""
    with writing():
        kept = select(func.count()).where(
            Incident.exam_id == sitting.exam_id, Incident.sitting_id == sitting.id
        )
        if (db.session.scalar(kept) or 0) >= MOST_INCIDENTS:
            return
        row = {
            "exam_id": sitting.exam_id, "sitting_id": sitting.id, "kind": KIND,
            "text": outcome.to_text(), "seconds": outcome.seconds, "author_id": None,
            "created_at": at,
        }  # fmt: skip
        db.session.execute(insert(Incident), [row])


def outcomes_of(sitting: Sitting) -> dict[Step, Outcome]:
    """How each step of one try went; one SQL statement."""
    rows = _incidents(Incident.sitting_id == sitting.id, Incident.exam_id == sitting.exam_id)
    return _outcomes(sitting, [row for _id, row in rows])


def list_machines(exam: Exam) -> list[Machine]:
    """Every try of a rehearsal, by address and name; two SQL statements."""
    told: dict[int, list[Outcome]] = {}
    for sitting_id, outcome in _incidents(Incident.exam_id == exam.id):
        told.setdefault(sitting_id, []).append(outcome)
    number = (Identifier.user_id == User.id) & (Identifier.kind == "student_no")
    query = (
        select(Sitting, User.name, Identifier.display)
        .join(User, User.id == Sitting.user_id)
        .outerjoin(Identifier, number)
        .where(Sitting.exam_id == exam.id)
        .order_by(Sitting.address, User.name, Sitting.number)
        .execution_options(populate_existing=True)
    )
    return [
        Machine(
            name=name,
            student_no=display or "",
            address=sitting.address,
            sitting=sitting,
            outcomes=_outcomes(sitting, told.get(sitting.id, [])),
        )
        for sitting, name, display in db.session.execute(query)
    ]


def _incidents(*which: Any) -> list[tuple[int, Outcome]]:
    query = (
        select(Incident.sitting_id, Incident.text, Incident.seconds)
        .where(Incident.kind == KIND, *which)
        .order_by(Incident.id)
    )
    found = (
        (sitting_id or 0, stored_outcome(text, seconds))
        for sitting_id, text, seconds in db.session.execute(query)
    )
    return [(sitting_id, outcome) for sitting_id, outcome in found if outcome is not None]


def _outcomes(sitting: Sitting, told: Sequence[Outcome]) -> dict[Step, Outcome]:
    """What was told, and time-up: it held where the paper came in by itself or by the server."""
    ended = (
        [Outcome(step=Step.TIME_UP, held=sitting.closed_by in ("candidate", "time"))]
        if sitting.state == "submitted"
        else []
    )
    return latest([*told, *ended])
