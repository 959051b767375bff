"""Surveys as rows: finding, making and holding them, and what was done with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.authz.gate import load_or_404
from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError
from app.workshop.survey.domain.questionnaire import Questionnaire, read_questions
from app.workshop.survey.models import Survey, SurveyResponse, SurveyStep, SurveyTask

# What a questionnaire begins with: Chinese like the question bank, whatever the interface speaks.
TITLE = "客户满意度调查"
INTRO = (
    "您好。这是一份课程作业的满意度调查，大约要三分钟。问卷匿名，不收集个人信息，结果只用于学习。"
)
THANKS = "谢谢您的回答。"


class ChangedMeanwhile(DomainError):
    """Somebody (most likely another window of the same person) changed the survey since."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("这份问卷刚在另一个窗口里改过。这次没有存下，请看过新的内容再改。"))


def refuse(message: str) -> DomainError:
    """What cannot be done now."""
    return DomainError(message, status=409)


def load_survey(public_id: str) -> Survey:
    """The survey an address names, authorised with the route's permission; or 404."""
    return load_or_404(
        Survey,
        joinedload(Survey.task),
        joinedload(Survey.course_class),
        joinedload(Survey.owner).selectinload(User.identifiers),
        public_id=public_id,
    )


def find_task(class_id: int) -> SurveyTask | None:
    """The class's coursework, if it was set."""
    return db.session.scalar(select(SurveyTask).where(SurveyTask.class_id == class_id))


def find_own(task: SurveyTask, user_id: int) -> Survey | None:
    """A student's survey of a task."""
    query = select(Survey).where(Survey.task_id == task.id, Survey.owner_id == user_id)
    return db.session.scalar(query.options(joinedload(Survey.task)))


def start_survey(task: SurveyTask, course_class: CourseClass, user_id: int, at: datetime) -> Survey:
    """Begin one's survey; pressing twice begins one."""
    try:
        with writing(), db.session.begin_nested():
            made = Survey(
                task_id=task.id,
                class_id=course_class.id,
                owner_id=user_id,
                created_at=at,
                title=TITLE,
                intro=INTRO,
                thanks=THANKS,
            )
            db.session.add(made)
            db.session.flush()
    except IntegrityError:
        found = find_own(task, user_id)
        if found is None:
            raise
        return found
    return made


def hold(survey: Survey) -> Survey:
    """The survey's row as it is now, held until the end of the caller's `writing()`."""
    query = select(Survey).where(Survey.id == survey.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def questionnaire_of(survey: Survey) -> Questionnaire:
    """What the survey asks."""
    return Questionnaire(
        title=survey.title, intro=survey.intro, questions=read_questions(survey.questions)
    )


def note(
    survey: Survey, act: str, author_id: int, at: datetime, *, about: str = "", reason: str = ""
) -> None:
    """Write down what was done; belongs inside `writing()` with the survey held."""
    query = select(func.coalesce(func.max(SurveyStep.number), 0)).where(
        SurveyStep.survey_id == survey.id
    )
    step = SurveyStep(
        survey_id=survey.id,
        number=int(db.session.scalar(query) or 0) + 1,
        act=act,
        about=about,
        reason=reason,
        author_id=author_id,
        created_at=at,
    )
    db.session.add(step)
    db.session.flush()


def steps_of(survey_id: int) -> Sequence[SurveyStep]:
    """Everything that was done with a survey, in order."""
    query = select(SurveyStep).where(SurveyStep.survey_id == survey_id).order_by(SurveyStep.number)
    return db.session.scalars(query).all()


def count_responses(survey_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Responses by survey and kind; one SQL statement."""
    query = (
        select(SurveyResponse.survey_id, SurveyResponse.kind, func.count())
        .where(SurveyResponse.survey_id.in_(survey_ids))
        .group_by(SurveyResponse.survey_id, SurveyResponse.kind)
    )
    found: dict[int, dict[str, int]] = {one: {} for one in survey_ids}
    for survey_id, kind, n in db.session.execute(query):
        found[survey_id][kind] = n
    return found


def surveys_of(task: SurveyTask) -> Sequence[Survey]:
    """All surveys of a task with their students; three SQL statements."""
    query = (
        select(Survey)
        .where(Survey.task_id == task.id)
        .options(joinedload(Survey.owner), selectinload(Survey.owner, User.identifiers))
    )
    return db.session.scalars(query).unique().all()


def last_return(survey: Survey) -> SurveyStep | None:
    """Why the work lies with its student again, if staff gave it back."""
    query = (
        select(SurveyStep)
        .where(SurveyStep.survey_id == survey.id, SurveyStep.act.in_(("return", "hand_in")))
        .order_by(SurveyStep.number.desc())
        .limit(1)
    )
    found = db.session.scalar(query)
    return found if found is not None and found.act == "return" else None
