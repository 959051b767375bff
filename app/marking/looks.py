"""Second looks (复核): asked for by the learner, answered by the staff, for every kind of work.

Whoever writes holds the work first (`WorkSource.hold`) and reads afterwards: a decision, a message, a
withdrawal and a ruling on the same answer come one after another. Steps are only ever added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from app.database import writing
from app.extensions import db
from app.marking.answers import points_judged
from app.marking.domain.looks import (
    SHORTEST_REASON,
    Act,
    LookError,
    Refusal,
    State,
    after,
    check_words,
    find_refusal,
)
from app.marking.domain.points import PointsError, add_up
from app.marking.ledger import NewMark, history, record_marks
from app.marking.look_words import fault_words, refusal_words
from app.marking.models import LookStep, MarkEvent, Ruling, SecondLook
from app.marking.standing import is_running, load_rulings
from app.marking.works import Answered, Asked, get_reviewable
from app.web.errors import DomainError
from app.web.numbers import plain, read_number

REASON = "复核"


class LookRefused(DomainError):
    """The step was not taken and nothing was changed; the message says why.

    `field` names what was typed wrong, where it was that.
    """

    status = 409

    def __init__(self, message: str, *, name: str = "", status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.field = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a marker typed. `points` by key point, `seen` the number of the mark event they saw."""

    act: Act
    words: str
    seen: int = 0
    points: Mapping[str, str] = field(default_factory=dict[str, str])


def looks_of(kind: str, work_ids: Collection[int]) -> dict[int, dict[int, list[SecondLook]]]:
    """Requests by work and part, oldest first, with their steps; two SQL statements."""
    query = (
        select(SecondLook)
        .where(SecondLook.work_kind == kind, SecondLook.work_id.in_(work_ids))
        .options(selectinload(SecondLook.steps))
        .order_by(SecondLook.number)
        .execution_options(populate_existing=True)
    )
    found: dict[int, dict[int, list[SecondLook]]] = {}
    for look in db.session.scalars(query):
        found.setdefault(look.work_id, {}).setdefault(look.part_id, []).append(look)
    return found


def count_states(kind: str, work_ids: Collection[int]) -> dict[int, dict[State, int]]:
    """How many requests of each work stand where; one SQL statement."""
    query = (
        select(SecondLook.work_id, SecondLook.state, func.count())
        .where(SecondLook.work_kind == kind, SecondLook.work_id.in_(work_ids))
        .group_by(SecondLook.work_id, SecondLook.state)
    )
    found: dict[int, dict[State, int]] = {}
    for work, state, count in db.session.execute(query):
        found.setdefault(work, {})[State(state)] = count
    return found


def load_steps(look: SecondLook) -> list[LookStep]:
    """The steps of a request with their authors, oldest first; one SQL statement."""
    query = (
        select(LookStep)
        .where(LookStep.look_id == look.id)
        .options(joinedload(LookStep.author))
        .order_by(LookStep.number)
    )
    return list(db.session.scalars(query))


def why_not(
    asked: Asked, states: Sequence[State], mark: Decimal | None, at: datetime
) -> Refusal | None:
    """Why its learner may not ask about an answer now; None where they may."""
    return find_refusal(
        asked.window,
        at,
        sees_marks=asked.sees_marks,
        counts=asked.counts,
        mark=mark,
        states=tuple(states),
    )


def ask(
    kind: str, work_id: int, part_id: int, learner_id: int, reason: str, at: datetime
) -> SecondLook:
    """Ask for a second look at one's own answer. Raises LookRefused; of two at once one is refused."""
    words = _words(reason, least=SHORTEST_REASON, name="reason")
    source = get_reviewable(kind)
    try:
        with writing():
            source.hold([work_id])
            asked = source.find_asked(work_id, part_id, at)
            if asked is None or asked.learner_id != learner_id:
                raise LookRefused(_("这份答卷里没有这一题。"), status=404)
            earlier = looks_of(kind, [work_id]).get(work_id, {}).get(part_id, [])
            event = _newest(kind, work_id, part_id)
            mark = event.new if event else None
            states = [State(one.state) for one in earlier]
            if (refusal := why_not(asked, states, mark, at)) is not None:
                raise LookRefused(refusal_words(refusal))
            look = SecondLook(
                class_id=asked.class_id,
                work_kind=kind,
                paper_id=asked.paper_id,
                work_id=work_id,
                part_id=part_id,
                number=len(earlier) + 1,
                learner_id=learner_id,
                state=State.ASKED,
                created_at=at,
            )
            db.session.add(look)
            db.session.flush()
            _add(look, Act.ASK, learner_id, words, at, 0, by_staff=False, old=mark, event=event)
    except IntegrityError:
        raise LookRefused(refusal_words(Refusal.OPEN)) from None
    return look


def say(look: SecondLook, author_id: int, words: str, at: datetime, *, by_staff: bool) -> None:
    """Add a message to an open request; the staff's first one says that it is being worked on."""
    told = _words(words, name="words")
    with writing():
        _step(look.id, Act.SAY, author_id, told, at, by_staff=by_staff)


def withdraw(look: SecondLook, author_id: int, at: datetime) -> None:
    """Take one's own open request back; the mark stays."""
    with writing():
        _step(look.id, Act.WITHDRAW, author_id, "", at, by_staff=False)


def reopen(look: SecondLook, author_id: int, words: str, at: datetime) -> None:
    """Open an answered request again, with a reason; the mark that holds stays until it is decided."""
    told = _words(words, name="words")
    try:
        with writing():
            _step(look.id, Act.REOPEN, author_id, told, at, by_staff=True)
    except IntegrityError:
        raise LookRefused(
            _("这位考生对这道题又提了一份申请，还没有答复。请在那一份里答复。")
        ) from None


def decide(look: SecondLook, decision: Decision, author_id: int, at: datetime) -> None:
    """Answer a request: the mark stands, changes, or follows what was decided for everybody.

    Raises LookRefused, also where the mark was changed since the page was opened. A new mark is given
    in the same transaction, and what rests on marks follows in it.
    """
    words = _words(decision.words, name="words")
    source = get_reviewable(look.work_kind)
    with writing():
        row = _hold(look.id)
        if row.learner_id == author_id:
            raise LookRefused(_("不能答复自己的申请，请另一位老师来。"), status=403)
        event = _newest(row.work_kind, row.work_id, row.part_id)
        values: dict[str, Any] = {"event": event}
        if decision.act is Act.RULING:
            values["ruling_id"] = _ruling_for(row).id
        elif decision.seen != (event.number if event else 0):
            raise LookRefused(_("这道题的分数刚刚变过，没有记下你的答复。请看过现在的分数再定。"))
        if decision.act is Act.CHANGE:
            _refuse_if_closed(row)
            answered = source.find_answered(row.work_id, row.part_id, at)
            if answered is None:
                raise LookRefused(_("这份答卷里没有这一题。"), status=404)
            mark = _new_mark(row, answered, decision.points, event, author_id)
            record_marks([mark], at)
            source.after_marks([row.work_id], at)
            values["event"] = _newest(row.work_kind, row.work_id, row.part_id)
        before = _asked_about(row) if decision.act is Act.RULING else event.new if event else None
        _take(row, decision.act, author_id, words, at, by_staff=True, old=before, **values)


def _refuse_if_closed(row: SecondLook) -> None:
    """No mark is given beside a request that is not open, nor while a ruling goes through the paper."""
    if not State(row.state).is_open:
        raise LookRefused(_("这份申请已经答复或撤回，没有改分。"))
    if is_running(row.work_kind, row.paper_id):
        raise LookRefused(_("正在给这份试卷改分，改完再答复。"))


def _asked_about(row: SecondLook) -> Decimal | None:
    """The mark that held when the request was made, or was opened again."""
    query = select(LookStep.new).where(
        LookStep.look_id == row.id, LookStep.act.in_((Act.ASK, Act.REOPEN))
    )
    return db.session.scalar(query.order_by(LookStep.number.desc()).limit(1))


def _ruling_for(row: SecondLook) -> Ruling:
    """The newest step for everybody on the question; without one there is nothing to point to."""
    rulings = load_rulings(row.work_kind, row.part_id)
    if not rulings or rulings[-1].state == "running":
        raise LookRefused(
            _("这道题还没有对所有人改过。请先到改分页面改好，再回来这样答复。"), name="act"
        )
    return rulings[-1]


def _new_mark(
    row: SecondLook,
    answered: Answered,
    points: Mapping[str, str],
    event: MarkEvent | None,
    author_id: int,
) -> NewMark:
    """The mark that was typed. Raises LookRefused for numbers that cannot be, and for the same mark."""
    worth = answered.asked.worth
    if not answered.asked.counts:
        raise LookRefused(_("这道题已经作废或人人满分，不能单独改分。"), name="act")
    to_give, most = points_judged(answered.key, worth, event)
    given: dict[str, Decimal] = {}
    for point in to_give:
        number = read_number(points.get(point.id, ""))
        if number is None or number > point.points:
            raise LookRefused(
                _("请填 0 到 %(max)s 的数字，最多两位小数。", max=plain(point.points)),
                name=f"p-{point.id}",
                status=422,
            )
        given[point.id] = number
    try:
        earned = add_up(to_give, given, worth, most)
    except PointsError as error:
        raise LookRefused(
            _("每个采分点都要填分数。"), name=f"p-{error.point_id}", status=422
        ) from None
    if event is not None and event.new == earned.mark:
        raise LookRefused(
            _("新的分数和现在的一样。分数不变，请选“维持原分”。"),
            name=f"p-{to_give[0].id}",
            status=422,
        )
    detail = dict(event.detail) if event else {}
    detail["points"] = {identity: plain(number) for identity, number in given.items()}
    return NewMark(
        work_kind=row.work_kind,
        work_id=row.work_id,
        part_id=row.part_id,
        class_id=row.class_id,
        learner_id=row.learner_id,
        version_id=answered.version_id,
        old=event.new if event else None,
        new=earned.mark,
        max=worth,
        correctness=earned.correctness,
        author_id=author_id,
        reason=REASON,
        detail=detail,
        seen=event.number if event else 0,
    )


def _hold(look_id: int) -> SecondLook:
    """The request as it is now, held with its work; belongs inside `writing()`."""
    kind, work = db.session.execute(
        select(SecondLook.work_kind, SecondLook.work_id).where(SecondLook.id == look_id)
    ).one()
    get_reviewable(kind).hold([work])
    return db.session.get_one(SecondLook, look_id, populate_existing=True, with_for_update=True)


def _step(
    look_id: int, act: Act, author_id: int, words: str, at: datetime, *, by_staff: bool
) -> None:
    row = _hold(look_id)
    event = _newest(row.work_kind, row.work_id, row.part_id)
    _take(row, act, author_id, words, at, by_staff=by_staff, event=event)


def _take(
    row: SecondLook,
    act: Act,
    author_id: int,
    words: str,
    at: datetime,
    *,
    by_staff: bool,
    **values: Any,
) -> None:
    """Append a step and move the request on."""
    count = select(func.count()).where(LookStep.look_id == row.id)
    steps = db.session.scalar(count) or 0
    try:
        row.state = after(State(row.state), act, by_staff=by_staff, steps=steps)
    except LookError as error:
        raise LookRefused(fault_words(error.fault)) from None
    db.session.flush()
    _add(row, act, author_id, words, at, steps, by_staff=by_staff, **values)


def _add(
    row: SecondLook,
    act: Act,
    author_id: int,
    words: str,
    at: datetime,
    steps: int,
    *,
    by_staff: bool,
    event: MarkEvent | None,
    old: Decimal | None = None,
    ruling_id: int | None = None,
) -> None:
    db.session.add(
        LookStep(
            look_id=row.id,
            number=steps + 1,
            act=act,
            author_id=author_id,
            by_staff=by_staff,
            words=words,
            old=old,
            new=event.new if event else None,
            event_number=event.number if event else None,
            ruling_id=ruling_id,
            created_at=at,
        )
    )
    db.session.flush()


def _newest(kind: str, work_id: int, part_id: int) -> MarkEvent | None:
    events = history(kind, work_id, part_id)
    return events[-1] if events else None


def _words(text: str, *, least: int = 1, name: str) -> str:
    try:
        return check_words(text, least=least)
    except LookError as error:
        raise LookRefused(fault_words(error.fault), name=name, status=422) from None
