"""Exams as their authors keep them: the list of a class, and an exam's settings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import bindparam, case, func, select

from app.authz.gate import load_or_404
from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db
from app.quiz.domain.access import AccessRules, find_changed, find_tightened
from app.quiz.domain.reviewing import Phase, opens_key
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.exams.log import log_act
from app.quiz.exams.paper import count_given
from app.quiz.exams.rules import rule_names
from app.quiz.exams.stamps import find_overtaken
from app.quiz.models import DraftItem, Exam, Sitting
from app.web.errors import DomainError
from app.web.shell import enter_class


class Stage(StrEnum):
    """Where an exam stands in its life."""

    DRAFT = "draft"
    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An exam in the list: `open`, `handed_in` and `waiting` count sittings."""

    exam: Exam
    stage: Stage
    questions: int
    open: int = 0
    handed_in: int = 0
    waiting: int = 0


class SettledError(DomainError):
    """The exam is past the point where this could be changed."""

    status = 409


class OvertakenError(SettledError):
    """Somebody else has changed `names` of the settings since they were shown."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(_("你打开这一页以后，别人改过这场考试的设置。"))
        self.names = names


def stage_of(exam: Exam, now: datetime) -> Stage:
    """The stage of an exam at `now`; the window includes its first instant, not its last."""
    if exam.state == "draft":
        return Stage.DRAFT
    if exam.state == "released":
        return Stage.RELEASED
    if now < exam.opens_at:
        return Stage.COMING
    return Stage.RUNNING if now < exam.closes_at else Stage.OVER


def open_exam(public_id: str) -> Exam:
    """The exam that an address names, authorised with the route's permission; or 404.

    The page then lies inside the exam's class.
    """
    exam = load_or_404(Exam, public_id=public_id)
    enter_class(exam.course_class, "exams_manage.home")
    return exam


def lock_exam(exam_id: int) -> Exam:
    """The exam as it is now, held until the end of the caller's `writing()`.

    FOR NO KEY UPDATE on PostgreSQL: rows that merely refer to the exam (a sitting that is being
    handed in) may still be written; who needs the exam to stay as it is holds it FOR SHARE.
    """
    query = select(Exam).where(Exam.id == exam_id).with_for_update(of=Exam, key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def share_exams_of(sitting_ids: Collection[int]) -> None:
    """Hold the exams of these sittings, in the order of their ids, against `lock_exam`, but not
    against others who do the same. SQLite has one writer at a time and nothing to hold."""
    if db.engine.dialect.name == "sqlite":
        return
    db.session.execute(_SHARED, {"sittings": list(sitting_ids)})


_SHARED = (
    select(Exam.id)
    .where(
        Exam.id.in_(
            select(Sitting.exam_id).where(Sitting.id.in_(bindparam("sittings", expanding=True)))
        )
    )
    .order_by(Exam.id)
    .with_for_update(read=True)
)


def list_exams(class_id: int, now: datetime) -> dict[Stage, list[Listed]]:
    """All exams of a class by stage, the latest first; four SQL statements."""
    query = select(Exam).where(Exam.class_id == class_id).order_by(Exam.opens_at.desc())
    exams = list(db.session.scalars(query))
    counts, questions = _sitting_counts(class_id), _question_counts(class_id)
    found: dict[Stage, list[Listed]] = {}
    for exam in exams:
        stage = stage_of(exam, now)
        listed = Listed(
            exam=exam,
            stage=stage,
            questions=questions.get(exam.id, 0),
            **counts.get(exam.id, {}),
        )
        found.setdefault(stage, []).append(listed)
    return found


def create_exam(
    course_class: CourseClass, settings: ExamSettings, author_id: int, at: datetime
) -> Exam:
    """Store a new draft."""
    with writing():
        exam = Exam(
            class_id=course_class.id, author_id=author_id, created_at=at, **settings.to_columns()
        )
        db.session.add(exam)
    return exam


def change_exam(
    exam: Exam, settings: ExamSettings, author_id: int, at: datetime, seen: str = ""
) -> None:
    """Store changed settings: of a draft everything, of a published exam what takes from nobody.

    `seen` is the stamp of the settings that were shown (`settings_stamp`). Changes of a published exam
    are written down, by name and without what they say. Raises `SettledError`.
    """
    with writing():
        row = lock_exam(exam.id)
        overtaken = find_overtaken(row, seen)
        if overtaken:
            raise OvertakenError(overtaken)
        settings = _with_seconds(row, settings)
        columns = settings.to_columns()
        if row.state != "draft":
            _refuse_less(row, settings)
            _refuse_tighter(row, settings.access, at)
            refuse_reopening(row, settings.closes_at, at)
            columns = {name: columns[name] for name in CHANGEABLE}
        changed = [name for name, value in columns.items() if getattr(row, name) != value]
        if row.state != "draft" and changed:
            rules = find_changed(AccessRules.from_json(row.access), settings.access)
            told = sorted({*changed, *rules} - {"access"})
            log_act(row.id, "settings", author_id, at, detail={"changed": told})
        for name in changed:
            setattr(row, name, columns[name])


def _with_seconds(exam: Exam, settings: ExamSettings) -> ExamSettings:
    """The settings with times that were left alone as they are stored: forms drop the seconds."""
    kept = {
        name: getattr(exam, name)
        for name in ("opens_at", "closes_at")
        if _minute_of(getattr(settings, name)) == _minute_of(getattr(exam, name))
    }
    return replace(settings, **kept)


def _minute_of(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def refuse_reopening(exam: Exam, closes_at: datetime, at: datetime) -> None:
    """Refuse a later end once the end has shown keys: whoever begins then could know them."""
    shown = exam.review.get(Phase.AFTER_CLOSE, ())
    if exam.closes_at <= at and closes_at > exam.closes_at and opens_key(shown):
        raise SettledError(
            _(
                "结束时间已经过去，交了卷的人可能看过对错、答案或解析，不能再推后。时间没有变；还在作答的人可以单独加时。"
            )
        )


def delete_draft(exam: Exam) -> None:
    """Delete an exam that was never sat."""
    with writing():
        row = lock_exam(exam.id)
        if row.state != "draft":
            raise SettledError(_("发布过的考试不能删除。还没有人开考时，可以先撤回发布。"))
        db.session.delete(row)


# What may still change after publication; times and attempts only upwards, access only looser
# once the window is open.
CHANGEABLE = (
    "title", "instructions", "review", "category_id", "closes_at", "minutes", "attempts", "access",
    "look_days", "written",
)  # fmt: skip


def _refuse_less(exam: Exam, settings: ExamSettings) -> None:
    """After publication nothing is taken back that candidates may have planned with."""
    if exam.state == "released":
        raise SettledError(_("成绩已经公布，考试的设置不能再改。"))
    if settings.closes_at < exam.closes_at:
        raise SettledError(_("考试已经发布，结束时间只能推后，不能提前。"))
    if settings.minutes < exam.minutes:
        raise SettledError(_("考试已经发布，时限只能加长，不能缩短。"))
    if settings.attempts < exam.attempts:
        raise SettledError(_("考试已经发布，可考次数只能增加，不能减少。"))


def _refuse_tighter(exam: Exam, access: AccessRules, at: datetime) -> None:
    """Until the opening nobody came in by the old rules; from then on nobody is locked out."""
    if at < exam.opens_at:
        return
    tightened = find_tightened(AccessRules.from_json(exam.access), access)
    if tightened:
        raise SettledError(
            _(
                "考试已经开始，“谁能进来”只能放宽，或者换一个口令。这几项变严了：%(names)s。",
                names=rule_names(tightened),
            )
        )


def _sitting_counts(class_id: int) -> dict[int, dict[str, int]]:
    """Sittings by exam: being written, handed in, and of these waiting for a person."""
    handed_in = Sitting.state == "submitted"
    query = (
        select(
            Sitting.exam_id,
            func.sum(case((Sitting.state == "open", 1), else_=0)),
            func.sum(case((handed_in, 1), else_=0)),
            func.sum(case((handed_in & Sitting.marked_at.is_(None), 1), else_=0)),
        )
        .where(Sitting.class_id == class_id)
        .group_by(Sitting.exam_id)
    )
    return {
        exam: {"open": open_, "handed_in": done, "waiting": waiting}
        for exam, open_, done, waiting in db.session.execute(query)
    }


def _question_counts(class_id: int) -> dict[int, int]:
    """Questions a candidate gets, by exam: of the frozen form A where there is one, else of the draft."""
    each = case((DraftItem.pool == "", func.count()), else_=func.max(DraftItem.take))
    pools = (
        select(DraftItem.exam_id, each.label("n"))
        .join(Exam, Exam.id == DraftItem.exam_id)
        .where(Exam.class_id == class_id, DraftItem.form == "A")
        .group_by(DraftItem.exam_id, DraftItem.pool)
        .subquery()
    )
    drafted = select(pools.c.exam_id, func.sum(pools.c.n)).group_by(pools.c.exam_id)
    counts = {exam_id: int(count) for exam_id, count in db.session.execute(drafted)}
    return counts | count_given(Exam.class_id == class_id)
