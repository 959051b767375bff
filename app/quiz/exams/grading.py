"""From the marks of sittings to grades: totals, the release, and what flows into the gradebook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import Select, and_, case, func, select

from app.bank.domain.types import ItemType
from app.database import writing
from app.extensions import db
from app.gradebook.service import ensure_column, post_grades
from app.marking.models import MarkEvent
from app.marking.standing import is_running
from app.quiz.exams.arrangements import list_pending
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.closing import close_expired
from app.quiz.exams.log import log_act, seal_receipts
from app.quiz.exams.people import anyone_may_start
from app.quiz.exams.terms import WORK, full_marks
from app.quiz.models import Exam, FormSlot, Sitting
from app.web.i18n import window_words

OBJECTIVE = tuple(type_.value for type_ in ItemType if type_.is_objective)
ZERO = Decimal(0)
# Names in a sentence: more are a list nobody reads.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The marks of one sitting so far: of objective and of written questions."""

    sitting_id: int
    objective: Decimal
    written: Decimal

    @property
    def total(self) -> Decimal:
        return self.objective + self.written


class NotReleasableError(SettledError):
    """Marks cannot go out yet; nothing was changed."""


def score_sittings(exam_id: int, user_ids: Collection[int] | None = None) -> dict[int, Score]:
    """Scores of an exam's handed-in sittings by sitting id; one SQL statement."""
    objective = FormSlot.type.in_(OBJECTIVE)
    query = (
        select(
            MarkEvent.work_id,
            func.sum(case((objective, MarkEvent.new), else_=ZERO)),
            func.sum(case((objective, ZERO), else_=MarkEvent.new)),
        )
        .join(FormSlot, FormSlot.id == MarkEvent.part_id)
        .where(MarkEvent.new.is_not(None))
        .group_by(MarkEvent.work_id)
    )
    query = join_newest(query, exam_id, user_ids)
    return {
        sitting: Score(sitting_id=sitting, objective=_exact(right), written=_exact(written))
        for sitting, right, written in db.session.execute(query)
    }


def join_newest(query: Select, exam_id: int, user_ids: Collection[int] | None = None) -> Select:
    """Narrow a query over `MarkEvent` to the marks that hold in an exam's handed-in sittings."""
    newest = (
        select(MarkEvent.work_id, MarkEvent.part_id, func.max(MarkEvent.number).label("number"))
        .join(Sitting, and_(MarkEvent.work_kind == WORK, MarkEvent.work_id == Sitting.id))
        .where(Sitting.exam_id == exam_id, Sitting.state == "submitted")
        .group_by(MarkEvent.work_id, MarkEvent.part_id)
    )
    if user_ids is not None:
        newest = newest.where(Sitting.user_id.in_(user_ids))
    last = newest.subquery()
    return query.join(
        last,
        and_(
            MarkEvent.work_kind == WORK,
            MarkEvent.work_id == last.c.work_id,
            MarkEvent.part_id == last.c.part_id,
            MarkEvent.number == last.c.number,
        ),
    )


def best_of(sittings: Iterable[Sitting], scores: dict[int, Score]) -> dict[int, Decimal]:
    """The best total of each person, by user id."""
    best: dict[int, Decimal] = {}
    for sitting in sittings:
        score = scores.get(sitting.id)
        total = score.total if score else ZERO
        best[sitting.user_id] = max(best.get(sitting.user_id, ZERO), total)
    return best


def why_not_releasable(exam: Exam, at: datetime) -> list[str]:
    """What stands against publishing the marks now, in words; empty where nothing does."""
    reasons = []
    if exam.state != "published":
        done = exam.state == "released"
        return [_("成绩已经公布过了。") if done else _("考试还没有发布。")]
    states = _states(exam.id)
    if states["open"]:
        reasons.append(_("还有 %(n)s 人在作答。", n=states["open"]))
    if anyone_may_start(exam, at):
        reasons.append(_("考试还没有结束，还有人可以开考；公布会让他们先看到答案。请等到结束。"))
    if late := list_pending(exam, at):
        reasons.append(_late_words(late))
    if not states["submitted"] and at < exam.closes_at:
        reasons.append(_("还没有人交卷。"))
    if states["waiting"]:
        reasons.append(_("还有 %(n)s 份答卷没有批完。", n=states["waiting"]))
    if is_running(WORK, exam.id):
        reasons.append(_("正在改分，改完再公布。"))
    return reasons


def _late_words(late: Sequence[tuple[str, datetime, datetime]]) -> str:
    """Who makes up for the exam later; a release would show them the key first."""
    told = [
        _("%(name)s（%(window)s）", name=name, window=window_words(opens_at, closes_at))
        for name, opens_at, closes_at in late[:MOST_NAMED]
    ]
    names = _("、").join(told) + ("…" if len(late) > MOST_NAMED else "")
    return _(
        "还有 %(n)s 人按单独安排的时间没有考完：%(names)s。请等他们考完，或在“单独安排”里收回。",
        n=len(late),
        names=names,
    )


def release(exam: Exam, author_id: int, at: datetime) -> int:
    """Publish the marks, and put each person's best into the gradebook.

    Returns the number of people with a mark. Raises NotReleasableError while anybody writes or may
    still begin, or any answer waits for a person. Exactly one of several simultaneous calls does it.
    """
    close_expired(at, exam_id=exam.id)
    with writing():
        row = lock_exam(exam.id)
        if reasons := why_not_releasable(row, at):
            raise NotReleasableError(" ".join(reasons))
        row.state, row.released_at = "released", at
        seal_receipts(row.id, author_id, at)
        log_act(row.id, "release", author_id, at)
        db.session.flush()
        sittings = _handed_in(row.id)
        best = best_of(sittings, score_sittings(row.id))
        _post(row, best, _("“%(title)s”公布成绩", title=row.title), at, author_id)
    return len(best)


def repost(sitting_ids: Collection[int], at: datetime) -> None:
    """Bring the gradebook up to date after marks of released exams changed.

    Belongs inside the transaction that changed them. A few SQL statements per exam concerned.
    """
    query = (
        select(Sitting.exam_id, Sitting.user_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Sitting.id.in_(sitting_ids), Exam.state == "released")
    )
    people: dict[int, set[int]] = {}
    for exam_id, user_id in db.session.execute(query):
        people.setdefault(exam_id, set()).add(user_id)
    for exam_id, user_ids in sorted(people.items()):
        exam = db.session.get_one(Exam, exam_id, populate_existing=True)
        sittings = _handed_in(exam_id, user_ids)
        unmarked = {s.user_id for s in sittings if s.marked_at is None}
        # Whoever waits for a mark keeps the grade that holds until the mark is there.
        whole = [s for s in sittings if s.user_id not in unmarked]
        best = best_of(whole, score_sittings(exam_id, user_ids))
        _post(exam, best, _("“%(title)s”改分", title=exam.title), at)


def _post(
    exam: Exam, best: dict[int, Decimal], reason: str, at: datetime, author_id: int | None = None
) -> None:
    """Append grades; the absent get none, and count as zero once the column is due."""
    if exam.category_id is None or exam.form_id is None or exam.kind == "rehearsal":
        return
    full = full_marks(exam)
    if not full:  # everything void: nothing is left to be graded
        return
    column = ensure_column(
        exam.class_id, ("exam", exam.id), exam.title[:80], full, exam.category_id
    )
    column.due_at = exam.closes_at
    grades: dict[int, Decimal | None] = dict(best)
    post_grades(column, grades, reason, at, author_id)


def _handed_in(exam_id: int, user_ids: Collection[int] | None = None) -> Sequence[Sitting]:
    query = select(Sitting).where(Sitting.exam_id == exam_id, Sitting.state == "submitted")
    if user_ids is not None:
        query = query.where(Sitting.user_id.in_(user_ids))
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _states(exam_id: int) -> dict[str, int]:
    """Sittings open, handed in, and of these with something that waits."""
    handed_in = Sitting.state == "submitted"
    query = select(
        func.coalesce(func.sum(case((Sitting.state == "open", 1), else_=0)), 0),
        func.coalesce(func.sum(case((handed_in, 1), else_=0)), 0),
        func.coalesce(
            func.sum(case((and_(handed_in, Sitting.marked_at.is_(None)), 1), else_=0)), 0
        ),
    ).where(Sitting.exam_id == exam_id)
    open_, submitted, waiting = db.session.execute(query).one()
    return {"open": open_, "submitted": submitted, "waiting": waiting}


def _exact(value: Decimal | float | None) -> Decimal:
    """A sum as stored: marks have two decimals, and SQLite adds them up as floats."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))
