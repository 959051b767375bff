"""The survey as a kind of coursework: what the pages that lead to it show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select

from app.extensions import db
from app.marking.models import MarkEvent
from app.workshop.projects import Counts, ProjectKind
from app.workshop.projects import register as add
from app.workshop.survey.domain.marks import Part
from app.workshop.survey.models import Survey, SurveyTask


def register() -> None:
    """Make the survey known to the pages of coursework."""
    add(
        ProjectKind(
            name="survey",
            label=_l("满意度调查"),
            description=_l("设计问卷、试填、回收、分析、写报告。"),
            icon="chart",
            position=30,
            student_endpoint="survey.home",
            staff_endpoint="survey_manage.home",
            count_own=count_own,
            count_all=count_all,
        )
    )


def count_own(class_ids: Collection[int], user_id: int, at: datetime) -> Mapping[int, Counts]:
    """Whether the student has handed theirs in, by class; one SQL statement."""
    own = (Survey.task_id == SurveyTask.id) & (Survey.owner_id == user_id)
    query = (
        select(SurveyTask.class_id, SurveyTask.due_at, Survey.state)
        .outerjoin(Survey, own)
        .where(SurveyTask.class_id.in_(class_ids))
    )
    return {
        class_id: Counts(
            waiting=0 if state == "handed_in" else 1,
            total=1,
            due_at=due if due is not None and due > at else None,
        )
        for class_id, due, state in db.session.execute(query)
    }


def count_all(class_id: int, at: datetime) -> Counts:
    """How many were handed in, and how many of them a person has not judged yet; one SQL statement."""
    judged = (
        select(MarkEvent.work_id)
        .where(
            MarkEvent.work_kind == "survey",
            MarkEvent.part_id == Part.READING,
            MarkEvent.work_id == Survey.id,
        )
        .exists()
    )
    handed_in = Survey.state == "handed_in"
    query = (
        select(
            func.max(SurveyTask.due_at),
            func.coalesce(func.sum(case((handed_in, 1), else_=0)), 0),
            func.coalesce(func.sum(case((handed_in & ~judged, 1), else_=0)), 0),
        )
        .select_from(SurveyTask)
        .outerjoin(Survey, Survey.task_id == SurveyTask.id)
        .where(SurveyTask.class_id == class_id)
    )
    due, total, waiting = db.session.execute(query).one()
    return Counts(waiting=waiting, total=total, due_at=due if due and due > at else None)
