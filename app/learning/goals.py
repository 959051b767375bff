"""Practice goals of a class: how far everybody is, and the column of the gradebook that they feed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.authz.permissions import Role
from app.bank.models import Item, KnowledgePoint
from app.courses.models import Enrolment
from app.database import writing
from app.extensions import db
from app.gradebook.service import ensure_column, post_grades
from app.jobs.handlers import Step
from app.jobs.handlers import register as register_job
from app.jobs.models import Job
from app.jobs.service import enqueue
from app.learning.domain import goals as rule
from app.learning.domain import mastery
from app.learning.models import AnswerLog, Mastery, PracticeGoal
from app.learning.service import practised_points, results_of

SOURCE = "goal"
JOB = "practice-goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A goal with what people have reached: right answers, or per cent of points mastered."""

    goal: PracticeGoal
    reached: Mapping[int, int]

    @property
    def done(self) -> int:
        """How many have reached it."""
        return sum(n >= self.goal.target for n in self.reached.values())


def register() -> None:
    """Let goals be posted by themselves when their time is over."""
    register_job(JOB, _post_when_due)


def list_goals(class_id: int) -> list[PracticeGoal]:
    query = select(PracticeGoal).where(PracticeGoal.class_id == class_id)
    return list(db.session.scalars(query.order_by(PracticeGoal.due_at, PracticeGoal.id)))


def make_goal(
    class_id: int, values: Mapping[str, Any], author_id: int, at: datetime
) -> PracticeGoal:
    """Set a goal; its column is there at once, and is filled when the time is over or before."""
    with writing():
        goal = PracticeGoal(class_id=class_id, **values)
        db.session.add(goal)
        db.session.flush()
        _post(goal, at, author_id)
        payload = {"goal": goal.id}
        enqueue(JOB, payload, max(at, goal.due_at), total=1, author_id=author_id)
    return goal


def post_goals(class_id: int, author_id: int, at: datetime) -> int:
    """Bring the columns of all goals of a class up to date; returns how many grades changed."""
    with writing():
        return sum(_post(goal, at, author_id) for goal in list_goals(class_id))


def standing_of(goal: PracticeGoal, user_ids: Collection[int], at: datetime) -> Standing:
    """How far people are; at most two SQL statements. After the due date it stands still."""
    until = min(at, goal.due_at)
    count = _count_right if goal.kind == "right" else _count_mastered
    return Standing(goal=goal, reached=count(goal, user_ids, until))


def students_of(class_id: int) -> list[int]:
    query = select(Enrolment.user_id).where(
        Enrolment.class_id == class_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.left_at.is_(None),
    )
    return list(db.session.scalars(query))


def _count_right(goal: PracticeGoal, user_ids: Collection[int], until: datetime) -> dict[int, int]:
    """Different items answered right, by user id; who answered none has 0."""
    query = (
        select(AnswerLog.user_id, func.count(AnswerLog.item_id.distinct()))
        .join(Item, Item.id == AnswerLog.item_id)
        .where(
            AnswerLog.user_id.in_(user_ids),
            Item.chapter_id.in_(goal.chapters),
            AnswerLog.correctness == 1,
            AnswerLog.answered_at >= goal.opens_at,
            AnswerLog.answered_at <= until,
        )
        .group_by(AnswerLog.user_id)
    )
    return dict.fromkeys(user_ids, 0) | dict(iter(db.session.execute(query)))


def _count_mastered(
    goal: PracticeGoal, user_ids: Collection[int], until: datetime
) -> dict[int, int]:
    """Per cent of the chapters' knowledge points mastered at that time, by user id."""
    points = [point.id for point in practised_points() if point.chapter_id in goal.chapters]
    query = (
        select(Mastery)
        .join(KnowledgePoint, KnowledgePoint.id == Mastery.knowledge_id)
        .where(Mastery.user_id.in_(user_ids), Mastery.knowledge_id.in_(points))
    )
    estimates: dict[int, list[float]] = {user_id: [] for user_id in user_ids}
    for row in db.session.scalars(query):
        known = [result for result in results_of(row) if result.at <= until]
        estimates[row.user_id].append(mastery.estimate(known, until))
    return {u: rule.mastered_percent(own, len(points)) for u, own in estimates.items()}


def _post(goal: PracticeGoal, at: datetime, author_id: int | None) -> int:
    source = (SOURCE, goal.id)
    column = ensure_column(goal.class_id, source, goal.title, rule.FULL, goal.category_id)
    column.due_at = goal.due_at
    if at < goal.opens_at:
        return 0
    reached = standing_of(goal, students_of(goal.class_id), at).reached
    grades = {
        user_id: rule.mark_of(rule.share_of(n, goal.target))
        for user_id, n in reached.items()
        # Who has not begun has no mark yet: nobody's total falls because the time is young.
        if n or at >= goal.due_at
    }
    goal.posted_at = at
    reason = _("练习目标“%(title)s”", title=goal.title)
    return post_grades(column, dict(grades), reason, at, author_id)


def _post_when_due(job: Job, at: datetime) -> Step:
    goal = db.session.get(PracticeGoal, int(job.payload["goal"]))
    if goal is not None:
        _post(goal, at, None)
    return Step(done=1, finished=True)
