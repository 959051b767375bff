"""Publishing an exam: the paper is frozen; taking it back; giving everybody more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from app.courses.service import count_students
from app.database import writing
from app.extensions import db
from app.quiz.domain.access import AccessRules
from app.quiz.domain.showing import tells_early
from app.quiz.exams.arranging import pool_words
from app.quiz.exams.authoring import SettledError, lock_exam, refuse_reopening
from app.quiz.exams.draft_paper import Draft, DraftPaper
from app.quiz.exams.drafting import load_draft
from app.quiz.exams.log import log_act
from app.quiz.exams.people import count_seats
from app.quiz.models import CandidatePaper, Exam, ExamForm, FormSlot, Sitting
from app.web.errors import DomainError
from app.web.numbers import plain

LONGEST_EXTENSION = 240


class Remark(StrEnum):
    """What an author should know before publishing; the page has the words."""

    EMPTY = "empty"
    WINDOW_PAST = "window_past"
    UNUSABLE = "unusable"
    UNEVEN_POOLS = "uneven_pools"
    TOTALS_DIFFER = "totals_differ"
    NO_STUDENTS = "no_students"
    OPENS_AT_ONCE = "opens_at_once"
    WINDOW_SHORT = "window_short"
    PUBLIC_ITEMS = "public_items"
    PRACTISED_ITEMS = "practised_items"
    SHARED_ITEMS = "shared_items"
    COUNTS_DIFFER = "counts_differ"
    FORM_UNUSED = "form_unused"
    FORM_MISSING = "form_missing"
    FORM_SEATS = "form_seats"
    TELLS_EARLY = "tells_early"
    NO_CATEGORY = "no_category"
    SEATS_MISSING = "seats_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The look before publishing: `faults` refuse, `remarks` only tell."""

    draft: Draft
    students: int
    faults: Sequence[Remark]
    remarks: Sequence[Remark]

    @property
    def ok(self) -> bool:
        return not self.faults


class NotReadyError(DomainError):
    """The exam cannot be published as it is; nothing was changed."""

    status = 422

    def __init__(self, faults: Sequence[Remark], draft: Draft) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault_words(fault, draft) for fault in faults))


def fault_words(fault: Remark, draft: Draft) -> str:
    """Why an exam cannot be published, and what to do; names the form or pool where it is."""
    match fault:
        case Remark.EMPTY:
            return _("试卷还没有题。请先选题或抽题。")
        case Remark.WINDOW_PAST:
            return _("结束时间已经过去。请先改设置里的时间。")
        case Remark.UNEVEN_POOLS:
            return _("题池抽出的卷会不一样：%(list)s请先改好题池。", list=_uneven_words(draft))
        case Remark.TOTALS_DIFFER:
            return _("两卷的总分不一样：%(list)s。请先改成一样。", list=_total_words(draft))
        case _:
            return _("试卷里有停用或没有发布的题。请先换掉它们。")


def form_name(label: str) -> str:
    """“A 卷”."""
    return _("%(label)s 卷", label=label)


def check_exam(exam: Exam, now: datetime) -> Check:
    """Look at a draft before it is published; three SQL statements at most."""
    draft = load_draft(exam)
    students = count_students([exam.class_id]).get(exam.class_id, 0)
    return Check(
        draft=draft,
        students=students,
        faults=_faults(exam, draft, now),
        remarks=_remarks(exam, draft, students, now),
    )


def publish(exam: Exam, author_id: int, at: datetime) -> ExamForm:
    """Freeze all forms as they are now, with each item's present version, and open the exam.

    Returns form A; `app.quiz.exams.preparing.prepare_all` then makes candidates' papers. Exactly one of several simultaneous calls publishes; the others raise SettledError. Raises
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
        draft = load_draft(row)
        if faults := _faults(row, draft, at):
            raise NotReadyError(faults, draft)
        _forget_papers(row.id)
        form = _freeze(row, draft, at)
        log_act(row.id, "publish", author_id, at)
        db.session.refresh(row)
        row.form_id = form.id
    return form


def unpublish(exam: Exam, author_id: int, at: datetime) -> None:
    """Make the exam a draft again, as long as nobody has started.

    Candidates' prepared papers go; the frozen forms are kept.
    """
    with writing():
        row = lock_exam(exam.id)
        if row.state != "published":
            raise SettledError(_("这场考试现在不是已发布状态，没有可撤回的。"))
        if has_sittings(row.id):
            raise SettledError(_("已经有人开考，不能再撤回。考试没有变。"))
        row.state, row.published_at, row.form_id = "draft", None, None
        _forget_papers(row.id)
        log_act(row.id, "unpublish", author_id, at)


def extend_exam(exam: Exam, minutes: int, reason: str, author_id: int, at: datetime) -> int:
    """Give everybody `minutes` more: open sittings, and the window for those yet to come.

    Returns the number of open sittings that got them.
    """
    refuse_odd(minutes)
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
    """Whether anybody has started."""
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


def refuse_odd(minutes: int) -> None:
    """Raise DomainError where so many minutes cannot be given at once."""
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise DomainError(
            _("一次可以加 1 到 %(n)s 分钟。时间没有变。", n=LONGEST_EXTENSION), status=422
        )


def _faults(exam: Exam, draft: Draft, now: datetime) -> list[Remark]:
    papers = draft.papers
    found = {
        Remark.EMPTY: not all(paper.rows for paper in papers),
        Remark.WINDOW_PAST: exam.closes_at <= now,
        Remark.UNUSABLE: any(paper.unusable for paper in papers),
        Remark.UNEVEN_POOLS: any(paper.uneven for paper in papers),
        Remark.TOTALS_DIFFER: draft.totals_differ,
    }
    return [fault for fault, holds in found.items() if holds]


def _remarks(exam: Exam, draft: Draft, students: int, now: datetime) -> list[Remark]:
    papers = draft.papers
    matter = _asks_seats(exam) or _alternates(exam, draft)
    unseated = matter and count_seats(exam.id) < students
    told = {
        Remark.NO_STUDENTS: students == 0,
        Remark.OPENS_AT_ONCE: exam.opens_at <= now < exam.closes_at,
        Remark.WINDOW_SHORT: exam.closes_at - exam.opens_at < timedelta(minutes=exam.minutes),
        Remark.PUBLIC_ITEMS: any(paper.public for paper in papers),
        Remark.PRACTISED_ITEMS: any(paper.practised for paper in papers),
        Remark.SHARED_ITEMS: bool(draft.shared),
        Remark.COUNTS_DIFFER: draft.counts_differ,
        Remark.FORM_UNUSED: draft.is_parallel and exam.form_rule == "single",
        Remark.FORM_MISSING: not draft.is_parallel and exam.form_rule != "single",
        Remark.TELLS_EARLY: tells_early(exam.review),
        Remark.NO_CATEGORY: exam.category_id is None,
        Remark.SEATS_MISSING: _asks_seats(exam) and unseated,
        Remark.FORM_SEATS: _alternates(exam, draft) and not _asks_seats(exam) and unseated,
    }
    return [remark for remark, holds in told.items() if holds]


def _asks_seats(exam: Exam) -> bool:
    return AccessRules.from_json(exam.access).seat_code


def _alternates(exam: Exam, draft: Draft) -> bool:
    return draft.is_parallel and exam.form_rule == "seat"


def _uneven_words(draft: Draft) -> str:
    """Each uneven pool with its form, where there are several."""
    return "".join(
        (form_name(paper.label) if draft.is_parallel else "") + pool_words(pool)
        for paper in draft.papers
        for pool in paper.uneven
    )


def _total_words(draft: Draft) -> str:
    parts = [
        _("%(form)s %(n)s 分", form=form_name(paper.label), n=plain(paper.points))
        for paper in draft.papers
    ]
    return _("，").join(parts)


def _forget_papers(exam_id: int) -> None:
    """Delete what was prepared from forms that do not hold any more."""
    db.session.execute(delete(CandidatePaper).where(CandidatePaper.exam_id == exam_id))


def _freeze(exam: Exam, draft: Draft, at: datetime) -> ExamForm:
    """Store all forms under the next number, which a unique index keeps apart; returns form A."""
    last = db.session.scalar(select(func.max(ExamForm.number)).where(ExamForm.exam_id == exam.id))
    forms = [_frozen(exam, paper, (last or 0) + 1, at) for paper in draft.papers]
    db.session.add_all(forms)
    db.session.flush()
    return forms[0]


def _frozen(exam: Exam, paper: DraftPaper, number: int, at: datetime) -> ExamForm:
    form = ExamForm(
        exam_id=exam.id, number=number, label=paper.label, points=paper.points, created_at=at
    )
    form.slots = [
        FormSlot(
            position=row.number,
            version_id=row.item.current_version_id,
            points=row.draft.points,
            type=row.item.type,
            section=row.draft.section,
            pool=row.draft.pool,
            take=row.draft.take,
        )
        for row in paper.rows
    ]
    return form
