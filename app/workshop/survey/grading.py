"""Handing a survey in, its marks by rubric, and their way to the gradebook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db
from app.gradebook.service import ensure_column, get_scheme, post_grades
from app.marking.domain.rubric import Marked
from app.marking.rubrics import Judgement, MarkedWork, confirm, judge, load_marked, propose
from app.workshop.survey.claiming import claims_of
from app.workshop.survey.domain.lint import Rule, find_faults
from app.workshop.survey.domain.marks import (
    Care,
    Given,
    Part,
    mark_care,
    mark_collecting,
    mark_design,
    mark_figures,
)
from app.workshop.survey.models import Survey, SurveyTask
from app.workshop.survey.service import hold, note, refuse, surveys_of
from app.workshop.survey.studying import Data, load_data
from app.workshop.survey.words import found, rubric

KIND = "survey"
CATEGORY = "满意度调查"
SHORTEST_REPORT = 20


def work_of(survey: Survey) -> MarkedWork:
    return MarkedWork(
        kind=KIND, work_id=survey.id, class_id=survey.class_id, learner_id=survey.owner_id
    )


def give(data: Data) -> Mapping[Part, Given]:
    """What the machine gives for a survey and why; no SQL statement."""
    survey = data.survey
    findings = find_faults(data.questionnaire)
    rules = {one.rule for one in findings}
    care = Care(
        privacy_said=Rule.NO_PRIVACY not in rules,
        nothing_personal=Rule.PERSONAL not in rules,
        method_said=_is_written(survey, "method"),
        limits_said=_is_written(survey, "limits"),
    )
    return {
        Part.DESIGN_RULES: mark_design(findings),
        Part.COLLECTING: mark_collecting(data.collected),
        Part.FIGURES: mark_figures(
            claims_of(survey), data.csi, data.nps, data.alphas[0], data.grid
        ),
        Part.CARE: mark_care(care),
    }


def _is_written(survey: Survey, part: str) -> bool:
    return len(survey.report.get(part, "").strip()) >= SHORTEST_REPORT


def hand_in(survey: Survey, author_id: int, at: datetime) -> None:
    """Hand the work in; the machine's marks are proposed in the same transaction."""
    with writing():
        row = hold(survey)
        if row.state == "handed_in":
            return
        if row.state != "closed" or row.claimed_at is None:
            raise refuse(_("先停止回收，再交出自己算的结果，然后才能提交作业。"))
        if not all(_is_written(row, part) for part in ("findings", "advice")):
            raise refuse(_("报告里的解读与改进建议还没有写，各写 20 字以上再提交。"))
        row.state, row.handed_in_at = "handed_in", at
        note(row, "hand_in", author_id, at)
        propose(
            work_of(row),
            rubric(),
            {part: found(one) for part, one in give(load_data(row)).items()},
            at,
        )


def return_work(survey: Survey, reason: str, author_id: int, at: datetime) -> None:
    """Give the work back to its student to change the report; marks that people gave stay."""
    with writing():
        row = hold(survey)
        if row.state != "handed_in":
            raise refuse(_("这份作业还没有提交。"))
        row.state, row.handed_in_at = "closed", None
        note(row, "return", author_id, at, reason=reason)


def marks_of(survey_ids: Collection[int]) -> Mapping[int, Marked]:
    """The rubrics of surveys filled in, by survey id; one SQL statement."""
    return load_marked(KIND, survey_ids, rubric())


def judge_survey(
    survey: Survey, judgements: Collection[Judgement], author_id: int, at: datetime
) -> int:
    """Store a person's marks; a released work's grade follows. Returns how many marks were given."""
    with writing():
        row = _handed_in(survey)
        given = judge(work_of(row), rubric(), judgements, author_id, at)
        _post_again(row, author_id, at)
    return given


def confirm_survey(survey: Survey, author_id: int, at: datetime) -> int:
    """Take over what the machine proposed; returns how many lines."""
    with writing():
        row = _handed_in(survey)
        given = confirm(work_of(row), rubric(), author_id, at)
        _post_again(row, author_id, at)
    return given


def _handed_in(survey: Survey) -> Survey:
    row = hold(survey)
    if row.state != "handed_in":
        raise refuse(_("这份作业还没有提交，不能评分。"))
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """How many grades went out, and how many works wait for a mark."""

    posted: int
    waiting: int


def release(task: SurveyTask, author_id: int, at: datetime) -> Released:
    """Show the marks to the students and post them to the gradebook. Works that are not wholly marked wait."""
    with writing():
        row = db.session.scalars(
            select(SurveyTask)
            .where(SurveyTask.id == task.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        surveys = [one for one in surveys_of(row) if one.state == "handed_in"]
        marked = marks_of([one.id for one in surveys])
        grades = {
            one.owner_id: _grade(row, marked[one.id]) for one in surveys if marked[one.id].complete
        }
        row.released_at = row.released_at or at
        _post(row, grades, author_id, at)
    return Released(posted=len(grades), waiting=len(surveys) - len(grades))


def _post_again(survey: Survey, author_id: int, at: datetime) -> None:
    task = survey.task
    marked = marks_of([survey.id])[survey.id]
    if task.released_at is not None and marked.complete:
        _post(task, {survey.owner_id: _grade(task, marked)}, author_id, at)


def _grade(task: SurveyTask, marked: Marked) -> Decimal:
    share = marked.earned / marked.full
    return (share * task.max_points).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _post(task: SurveyTask, grades: Mapping[int, Decimal], author_id: int, at: datetime) -> None:
    title = _("满意度调查")
    category = _category(task.class_id)
    if category is None:
        return
    column = ensure_column(task.class_id, (KIND, task.id), title, task.max_points, category)
    column.due_at = task.due_at
    post_grades(column, dict(grades), title, at, author_id)


def _category(class_id: int) -> int | None:
    """The part of the scheme that bears the coursework's name, else the first that is no final."""
    categories = get_scheme(class_id).categories
    named = [one.id for one in categories if one.name == CATEGORY]
    others = [one.id for one in categories if not one.is_final]
    return next(iter([*named, *others]), None)


def set_task(
    course_class: CourseClass,
    *,
    due_at: datetime | None,
    simulated_allowed: bool,
    max_points: Decimal,
    at: datetime,
) -> SurveyTask:
    """Set the coursework for a class, or change how it was set."""
    with writing():
        query = select(SurveyTask).where(SurveyTask.class_id == course_class.id)
        task = db.session.scalar(query.execution_options(populate_existing=True))
        if task is None:
            task = SurveyTask(class_id=course_class.id, created_at=at)
            db.session.add(task)
        task.due_at, task.simulated_allowed = due_at, simulated_allowed
        task.max_points = max_points
        db.session.flush()
    return task
