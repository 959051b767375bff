"""A case that a class works on: opened, changed, its parts opened one after another, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.authz.permissions import Role
from app.cases.domain.case import Case, Opens
from app.cases.domain.reveal import Rule
from app.cases.models import CaseCommit, CaseOpening, CasePart, CaseWork
from app.cases.texts import freeze, parse_case
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


class CannotOpen(DomainError):
    """A part or a case cannot be opened as asked."""

    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the instructor decides. `rules` are by part id; dates are instants."""

    title: str
    rules: Mapping[str, Rule]
    closes_at: datetime | None
    category_id: int | None
    in_teams: bool = False
    post_first: bool = True
    may_hide_name: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCard:
    """An opened case in a list; `begun` and `done` count works begun and wholly handed in."""

    opening: CaseOpening
    case: Case
    course_class: CourseClass
    begun: int = 0
    done: int = 0


def open_case(
    class_id: int, text: str, settings: Settings, author_id: int, at: datetime
) -> CaseOpening:
    """Let a class work on a case. `text` was checked by its spec."""
    case = parse_case(text)
    with writing():
        opening = CaseOpening(
            class_id=class_id,
            text_id=freeze(text, at).id,
            case_id=case.id,
            title=settings.title,
            author_id=author_id,
            created_at=at,
        )
        opening.parts = [
            CasePart(part_id=part.id, position=n, opens=part.opens.value)
            for n, part in enumerate(case.parts)
        ]
        _apply(opening, settings)
        db.session.add(opening)
    return opening


def change_opening(opening_id: int, settings: Settings, at: datetime) -> None:
    """Store changed settings. A part that is open to all stays open: what was seen was seen.

    Raises CannotOpen where works were begun and the class would change between alone and teams.
    """
    with writing():
        opening = hold_opening(opening_id)
        if settings.in_teams != opening.in_teams and count_works([opening.id]):
            raise CannotOpen(_("已经有人开始做了，不能再改成分组或单独做。"))
        kept = {
            part.part_id: Rule(Opens(part.opens), part.at)
            for part in opening.parts
            if Rule(Opens(part.opens), part.at).opens_for_all(at)
        }
        _apply(opening, settings, kept)


def open_part(opening_id: int, part_id: str, at: datetime) -> None:
    """Open a part to everybody now; what was saved for the part before is final with that.

    Parts before it that wait for the instructor or a date open with it.
    """
    with writing():
        opening = hold_opening(opening_id)
        place = next((p.position for p in opening.parts if p.part_id == part_id), 0)
        if not place:
            raise CannotOpen(_("这一部分不用另外开放。"))
        for part in opening.parts[1 : place + 1]:
            if not Rule(Opens(part.opens), part.at).opens_for_all(at):
                part.opens, part.at = Opens.STAFF.value, at


def withdraw(opening_id: int, at: datetime | None) -> None:
    """Take a case from the students' pages (None: give it back). Nothing that was written is lost."""
    with writing():
        hold_opening(opening_id).withdrawn_at = at


def hold_opening(opening_id: int) -> CaseOpening:
    """The row, held until the end of the transaction."""
    return db.session.scalars(
        select(CaseOpening)
        .where(CaseOpening.id == opening_id)
        .options(selectinload(CaseOpening.parts), selectinload(CaseOpening.text))
        .execution_options(populate_existing=True)
        .with_for_update(of=CaseOpening)
    ).one()


def list_openings(class_id: int) -> list[OpeningCard]:
    """The opened cases of a class, newest first; four SQL statements."""
    query = (
        select(CaseOpening)
        .where(CaseOpening.class_id == class_id)
        .options(selectinload(CaseOpening.text), selectinload(CaseOpening.parts))
        .order_by(CaseOpening.id.desc())
    )
    openings = list(db.session.scalars(query))
    course_class = db.session.get_one(CourseClass, class_id)
    return _cards(openings, {class_id: course_class})


def openings_for(user_id: int) -> list[OpeningCard]:
    """What the person's classes are to work on, newest first; four SQL statements."""
    query = (
        select(CaseOpening, CourseClass)
        .join(CourseClass, CourseClass.id == CaseOpening.class_id)
        .join(Enrolment, Enrolment.class_id == CourseClass.id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
            CaseOpening.withdrawn_at.is_(None),
        )
        .options(selectinload(CaseOpening.text), selectinload(CaseOpening.parts))
        .order_by(CaseOpening.id.desc())
    )
    rows = db.session.execute(query).all()
    return _cards([row[0] for row in rows], {row[1].id: row[1] for row in rows}, counted=False)


def assigned(user_id: int, case_id: str) -> CaseOpening | None:
    """The opening in which a student is to work on a case whose keys are not released; one SQL statement.

    Until then the library's copy of it is closed to them: it would show later parts and keys.
    """
    query = (
        select(CaseOpening)
        .join(Enrolment, Enrolment.class_id == CaseOpening.class_id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.left_at.is_(None),
            CaseOpening.case_id == case_id,
            CaseOpening.withdrawn_at.is_(None),
            CaseOpening.released_at.is_(None),
        )
        .order_by(CaseOpening.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def count_works(opening_ids: Collection[int]) -> dict[int, int]:
    """How many works were begun, by opening."""
    query = (
        select(CaseWork.opening_id, func.count())
        .where(CaseWork.opening_id.in_(opening_ids))
        .group_by(CaseWork.opening_id)
    )
    return {opening: n for opening, n in db.session.execute(query) if opening is not None}


def count_done(openings: Sequence[CaseOpening], last_parts: Mapping[int, str]) -> dict[int, int]:
    """How many works have their last part handed in, by opening."""
    query = (
        select(CaseWork.opening_id, CaseCommit.part_id, func.count())
        .join(CaseCommit, CaseCommit.work_id == CaseWork.id)
        .where(CaseWork.opening_id.in_([one.id for one in openings]))
        .group_by(CaseWork.opening_id, CaseCommit.part_id)
    )
    return {
        opening: n
        for opening, part, n in db.session.execute(query)
        if opening is not None and last_parts.get(opening) == part
    }


def last_part(case: Case) -> str:
    """The part after which nothing more is to be answered."""
    return next(part.id for part in reversed(case.parts) if part.questions)


def _cards(
    openings: Sequence[CaseOpening], classes: Mapping[int, CourseClass], *, counted: bool = True
) -> list[OpeningCard]:
    cases = {one.id: parse_case(one.text.text) for one in openings}
    begun = count_works(list(cases)) if counted and openings else {}
    lasts = {id_: last_part(case) for id_, case in cases.items()}
    done = count_done(openings, lasts) if counted and openings else {}
    return [
        OpeningCard(
            opening=one,
            case=cases[one.id],
            course_class=classes[one.class_id],
            begun=begun.get(one.id, 0),
            done=done.get(one.id, 0),
        )
        for one in openings
    ]


def _apply(
    opening: CaseOpening, settings: Settings, kept: Mapping[str, Rule] | None = None
) -> None:
    opening.title = settings.title
    opening.closes_at = settings.closes_at
    opening.category_id = settings.category_id
    opening.in_teams = settings.in_teams
    opening.post_first = settings.post_first
    opening.may_hide_name = settings.may_hide_name
    for part in opening.parts[1:]:
        rule = (kept or {}).get(part.part_id) or settings.rules.get(part.part_id)
        if rule is not None:
            part.opens, part.at = rule.opens.value, rule.at
    if opening.parts:
        opening.parts[0].opens, opening.parts[0].at = Opens.START.value, None
