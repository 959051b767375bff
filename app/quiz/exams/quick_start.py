"""The usual start in two statements: one looks, one writes if everything still is as it was seen.

A class presses “start” within seconds, and nearly everybody's start is the same: a first attempt, a
paper that lies ready, nothing arranged for this person. The first statement reads what decides, the
same pure rules as on the usual way decide, and the second turns the paper into a sitting only if
nothing that decided has changed meanwhile. Whatever is unusual, or refused, goes the usual way
(`app.quiz.exams.sitting`), which looks again, holds the exam and has the words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import g
from sqlalchemy import Text, bindparam, exists, literal_column, select

from app.accounts.models import LoginSession, User
from app.accounts.sessions import USUAL_SIGN_IN, sign_in_names
from app.authz.permissions import Permission, Role
from app.authz.policy import Actor, Facts, decide
from app.courses.models import Enrolment
from app.database import new_public_id
from app.direct import quickly
from app.extensions import db
from app.quiz.domain.access import AccessFacts, AccessRules, Typed, find_refusals
from app.quiz.domain.starting import StartFacts, find_refusal
from app.quiz.domain.terms import terms_for
from app.quiz.exams.quick import stored
from app.quiz.exams.visiting import read_visit
from app.quiz.models import Accommodation, CandidatePaper, Exam, Sitting
from app.together import run_committed
from app.web.clock import now

# What decides, as text: the second statement compares it with what the first one read. Tables go by
# their own names in both.
_AS_READ = " || '|' || ".join(
    f"CAST({name} AS TEXT)"
    for name in (
        "exam.opens_at", "exam.closes_at", "exam.minutes", "exam.access", '"user".extra_time',
    )
)  # fmt: skip
_START = """
INSERT INTO sitting (public_id, exam_id, form_id, user_id, class_id, number, state, seed, faces,
                     slots, epoch, address, started_at, deadline)
SELECT {public_id}, exam.id, paper.form_id, paper.user_id, exam.class_id, 1, 'open', paper.seed,
       paper.faces, paper.slots, 0, {address}, {at}, {deadline}
FROM candidate_paper paper
JOIN exam ON exam.id = paper.exam_id
JOIN "user" ON "user".id = paper.user_id
JOIN login_session l ON l.user_id = paper.user_id
JOIN enrolment e ON e.class_id = exam.class_id AND e.user_id = paper.user_id
WHERE paper.id = {paper} AND {as_it_is} = {as_read}
  AND exam.state = 'published' AND exam.form_id IS NOT NULL AND NOT exam.needs_eligibility
  AND l.token_hash = {token} AND l.revoked_at IS NULL AND l.expires_at > {at}
  AND "user".is_active AND e.left_at IS NULL AND e.role = 'student'
  AND NOT EXISTS (SELECT 1 FROM exam_accommodation a
                  WHERE a.exam_id = exam.id AND a.user_id = paper.user_id)
  AND NOT EXISTS (SELECT 1 FROM sitting s WHERE s.user_id = paper.user_id
                  AND (s.state = 'open' OR s.exam_id = exam.id))
{lock}
ON CONFLICT DO NOTHING RETURNING id
"""
_NAMES = ("public_id", "address", "at", "deadline", "paper", "as_read", "token")
_SQL = {
    "sqlite": _START.format(as_it_is=_AS_READ, lock="", **{name: f":{name}" for name in _NAMES}),
    # The shared lock makes a ruling on the exam wait for this start, or this start for the ruling.
    "postgresql": _START.format(
        as_it_is=_AS_READ, lock="FOR SHARE OF exam", **{name: f"%({name})s" for name in _NAMES}
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A student before an exam with a first paper that lies ready. `as_read` is all that decides."""

    user_id: int
    role: Role
    exam_public_id: str
    class_id: int
    state: str
    form_id: int | None
    opens_at: datetime
    closes_at: datetime
    minutes: int
    attempts: int
    paper_id: int
    as_read: str
    token: str

    @property
    def access(self) -> dict[str, Any]:
        """The exam's stored rules of access."""
        return json.loads(self.as_read.split("|", 3)[3].rpartition("|")[0])

    @property
    def extra_time(self) -> Decimal:
        return Decimal(self.as_read.rpartition("|")[2])


_LOOK = (
    select(
        User.id,
        Enrolment.role,
        Exam.public_id,
        Exam.class_id,
        Exam.state,
        Exam.form_id,
        Exam.opens_at,
        Exam.closes_at,
        Exam.minutes,
        Exam.attempts,
        CandidatePaper.id,
        literal_column(_AS_READ, Text).label("as_read"),
        LoginSession.token_hash,
    )
    .select_from(LoginSession)
    .join(User, User.id == LoginSession.user_id)
    .join(Exam, Exam.public_id == bindparam("exam"))
    .join(
        Enrolment,
        (Enrolment.class_id == Exam.class_id)
        & (Enrolment.user_id == User.id)
        & Enrolment.left_at.is_(None),
    )
    .join(
        CandidatePaper,
        (CandidatePaper.exam_id == Exam.id)
        & (CandidatePaper.user_id == User.id)
        & (CandidatePaper.number == 1),
    )
    .where(
        *USUAL_SIGN_IN,
        Exam.needs_eligibility.is_(False),
        ~exists().where(Accommodation.exam_id == Exam.id, Accommodation.user_id == User.id),
        ~exists().where(
            Sitting.user_id == User.id, (Sitting.state == "open") | (Sitting.exam_id == Exam.id)
        ),
    )
)
_FIELDS = tuple(Starter.__dataclass_fields__)


def look_at_start(permission: Permission, exam_id: str) -> bool:
    """The door of the start: lets in whose start is the usual one. One SQL statement."""
    names = sign_in_names()
    if names is None:
        return False
    token, since = names
    values = {"exam": exam_id, "token": token, "since": since, "at": now()}
    with quickly() as connection:
        row = connection.execute(_LOOK, values).first()
    if row is None:
        return False
    fields: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    found = Starter(**fields)
    actor = Actor(user_id=found.user_id, is_guest=False, roles={found.class_id: found.role})
    if not decide(actor, permission, Facts(class_id=found.class_id)):
        return False
    g.starter = found
    return True


def starter() -> Starter | None:
    """Who came in by the door of the start in this request."""
    return g.get("starter")


def start_quickly(found: Starter, typed: Typed, at: datetime) -> str | None:
    """Start the sitting; its public id, or None where the usual way has to decide.

    One SQL statement, committed when this returns.
    """
    access = found.access
    visit = read_visit(access, found.exam_public_id, typed)
    terms = terms_for(
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        minutes=found.minutes,
        attempts=found.attempts,
    )
    facts = StartFacts(
        is_student=found.role == Role.STUDENT,
        published=found.state == "published" and found.form_id is not None,
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        attempts=terms.attempts,
        used=0,
    )
    rules = AccessRules.from_json(access)
    where = AccessFacts(address=visit.address, from_seb=visit.from_seb, typed=visit.typed)
    # Seats are asked for on the usual way, which knows them.
    if rules.seat_code or find_refusal(facts, at) or find_refusals(rules, where):
        return None
    dialect = db.engine.dialect.name
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "address": visit.address,
        "at": at,
        "deadline": terms.deadline(at, found.extra_time),
        "paper": found.paper_id,
        "as_read": found.as_read,
        "token": found.token,
    }
    if dialect == "sqlite":
        values |= {name: stored(values[name]) for name in ("at", "deadline")}
    row = run_committed(db.engine, _SQL[dialect], values)
    return None if row is None else values["public_id"]
