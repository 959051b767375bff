"""Working on a case: what one sees of it, savings that nothing overwrites unseen, final answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
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
    CaseText,
    CaseWork,
)
from app.cases.texts import freeze, parse_case, shipped_cases, shipped_text
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


class PartIsFinal(DomainError):
    """The answers to a part can no longer be changed."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这一部分已经交了，或者到了时间，不能再改。刚才写的没有存。"))


class NoTeam(DomainError):
    """A student of a class that works in teams is in none."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这个案例分组做，你还没有分到组。请找老师。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody wrote for a question. `seen` is the revision that their page showed (0: none)."""

    question_id: str
    response: Response
    seen: int = 0


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


@dataclass(frozen=True, slots=True)
class Saved:
    """Revisions by question after a saving; `conflicts` are those that somebody changed meanwhile."""

    revisions: Mapping[str, int]
    conflicts: Sequence[str] = ()


# ── opening a desk ──────────────────────────────────────────────────────────────────────────────


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
    return _desk(case, None, work, Owner(user_id), now) if case else None


def class_desk(opening: CaseOpening, user_id: int, now: datetime) -> Desk:
    """An opened case as a student of the class works on it; seven SQL statements at most.

    Raises NoTeam.
    """
    owner = _owner_of(opening, user_id)
    wanted = CaseWork.team_id == owner.team.id if owner.team else CaseWork.user_id == owner.user_id
    work = db.session.scalar(select(CaseWork).where(CaseWork.opening_id == opening.id, wanted))
    return _desk(parse_case(opening.text.text), opening, work, owner, now)


def work_desk(work: CaseWork, opening: CaseOpening, now: datetime) -> Desk:
    """A work that staff look at."""
    return _desk(parse_case(opening.text.text), opening, work, Owner(work.user_id, work.team), now)


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


def _desk(
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


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


def save_answers(
    desk: Desk, part_id: str, entries: Sequence[Entry], author_id: int, now: datetime
) -> Saved:
    """Keep what was written for questions of a part.

    A question that somebody else changed since the page was shown is left as it is and named; all
    others are kept. Raises PartIsFinal.
    """
    with writing():
        held, work_id = _hold(desk, part_id, now)
        return _store(held, work_id, entries, author_id, now)


def commit_part(
    desk: Desk,
    part_id: str,
    entries: Sequence[Entry],
    author_id: int,
    now: datetime,
    after: Callable[[Desk, str], None] | None = None,
) -> Saved:
    """Keep what was written and make the part final; with conflicts nothing becomes final.

    `after` runs in the same transaction, with the desk as it then is. Raises PartIsFinal.
    """
    with writing():
        held, work_id = _hold(desk, part_id, now)
        saved = _store(held, work_id, entries, author_id, now)
        if saved.conflicts:
            return saved
        db.session.add(
            CaseCommit(work_id=work_id, part_id=part_id, author_id=author_id, committed_at=now)
        )
        db.session.flush()
        if after is not None:
            after(_desk(held.case, held.opening, held.work, held.owner, now), part_id)
        return saved


def begin_again(case_id: str, user_id: int, now: datetime) -> None:
    """Begin a case anew on one's own, with its text of today; what was written before stays kept."""
    with writing():
        desk = own_desk(case_id, user_id, now)
        text = shipped_text(case_id)
        if desk is None or desk.work is None or text is None:
            return
        row = CaseWork(
            user_id=user_id,
            text_id=freeze(text, now).id,
            case_id=case_id,
            attempt=desk.work.attempt + 1,
            created_at=now,
        )
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            pass  # begun in another window at the same moment


def _hold(desk: Desk, part_id: str, now: datetime) -> tuple[Desk, int]:
    """The desk as it is now and the id of its work, held until the end of the transaction; the part is
    still open.
    """
    work = desk.work or _begin(desk, now)
    db.session.execute(select(CaseWork.id).where(CaseWork.id == work.id).with_for_update())
    opening = desk.opening
    if opening is not None:
        # Held before the work's owner is told that something is kept: the instructor may be opening
        # the next part at this moment.
        opening = db.session.scalars(
            select(CaseOpening)
            .where(CaseOpening.id == opening.id)
            .options(selectinload(CaseOpening.parts))
            .execution_options(populate_existing=True)
            .with_for_update(read=True, of=CaseOpening)
        ).one()
        if opening.withdrawn_at is not None:
            raise PartIsFinal
    held = _desk(desk.case, opening, work, desk.owner, now)
    if held.states.get(part_id) is not State.OPEN:
        raise PartIsFinal
    return held, work.id


def _begin(desk: Desk, now: datetime) -> CaseWork:
    """The row of a work, made with the first thing worth keeping."""
    text_id = desk.opening.text_id if desk.opening else _freeze_shipped(desk.case.id, now)
    row = CaseWork(
        opening_id=desk.opening.id if desk.opening else None,
        user_id=desk.owner.user_id,
        team_id=desk.owner.team.id if desk.owner.team else None,
        text_id=text_id,
        case_id=desk.case.id,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return _begun_meanwhile(desk)
    return row


def _begun_meanwhile(desk: Desk) -> CaseWork:
    owner = desk.owner
    query = select(CaseWork).where(
        CaseWork.team_id == owner.team.id if owner.team else CaseWork.user_id == owner.user_id,
        CaseWork.opening_id == desk.opening.id
        if desk.opening
        else CaseWork.opening_id.is_(None) & (CaseWork.case_id == desk.case.id),
    )
    return db.session.scalars(query.order_by(CaseWork.attempt.desc()).limit(1)).one()


def _freeze_shipped(case_id: str, now: datetime) -> int:
    text = shipped_text(case_id)
    if text is None:
        raise LookupError(f"no case {case_id}")
    row: CaseText = freeze(text, now)
    return row.id


def _store(
    desk: Desk, work_id: int, entries: Sequence[Entry], author_id: int, now: datetime
) -> Saved:
    revisions = {id_: row.revision for id_, row in desk.answers.items()}
    conflicts: list[str] = []
    for entry in entries:
        row = desk.answers.get(entry.question_id)
        was = row.response if row else empty(desk.case.question(entry.question_id))
        if entry.response == was:
            continue
        if entry.seen != revisions.get(entry.question_id, 0):
            conflicts.append(entry.question_id)
            continue
        if row is None:
            row = CaseAnswer(work_id=work_id, question_id=entry.question_id, revision=0)
            db.session.add(row)
        row.response, row.saved_at, row.author_id = entry.response, now, author_id
        row.revision = (row.revision or 0) + 1
        revisions[entry.question_id] = row.revision
    db.session.flush()
    return Saved(revisions, tuple(conflicts))
