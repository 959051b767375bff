"""The short way into a sitting: who asks, whose paper it is and how it stands, in one statement.

The hall saves hundreds of times a second; the usual way in (sign-in, person, classes, row) costs
four statements and as many objects. What is let in here is decided by the same policy on the same
facts. Whatever is unusual is not let in here and takes the usual way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import bindparam, select

from app.accounts.models import Identifier, LoginSession, User
from app.accounts.sessions import USUAL_SIGN_IN, sign_in_names
from app.authz.permissions import Permission, Role
from app.authz.policy import Actor, Facts, decide
from app.courses.models import Enrolment
from app.direct import quickly
from app.quiz.models import Exam, ResponseLog, Sitting
from app.web.clock import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A candidate at their own paper. `position` and `link` end the chain of its saves (0, None)."""

    id: int
    public_id: str
    class_id: int
    user_id: int
    form_id: int
    state: str
    seed: int
    slots: list[int]
    faces: dict[str, Any]
    writer: str | None
    epoch: int
    started_at: datetime
    deadline: datetime
    seen_at: datetime | None
    address: str
    exam_id: int
    exam_public_id: str
    title: str
    rule: str
    shuffle: bool
    shuffle_items: bool
    access: dict[str, Any]
    kind: str
    review: dict[str, list[str]]
    name: str
    student_no: str | None
    role: Role
    position: int
    link: str | None


def _last(column: Any) -> Any:
    query = select(column).where(ResponseLog.sitting_id == Sitting.id)
    last = query.order_by(ResponseLog.position.desc()).limit(1)
    return last.correlate(Sitting).scalar_subquery().label(f"last_{column.key}")


_QUERY = (
    select(
        Sitting.id,
        Sitting.public_id,
        Sitting.class_id,
        Sitting.user_id,
        Sitting.form_id,
        Sitting.state,
        Sitting.seed,
        Sitting.slots,
        Sitting.faces,
        Sitting.writer,
        Sitting.epoch,
        Sitting.started_at,
        Sitting.deadline,
        Sitting.seen_at,
        Sitting.address,
        Exam.id,
        Exam.public_id,
        Exam.title,
        Exam.rule,
        Exam.shuffle_options,
        Exam.shuffle_items,
        Exam.access,
        Exam.kind,
        Exam.review,
        User.name,
        Identifier.display,
        Enrolment.role,
        _last(ResponseLog.position),
        _last(ResponseLog.link),
    )
    .select_from(LoginSession)
    .join(User, User.id == LoginSession.user_id)
    .join(
        Sitting,
        (Sitting.public_id == bindparam("sitting")) & (Sitting.user_id == LoginSession.user_id),
    )
    .join(Exam, Exam.id == Sitting.exam_id)
    .join(
        Enrolment,
        (Enrolment.class_id == Sitting.class_id)
        & (Enrolment.user_id == Sitting.user_id)
        & Enrolment.left_at.is_(None),
    )
    .outerjoin(Identifier, (Identifier.user_id == User.id) & (Identifier.kind == "student_no"))
    .where(*USUAL_SIGN_IN)
)
_NAMES = tuple(Admitted.__dataclass_fields__)


def admit(permission: Permission, sitting_id: str) -> bool:
    """Let the owner of a sitting in; `admitted()` has what was found. One SQL statement."""
    names = sign_in_names()
    if names is None:
        return False
    token, since = names
    values = {"sitting": sitting_id, "token": token, "since": since, "at": now()}
    with quickly() as connection:
        row = connection.execute(_QUERY, values).first()
    if row is None:
        return False
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    values["position"] = values["position"] or 0  # no save yet
    found = Admitted(**values)
    actor = Actor(user_id=found.user_id, is_guest=False, roles={found.class_id: found.role})
    if not decide(actor, permission, Facts(class_id=found.class_id, owner_id=found.user_id)):
        return False
    g.admitted = found
    return True


def admit_row(sitting: Sitting, person: User) -> Admitted:
    """The same of a sitting that came the usual way and was authorised there."""
    exam = sitting.exam
    return Admitted(
        id=sitting.id,
        public_id=sitting.public_id,
        class_id=sitting.class_id,
        user_id=sitting.user_id,
        form_id=sitting.form_id,
        state=sitting.state,
        seed=sitting.seed,
        slots=sitting.slots,
        faces=sitting.faces,
        writer=sitting.writer,
        epoch=sitting.epoch,
        started_at=sitting.started_at,
        deadline=sitting.deadline,
        seen_at=sitting.seen_at,
        address=sitting.address,
        exam_id=exam.id,
        exam_public_id=exam.public_id,
        title=exam.title,
        rule=exam.rule,
        shuffle=exam.shuffle_options,
        shuffle_items=exam.shuffle_items,
        access=exam.access,
        kind=exam.kind,
        review=exam.review,
        name=person.name,
        student_no=person.student_no,
        role=Role.STUDENT,
        position=0,
        link=None,
    )


def admitted() -> Admitted | None:
    """Who came in by the short way in this request."""
    return g.get("admitted")
