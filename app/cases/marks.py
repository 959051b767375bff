"""Marks of works in a class: proposed by the machine, decided by people, released into the gradebook.

They stand in the ledger of `app.marking.rubrics`; the kind of work is "case", its criteria are those
of the frozen case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.cases.domain.case import Case
from app.cases.domain.marking import criteria_by_question, mark_part, rubric_of
from app.cases.domain.reveal import State
from app.cases.engine import text_marker
from app.cases.models import (
    CaseAnswer,
    CaseCommit,
    CaseOpening,
    CaseTeam,
    CaseTeamMember,
    CaseWork,
)
from app.cases.openings import hold_opening
from app.cases.texts import parse_case
from app.cases.works import Desk, states_of, work_desk
from app.database import writing
from app.extensions import db
from app.marking.domain.rubric import Marked
from app.marking.rubrics import Judgement, MarkedWork, confirm, judge, load_marked, propose
from app.web.errors import DomainError

KIND = "case"


class NotAllMarked(DomainError):
    """Marks cannot be released while somebody waits for one."""

    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """A work in the instructor's list."""

    work: CaseWork
    name: str
    states: Mapping[str, State]
    committed: Collection[str]
    marked: Marked
    saved_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Whether all its answers are final."""
        return all(state is State.LOCKED for state in self.states.values())


def numbers_of(case: Case) -> dict[str, tuple[int, ...]]:
    """The rubric's numbers by question id."""
    found = criteria_by_question(case)
    return {id_: tuple(line.number for line in lines) for id_, lines in found.items()}


def propose_part(desk: Desk, part_id: str, at: datetime) -> None:
    """What the machine gives for a part that has become final; inside the caller's `writing()`."""
    if desk.opening is None or desk.work is None:
        return
    numbers = numbers_of(desk.case)
    found = mark_part(desk.part(part_id), desk.responses(), text_marker())
    by_number = {numbers[id_][0]: one for id_, one in found.items()}
    propose(marked_work(desk.opening, desk.work), rubric_of(desk.case), by_number, at)


def marked_work(opening: CaseOpening, work: CaseWork) -> MarkedWork:
    """Whose work is marked. Of a team the ledger names the member with the lowest id; marks reach all."""
    learner = work.user_id
    if learner is None:
        learner = db.session.scalars(
            select(CaseTeamMember.user_id)
            .where(CaseTeamMember.team_id == work.team_id)
            .order_by(CaseTeamMember.user_id)
            .limit(1)
        ).one()
    return MarkedWork(kind=KIND, work_id=work.id, class_id=opening.class_id, learner_id=learner)


def settle(opening: CaseOpening, now: datetime) -> int:
    """Make final what time or the instructor has ended, and let the machine mark it; returns how much.

    Called before works are listed, marked or released: nobody has to be there when a date passes.
    Costs two SQL statements where nothing is to be done.
    """
    case = parse_case(opening.text.text)
    due = _due(case, opening, now)
    if not due:
        return 0
    with writing():
        held = hold_opening(opening.id)
        due = _due(case, held, now)
        works = {work.id: work for work in _works(held.id)}
        for work_id, part_id in due:
            db.session.execute(select(CaseWork.id).where(CaseWork.id == work_id).with_for_update())
            if db.session.get(CaseCommit, (work_id, part_id)) is not None:
                continue
            db.session.add(CaseCommit(work_id=work_id, part_id=part_id, committed_at=now))
            db.session.flush()
            propose_part(work_desk(works[work_id], held, now), part_id, now)
    return len(due)


def list_works(opening: CaseOpening, now: datetime) -> list[WorkRow]:
    """The works of an opened case by name; five SQL statements, however many."""
    case = parse_case(opening.text.text)
    works = _works(opening.id)
    ids = [work.id for work in works]
    commits = _commits(ids)
    saved: dict[int, datetime] = {}
    for work_id, at in db.session.execute(
        select(CaseAnswer.work_id, CaseAnswer.saved_at).where(CaseAnswer.work_id.in_(ids))
    ):
        saved[work_id] = max(at, saved.get(work_id, at))
    marked = load_marked(KIND, ids, rubric_of(case)) if ids else {}
    rows = [
        WorkRow(
            work=work,
            name=owner_name(work),
            states=states_of(case, opening, commits.get(work.id, ()), now),
            committed=commits.get(work.id, ()),
            marked=marked[work.id],
            saved_at=saved.get(work.id),
        )
        for work in works
    ]
    return sorted(rows, key=lambda row: (row.work.team.number if row.work.team else 0, row.name))


def owner_name(work: CaseWork) -> str:
    """Whose work it is, as staff read it."""
    if work.team is not None:
        names = "、".join(member.user.name for member in work.team.members)
        return _("第 %(n)s 组（%(names)s）", n=work.team.number, names=names)
    return work.user.name if work.user else ""


def judge_work(
    opening: CaseOpening,
    work: CaseWork,
    judgements: Collection[Judgement],
    author_id: int,
    at: datetime,
    *,
    confirming: bool,
) -> int:
    """Append a person's marks; with `confirming` the machine's remaining ones become theirs too."""
    rubric = rubric_of(parse_case(opening.text.text))
    whose = marked_work(opening, work)
    with writing():
        count = judge(whose, rubric, judgements, author_id, at)
        if confirming:
            count += confirm(whose, rubric, author_id, at)
        return count


def marked_of(opening: CaseOpening, work_id: int) -> Marked:
    """The rubric of one work as it is filled in; one SQL statement."""
    return load_marked(KIND, [work_id], rubric_of(parse_case(opening.text.text)))[work_id]


def check_release(rows: Sequence[WorkRow]) -> None:
    """Raises NotAllMarked, saying how many wait."""
    open_still = sum(not row.over for row in rows)
    if open_still:
        raise NotAllMarked(
            ngettext(
                "还有 %(num)s 份没有交完。先设截止时间，或等交完再公布。",
                "还有 %(num)s 份没有交完。先设截止时间，或等交完再公布。",
                open_still,
            )
        )
    waiting = sum(not row.marked.complete for row in rows)
    if waiting:
        raise NotAllMarked(
            ngettext("还有 %(num)s 份没有批完。", "还有 %(num)s 份没有批完。", waiting)
        )


def confirm_all(
    opening: CaseOpening, rows: Sequence[WorkRow], author_id: int, at: datetime
) -> None:
    """The machine's marks that nobody touched become the instructor's; inside the caller's `writing()`."""
    rubric = rubric_of(parse_case(opening.text.text))
    for row in rows:
        if row.marked.provisional:
            confirm(marked_work(opening, row.work), rubric, author_id, at)


def full_marks(opening: CaseOpening) -> Decimal:
    return parse_case(opening.text.text).points


def _due(case: Case, opening: CaseOpening, now: datetime) -> list[tuple[int, str]]:
    """Parts of works that are final without having been handed in."""
    ids = list(db.session.scalars(select(CaseWork.id).where(CaseWork.opening_id == opening.id)))
    commits = _commits(ids)
    found: list[tuple[int, str]] = []
    for work_id in ids:
        done = commits.get(work_id, set[str]())
        states = states_of(case, opening, done, now)
        found += [
            (work_id, part.id)
            for part in case.parts
            if part.questions and part.id not in done and states[part.id] is State.LOCKED
        ]
    return found


def _commits(work_ids: Collection[int]) -> dict[int, set[str]]:
    query = select(CaseCommit.work_id, CaseCommit.part_id).where(CaseCommit.work_id.in_(work_ids))
    found: dict[int, set[str]] = {}
    for work_id, part_id in db.session.execute(query):
        found.setdefault(work_id, set()).add(part_id)
    return found


def _works(opening_id: int) -> list[CaseWork]:
    query = (
        select(CaseWork)
        .where(CaseWork.opening_id == opening_id)
        .options(
            joinedload(CaseWork.user),
            selectinload(CaseWork.team)
            .selectinload(CaseTeam.members)
            .joinedload(CaseTeamMember.user),
        )
        .order_by(CaseWork.id)
    )
    return list(db.session.scalars(query).unique())


def people_of(work: CaseWork) -> list[int]:
    """User ids that a work's mark belongs to."""
    if work.team is not None:
        return [member.user_id for member in work.team.members]
    return [work.user_id] if work.user_id is not None else []
