"""Keeping what is written on a case: savings that nothing overwrites unseen, answers that become final."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.cases.domain.responses import Response, empty
from app.cases.domain.reveal import State
from app.cases.models import CaseAnswer, CaseCommit, CaseOpening, CaseText, CaseWork
from app.cases.texts import freeze, shipped_text
from app.cases.works import Desk, make_desk, own_desk
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError


class PartIsFinal(DomainError):
    """The answers to a part can no longer be changed."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这一部分已经交了，或者到了时间，不能再改。刚才写的没有存。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody wrote for a question. `seen` is the revision that their page showed (0: none)."""

    question_id: str
    response: Response
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """Revisions by question after a saving; `conflicts` are those that somebody changed meanwhile."""

    revisions: Mapping[str, int]
    conflicts: Sequence[str] = ()


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
            after(make_desk(held.case, held.opening, held.work, held.owner, now), part_id)
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
    held = make_desk(desk.case, opening, work, desk.owner, now)
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
