"""The blueprint of the staff's exam pages, and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.authz.gate import current_actor, may
from app.authz.permissions import Permission
from app.bank.labels import DIFFICULTY_LABELS, LEVEL_LABELS, TYPE_LABELS, USE_LABELS
from app.quiz.exams.authoring import Stage, stage_of
from app.quiz.exams.draft_paper import POOL_ROW
from app.quiz.exams.drafting import FIRST, LABELS
from app.quiz.exams.drawing import chapter_title
from app.quiz.models import Exam
from app.web.clock import now

bp = Blueprint("exams_manage", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "type_labels": {type_.value: label for type_, label in TYPE_LABELS.items()},
        "level_labels": {level.value: label for level, label in LEVEL_LABELS.items()},
        "use_labels": {use.value: label for use, label in USE_LABELS.items()},
        "difficulty_labels": DIFFICULTY_LABELS,
        "chapter_title": chapter_title,
        "row_title": row_title,
        "paper_url": paper_url,
        "stage_words": stage_words,
        "exam_tabs": exam_tabs,
    }


def me() -> int:
    """The id of who acts; the routes that write let only signed-in people in."""
    return current_actor().user_id or 0


def asked_form() -> str:
    """The label of the form that the address names; A where it names none."""
    label = request.args.get("form", "")
    return label if label in LABELS else FIRST


def paper_url(exam: Exam, label: str = FIRST, page: str = "paper", **values: Any) -> str:
    """The address of a page about one form of the paper."""
    form = label if label != FIRST else None
    return url_for(f"exams_manage.{page}", exam_id=exam.public_id, form=form, **values)


def row_title(chapter: str) -> str:
    """The head of a row of the two-way table: a chapter, or a pool."""
    if chapter.startswith(POOL_ROW):
        return _("题池“%(name)s”", name=chapter.removeprefix(POOL_ROW))
    return chapter_title(chapter)


def stage_words(stage: Stage) -> tuple[str, str, str]:
    """The words, kind and icon of a chip that says where an exam stands."""
    return {
        Stage.DRAFT: (_("草稿"), "", "pen"),
        Stage.COMING: (_("未开始"), "", "clock"),
        Stage.RUNNING: (_("进行中"), "ok", "pen"),
        Stage.OVER: (_("已结束，待公布"), "warn", "clock"),
        Stage.RELEASED: (_("已公布"), "", "check"),
    }[stage]


def exam_tabs(exam: Exam, here: str) -> list[dict[str, object]]:
    """The pages of an exam that the present person may open, for the `tabs` macro."""
    edits = may(Permission.EXAM_MANAGE, exam)
    draft = stage_of(exam, now()) is Stage.DRAFT
    places = [
        ("edit", _("设置"), edits),
        ("paper", _("试卷"), edits),
        ("seat_list", _("座位"), True),
        ("arranged", _("单独安排"), edits),
        ("publish", _("发布"), edits and draft),
        ("board", _("考场"), not draft),
        ("results", _("成绩"), not draft),
    ]
    return [
        {
            "label": label,
            "url": url_for(f"exams_manage.{place}", exam_id=exam.public_id),
            "active": place == here,
        }
        for place, label, shown in places
        if shown
    ]
