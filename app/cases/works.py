"""A case as somebody works on it: the text, what they wrote, which parts they may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.cases.domain.case import Case, Opens, Part
from app.cases.domain.responses import Response, empty
from app.cases.domain.reveal import Rule, State, part_states
from app.cases.models import (
    CaseAnswer,
    CaseCommit,
    CaseOpening,
    CaseTeam,
    CaseTeamMember,
    CaseWork,
)
from app.cases.texts import parse_case, shipped_cases
from app.extensions import db
from app.web.errors import DomainError


class NoTeam(DomainError):
    """A student of a class that works in teams is in none."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这个案例分组做，你还没有分到组。请找老师。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A case as one person (or team) works on it. `work` None: nothing was written yet.

    `case` is whole, with all keys: pages are made from what `app.cases.domain.sealing` leaves of it.
    """

    case: Case
    opening: CaseOpening | None
    work: CaseWork | None
    owner: Owner
    answers: Mapping[str, CaseAnswer] = field(default_factory=dict[str, CaseAnswer])
    commits: Mapping[str, CaseCommit] = field(default_factory=dict[str, CaseCommit])
    states: Mapping[str, State] = field(default_factory=dict[str, State])

    @property
    def shown(self) -> list[str]:
        """The parts that may be read."""
        return [id_ for id_, state in self.states.items() if state is not State.SHUT]

    @property
    def finished(self) -> bool:
        """Whether every part is open to read and final."""
        return all(state is State.LOCKED for state in self.states.values())

    @property
    def told(self) -> list[str]:
        """The parts whose keys may be seen: on one's own what was handed in, in a class after release."""
        if self.opening is None:
            return [id_ for id_, state in self.states.items() if state is State.LOCKED]
        return self.shown if self.opening.released_at else []

    def part(self, id_: str) -> Part:
        return self.case.part(id_)

    def responses(self) -> dict[str, Response]:
        """What stands for each question by id."""
        return {
            question.id: self.answers[question.id].response
            if question.id in self.answers
            else empty(question)
            for question in self.case.questions
        }


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose work it is: one person's, or a team's."""

    user_id: int | None = None
    team: CaseTeam | None = None


def own_desk(case_id: str, user_id: int | None, now: datetime) -> Desk | None:
    """A shipped case as somebody works on it alone; None where there is no such case.

    Whoever began keeps the text they began with. Three SQL statements at most.
    """
    work = None
    if user_id is not None:
        work = db.session.scalar(
            select(CaseWork)
            .where(
                CaseWork.opening_id.is_(None),
                CaseWork.user_id == user_id,
                CaseWork.case_id == case_id,
            )
            .options(selectinload(CaseWork.text))
            .order_by(CaseWork.attempt.desc())
            .limit(1)
        )
    case = parse_case(work.text.text) if work else shipped_cases().get(case_id)
    return make_desk(case, None, work, Owner(user_id), now) if case else None


def class_desk(opening: CaseOpening, user_id: int, now: datetime) -> Desk:
    """An opened case as a student of the class works on it; seven SQL statements at most.

    Raises NoTeam.
    """
    owner = _owner_of(opening, user_id)
    wanted = CaseWork.team_id == owner.team.id if owner.team else CaseWork.user_id == owner.user_id
    work = db.session.scalar(select(CaseWork).where(CaseWork.opening_id == opening.id, wanted))
    return make_desk(parse_case(opening.text.text), opening, work, owner, now)


def work_desk(work: CaseWork, opening: CaseOpening, now: datetime) -> Desk:
    """A work that staff look at."""
    return make_desk(
        parse_case(opening.text.text), opening, work, Owner(work.user_id, work.team), now
    )


def rules_of(opening: CaseOpening) -> dict[str, Rule]:
    """When the parts of an opened case show."""
    return {part.part_id: Rule(Opens(part.opens), part.at) for part in opening.parts}


def states_of(
    case: Case, opening: CaseOpening | None, committed: Iterable[str], now: datetime
) -> dict[str, State]:
    """Where somebody who handed in `committed` stands with each part."""
    if opening is None:
        alone = {part.id: Rule(Opens.ANSWER) for part in case.parts}
        return part_states(case.parts, alone, set(committed), now)
    if opening.released_at is not None:
        return {part.id: State.LOCKED for part in case.parts}
    closed = opening.closes_at is not None and opening.closes_at <= now
    return part_states(case.parts, rules_of(opening), set(committed), now, closed=closed)


def _owner_of(opening: CaseOpening, user_id: int) -> Owner:
    if not opening.in_teams:
        return Owner(user_id)
    team = db.session.scalar(
        select(CaseTeam)
        .join(CaseTeamMember, CaseTeamMember.team_id == CaseTeam.id)
        .where(CaseTeamMember.opening_id == opening.id, CaseTeamMember.user_id == user_id)
        .options(selectinload(CaseTeam.members).joinedload(CaseTeamMember.user))
    )
    if team is None:
        raise NoTeam
    return Owner(team=team)


def make_desk(
    case: Case, opening: CaseOpening | None, work: CaseWork | None, owner: Owner, now: datetime
) -> Desk:
    answers, commits = _kept(work.id) if work else ({}, {})
    states = states_of(case, opening, commits, now)
    return Desk(
        case=case,
        opening=opening,
        work=work,
        owner=owner,
        answers=answers,
        commits=commits,
        states=states,
    )


def _kept(work_id: int) -> tuple[dict[str, CaseAnswer], dict[str, CaseCommit]]:
    fresh = {"populate_existing": True}
    answers = db.session.scalars(
        select(CaseAnswer).where(CaseAnswer.work_id == work_id).execution_options(**fresh)
    )
    commits = db.session.scalars(
        select(CaseCommit).where(CaseCommit.work_id == work_id).execution_options(**fresh)
    )
    return {one.question_id: one for one in answers}, {one.part_id: one for one in commits}
