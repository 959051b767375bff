"""Starting an exam from a ready paper of the course."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.pages import PUBLIC_NOTE
from app.content.papers import PaperKind
from app.courses.service import get_class
from app.gradebook.service import get_scheme
from app.quiz.exams import ready
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.exams.forms import ExamSettingsForm
from app.quiz.exams.manage.blueprint import bp, me
from app.web.clock import now
from app.web.i18n import local_zone

KIND_LABELS: dict[PaperKind, LazyString] = {
    "quiz": _l("小测"),
    "midterm": _l("期中"),
    "final": _l("期末"),
}


@bp.get("/classes/<class_id>/exams/ready")
@requires(Permission.EXAM_MANAGE)
def ready_papers(class_id: str) -> str:
    course_class = get_class(class_id, "exams_manage.home")
    return render_template(
        "exams_manage/ready.html",
        course_class=course_class,
        papers=ready.list_papers(),
        kinds=KIND_LABELS,
        public_note=PUBLIC_NOTE,
    )


@bp.post("/classes/<class_id>/exams/ready/<paper_id>")
@requires(Permission.EXAM_MANAGE)
def start_from_paper(class_id: str, paper_id: str) -> Response:
    course_class = get_class(class_id, "exams_manage.home")
    paper = ready.get_paper(paper_id)
    settings = _settings(course_class.id, course_class.rule, paper.minutes)
    exam = ready.start_from(paper, course_class, settings, me(), now())
    flash(_("已由现成试卷建好草稿。请在设置里核对时间，再检查并发布。"), "ok")
    return redirect(url_for("exams_manage.paper", exam_id=exam.public_id), 303)


def _settings(class_id: int, rule: str, minutes: int) -> ExamSettings:
    """The defaults of a new exam, a week from now, as the empty form shows them; open so long."""
    form = ExamSettingsForm(formdata=None)
    form.offer(get_scheme(class_id).categories)
    local = now().astimezone(local_zone()).replace(tzinfo=None)
    opens = (local + timedelta(days=7)).replace(hour=9, minute=0, second=0, microsecond=0)
    form.start_from(rule, opens, opens + timedelta(minutes=minutes))
    return form.settings()
