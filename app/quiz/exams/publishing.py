"""Publishing an exam: the paper is frozen; taking it back; giving everybody more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.courses.service import count_students
from app.database import writing
from app.extensions import db
from app.quiz.domain.access import AccessRules
from app.quiz.domain.showing import tells_early
from app.quiz.exams.authoring import SettledError, lock_exam, refuse_reopening
from app.quiz.exams.drafting import DraftPaper, load_paper
from app.quiz.exams.log import log_act
from app.quiz.exams.people import count_seats
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting
from app.web.errors import DomainError

LONGEST_EXTENSION = 240


class Remark(StrEnum):
    """What an author should know before publishing; the page has the words."""

    EMPTY = "empty"
    WINDOW_PAST = "window_past"
    UNUSABLE = "unusable"
    NO_STUDENTS = "no_students"
    OPENS_AT_ONCE = "opens_at_once"
    WINDOW_SHORT = "window_short"
    PUBLIC_ITEMS = "public_items"
    PRACTISED_ITEMS = "practised_items"
    TELLS_EARLY = "tells_early"
    NO_CATEGORY = "no_category"
    SEATS_MISSING = "seats_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The look before publishing: `faults` refuse, `remarks` only tell."""

    paper: DraftPaper
    students: int
    faults: Sequence[Remark]
    remarks: Sequence[Remark]

    @property
    def ok(self) -> bool:
        return not self.faults


class NotReadyError(DomainError):
    """The exam cannot be published as it is; nothing was changed."""

    status = 422

    def __init__(self, faults: Sequence[Remark]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault_words(fault) for fault in faults))


def fault_words(fault: Remark) -> str:
    """Why an exam cannot be published, and what to do."""
    return {
        Remark.EMPTY: _("试卷还没有题。请先选题或抽题。"),
        Remark.WINDOW_PAST: _("结束时间已经过去。请先改设置里的时间。"),
        Remark.UNUSABLE: _("试卷里有停用或没有发布的题。请先换掉它们。"),
    }[fault]


def check_exam(exam: Exam, now: datetime) -> Check:
    """Look at a draft before it is published; three SQL statements at most."""
    paper = load_paper(exam)
    students = count_students([exam.class_id]).get(exam.class_id, 0)
    return Check(
        paper=paper,
        students=students,
        faults=_faults(exam, paper, now),
        remarks=_remarks(exam, paper, students, now),
    )


def publish(exam: Exam, author_id: int, at: datetime) -> ExamForm:
    """Freeze the paper as it is now, with each item's present version, and open the exam.

    Exactly one of several simultaneous calls publishes; the others raise SettledError. Raises
    NotReadyError where the exam is not ready.
    """
    with writing():
        row = lock_exam(exam.id)
        taken = db.session.execute(
            update(Exam)
            .where(Exam.id == exam.id, Exam.state == "draft")
            .values(state="published", published_at=at)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise SettledError(_("这场考试已经发布过了。"))
        paper = load_paper(row)
        if faults := _faults(row, paper, at):
            raise NotReadyError(faults)
        form = _freeze(row, paper, at)
        log_act(row.id, "publish", author_id, at)
        db.session.refresh(row)
        row.form_id = form.id
    return form


def unpublish(exam: Exam, author_id: int, at: datetime) -> None:
    """Make the exam a draft again, as long as nobody has started; its frozen paper is kept."""
    with writing():
        row = lock_exam(exam.id)
        if row.state != "published":
            raise SettledError(_("这场考试现在不是已发布状态，没有可撤回的。"))
        if has_sittings(row.id):
            raise SettledError(_("已经有人开考，不能再撤回。考试没有变。"))
        row.state, row.published_at, row.form_id = "draft", None, None
        log_act(row.id, "unpublish", author_id, at)


def extend_exam(exam: Exam, minutes: int, reason: str, author_id: int, at: datetime) -> int:
    """Give everybody `minutes` more: open sittings, and the window for those yet to come.

    Returns the number of open sittings that got them.
    """
    _refuse_odd(minutes)
    more = timedelta(minutes=minutes)
    with writing():
        row = lock_exam(exam.id)
        if row.state != "published":
            raise SettledError(_("只有已经发布、还没有公布成绩的考试可以延长。"))
        refuse_reopening(row, row.closes_at + more, at)
        row.closes_at += more
        given = add_to_open(select(Sitting.id).where(Sitting.exam_id == row.id), more)
        log_act(row.id, "extend", author_id, at, minutes=minutes, reason=reason)
    return len(given)


def has_sittings(exam_id: int) -> bool:
    return bool(db.session.scalar(select(Sitting.id).where(Sitting.exam_id == exam_id).limit(1)))


def add_to_open(sittings, more: timedelta) -> list[int]:  # type: ignore[no-untyped-def]
    """Move the deadlines of those of the sittings (a query of ids) that are open.

    Belongs inside the caller's `writing()`. The rows are held before they change, so that a sitting
    that is being handed in at this moment either gets its minutes or stays closed as it is. Two SQL
    statements, however many sittings.
    """
    query = (
        select(Sitting.id, Sitting.deadline)
        .where(Sitting.id.in_(sittings), Sitting.state == "open")
        .order_by(Sitting.id)
        .with_for_update()
    )
    rows = db.session.execute(query).all()
    if rows:
        db.session.execute(
            update(Sitting),
            [{"id": id_, "deadline": deadline + more} for id_, deadline in rows],
        )
    return [id_ for id_, _deadline in rows]


def _refuse_odd(minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise DomainError(
            _("一次可以加 1 到 %(n)s 分钟。时间没有变。", n=LONGEST_EXTENSION), status=422
        )


def _faults(exam: Exam, paper: DraftPaper, now: datetime) -> list[Remark]:
    faults = []
    if not paper.rows:
        faults.append(Remark.EMPTY)
    if exam.closes_at <= now:
        faults.append(Remark.WINDOW_PAST)
    if paper.unusable:
        faults.append(Remark.UNUSABLE)
    return faults


def _remarks(exam: Exam, paper: DraftPaper, students: int, now: datetime) -> list[Remark]:
    told = {
        Remark.NO_STUDENTS: students == 0,
        Remark.OPENS_AT_ONCE: exam.opens_at <= now < exam.closes_at,
        Remark.WINDOW_SHORT: exam.closes_at - exam.opens_at < timedelta(minutes=exam.minutes),
        Remark.PUBLIC_ITEMS: paper.public > 0,
        Remark.PRACTISED_ITEMS: paper.practised > 0,
        Remark.TELLS_EARLY: tells_early(exam.review),
        Remark.NO_CATEGORY: exam.category_id is None,
        Remark.SEATS_MISSING: _asks_seats(exam) and count_seats(exam.id) < students,
    }
    return [remark for remark, holds in told.items() if holds]


def _asks_seats(exam: Exam) -> bool:
    return AccessRules.from_json(exam.access).seat_code


def _freeze(exam: Exam, paper: DraftPaper, at: datetime) -> ExamForm:
    """Store the paper under the next number; the unique index keeps numbers apart."""
    last = db.session.scalar(select(func.max(ExamForm.number)).where(ExamForm.exam_id == exam.id))
    total = sum((row.draft.points for row in paper.rows), Decimal(0))
    form = ExamForm(exam_id=exam.id, number=(last or 0) + 1, points=total, created_at=at)
    form.slots = [
        FormSlot(
            position=row.number,
            version_id=row.item.current_version_id,
            points=row.draft.points,
            type=row.item.type,
        )
        for row in paper.rows
    ]
    db.session.add(form)
    db.session.flush()
    return form
