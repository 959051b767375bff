"""Labels that people say are wrong: asked about by learners, decided by instructors, exported.

Every step is a row that stays. A decision plays the conversation again from what was stored, so that the
same rows always give the same mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.roleplay.domain.acts import Act, Judgement, Taboo
from app.roleplay.models import PlayAssignment, PlayLabel, PlayRun, PlayScript, PlayTurn
from app.roleplay.services.marks import propose_marks
from app.roleplay.services.played import held_labels, load_played, read_judgement
from app.roleplay.services.runs import hold_run, keep_marks
from app.web.errors import DomainError

LONGEST_NOTE = 500
MOST_LINES = 200


class LabelProblem(DomainError):
    """The labels were not stored; nothing was changed."""

    status = 422


@dataclass(frozen=True, slots=True)
class Given:
    """Labels as a person ticked them."""

    acts: tuple[Act, ...]
    taboo: Taboo | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line in the instructor's queue: unsure, or asked about. `judgement` is the judge's own."""

    turn: PlayTurn
    run: PlayRun
    judgement: Judgement
    asked: PlayLabel | None


def ask(turn_id: int, given: Given, user_id: int, at: datetime) -> None:
    """A learner says what the labels should be; an instructor will see it."""
    _check(given)
    with writing():
        turn = db.session.get_one(PlayTurn, turn_id)
        judged = read_judgement(turn.judgement)
        if (set(judged.acts), judged.taboo) == (set(given.acts), given.taboo):
            raise LabelProblem(_("和现在的标签一样。请改成你认为对的，再提交。"))
        hold_run(turn.run_id)
        db.session.add(_next_row(turn_id, "ask", given, user_id, at))


def decide(turn_id: int, given: Given | None, author_id: int, at: datetime) -> PlayLabel:
    """An instructor sets a turn's labels, or (None) leaves them as the judge found them.

    The conversation is played again, and its mark follows; criteria that a person has judged stay.
    """
    if given is not None:
        _check(given)
    with writing():
        turn = db.session.get_one(PlayTurn, turn_id)
        run = hold_run(turn.run_id)
        kind = "keep" if given is None else "correct"
        label = _next_row(turn_id, kind, given or _as_judged(turn), author_id, at)
        played = load_played(run, {turn_id: label if given else None})
        label.before = run.points
        if run.ended_at is not None:
            keep_marks(played)
            if run.assignment_id is not None:
                propose_marks(played, at)
        label.after = run.points
        db.session.add(label)
    return label


def latest_by_turn(run_id: int) -> dict[int, PlayLabel]:
    """The newest label row of each turn that has one, by turn id; one SQL statement."""
    newest = (
        select(PlayLabel.turn_id, func.max(PlayLabel.number).label("number"))
        .join(PlayTurn, PlayTurn.id == PlayLabel.turn_id)
        .where(PlayTurn.run_id == run_id)
        .group_by(PlayLabel.turn_id)
        .subquery()
    )
    query = select(PlayLabel).join(
        newest, and_(PlayLabel.turn_id == newest.c.turn_id, PlayLabel.number == newest.c.number)
    )
    rows = db.session.scalars(query.options(joinedload(PlayLabel.author)))
    return {row.turn_id: row for row in rows}


def history(turn_id: int) -> list[PlayLabel]:
    """All that was said of a turn's labels, oldest first."""
    query = select(PlayLabel).where(PlayLabel.turn_id == turn_id).order_by(PlayLabel.number)
    return list(db.session.scalars(query.options(joinedload(PlayLabel.author))))


def queue(class_id: int) -> list[Waiting]:
    """The lines that wait for an instructor of this class, oldest first; two SQL statements."""
    query = _of_class(class_id).where(or_(_is_asked(), _is_unsure()))
    query = query.order_by(PlayTurn.id).limit(MOST_LINES)
    rows = list(db.session.execute(query))
    asked = _asked_by_turn([turn.id for turn, _run in rows])
    return [
        Waiting(turn, run, read_judgement(turn.judgement), asked.get(turn.id)) for turn, run in rows
    ]


def count_waiting(class_id: int) -> int:
    """How many lines wait; one SQL statement."""
    query = _of_class(class_id).where(or_(_is_asked(), _is_unsure()))
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def count_corrected(class_id: int) -> int:
    """How many lines have been given other labels; one SQL statement."""
    corrected = exists().where(PlayLabel.turn_id == PlayTurn.id, PlayLabel.kind == "correct")
    query = _of_class(class_id).where(corrected)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def find_line(class_id: int, turn_id: int) -> Waiting | None:
    """One line said by a student of this class, decided or not; else None."""
    row = db.session.execute(_of_class(class_id).where(PlayTurn.id == turn_id)).one_or_none()
    if row is None:
        return None
    turn, run = row
    return Waiting(
        turn, run, read_judgement(turn.judgement), _asked_by_turn([turn.id]).get(turn.id)
    )


def accepted_corrections(class_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Corrections that hold, of one class or of all, as lines of the example bank without a name; the
    newest of equal utterances."""
    query = select(PlayTurn) if class_id is None else _of_class(class_id)
    corrected = exists().where(PlayLabel.turn_id == PlayTurn.id, PlayLabel.kind == "correct")
    turns = list(db.session.scalars(query.where(corrected).order_by(PlayTurn.id)))
    held = held_labels(sorted({turn.run_id for turn in turns}))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for turn in turns:
        if (label := held.get(turn.id)) is not None:
            found[turn.context, turn.text] = {
                "id": f"fix-{turn.id}",
                "context": turn.context,
                "utterance": turn.text,
                "acts": label.acts,
                "taboo": label.taboo or False,
                "channel": "chat",
                "hand": "fix",
                "pattern": "",
            }
    yield from found.values()


def _of_class(class_id: int) -> Select[PlayTurn, PlayRun]:
    """Lines in class work of a class, and in the practice of those who study in it now."""
    studies = exists().where(
        Enrolment.user_id == PlayRun.user_id,
        Enrolment.class_id == class_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.left_at.is_(None),
    )
    here = select(PlayAssignment.id).where(PlayAssignment.class_id == class_id)
    return (
        select(PlayTurn, PlayRun)
        .join(PlayRun, PlayRun.id == PlayTurn.run_id)
        .options(joinedload(PlayRun.user))
        .options(joinedload(PlayRun.script).defer(PlayScript.source))
        .where(or_(PlayRun.assignment_id.in_(here), and_(PlayRun.assignment_id.is_(None), studies)))
    )


def _is_asked() -> Any:
    """A learner asked, and nobody decided since."""
    later = aliased(PlayLabel)
    decided = exists().where(
        later.turn_id == PlayLabel.turn_id,
        later.number > PlayLabel.number,
        later.kind != "ask",
    )
    return exists().where(PlayLabel.turn_id == PlayTurn.id, PlayLabel.kind == "ask", ~decided)


def _is_unsure() -> Any:
    decided = exists().where(PlayLabel.turn_id == PlayTurn.id, PlayLabel.kind != "ask")
    return and_(PlayTurn.unsure, ~decided)


def _asked_by_turn(turn_ids: list[int]) -> dict[int, PlayLabel]:
    query = select(PlayLabel).where(PlayLabel.turn_id.in_(turn_ids), PlayLabel.kind == "ask")
    return {row.turn_id: row for row in db.session.scalars(query.order_by(PlayLabel.number))}


def _next_row(turn_id: int, kind: str, given: Given, author_id: int, at: datetime) -> PlayLabel:
    """The next row of a turn; its run is held, so that numbers follow each other."""
    last = db.session.scalar(
        select(func.coalesce(func.max(PlayLabel.number), 0)).where(PlayLabel.turn_id == turn_id)
    )
    return PlayLabel(
        turn_id=turn_id,
        number=(last or 0) + 1,
        kind=kind,
        acts=[act.value for act in given.acts],
        taboo=given.taboo.value if given.taboo else "",
        note=given.note,
        author_id=author_id,
        created_at=at,
    )


def _as_judged(turn: PlayTurn) -> Given:
    judged = read_judgement(turn.judgement)
    return Given(judged.acts, judged.taboo)


def _check(given: Given) -> None:
    if len(given.note) > LONGEST_NOTE:
        raise LabelProblem(_("说明最多 %(n)s 个字。", n=LONGEST_NOTE))
