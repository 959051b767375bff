"""Giving an exam to another class, and its file for Safe Exam Browser to whoever prepares a room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField

from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.courses.actor import memberships
from app.courses.models import CourseClass
from app.quiz.domain.access import AccessRules
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.copying import copy_exam
from app.quiz.exams.forms import LocalTime, window_is_sound
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.wording import zone_name
from app.quiz.exams.visiting import send_seb_file
from app.quiz.models import Exam
from app.web.clock import now
from app.web.forms import Form, add_error, choices, required
from app.web.i18n import local_zone

Page = Response | str | tuple[str, int]
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class CopyForm(Form):
    """The class, and the exam's window there."""

    target = SelectField(_l("给哪个班"), validate_choice=False)
    opens_at = LocalTime(_l("开始时间"), [required()], format=_FORMATS)
    closes_at = LocalTime(_l("结束时间"), [required()], format=_FORMATS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that the window ends after it begins."""
        ok = super().validate(extra_validators)
        return window_is_sound(self.opens_at, self.closes_at) and ok


@bp.route("/exams/<exam_id>/copy", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def share(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    classes = _other_classes(exam)
    form = CopyForm()
    form.target.choices = choices([("", _("请选择")), *((c.public_id, c.name) for c in classes)])
    target = next((one for one in classes if one.public_id == form.target.data), None)
    if form.is_submitted():
        sound = form.validate()
        if target is None:
            add_error(form.target, _("请选一个你任教的班。"))
        elif sound and form.opens_at.instant and form.closes_at.instant:
            copy = copy_exam(
                exam, target, form.opens_at.instant, form.closes_at.instant, me(), now()
            )
            told = _("“%(name)s”有了这场考试的草稿。看过以后再发布。", name=target.name)
            flash(told, "ok")
            return redirect(url_for("exams_manage.paper", exam_id=copy.public_id), 303)
    else:
        _propose(form, exam)
    page = render_template(
        "exams_manage/copy.html",
        exam=exam, stage=stage_of(exam, now()), form=form, classes=classes, zone=zone_name(),
        rules=AccessRules.from_json(exam.access),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get("/exams/<exam_id>/seb-file")
@requires(Permission.EXAM_WATCH)
def seb_file(exam_id: str) -> Response:
    """The configuration file, for the machines of a room."""
    return send_seb_file(open_exam(exam_id))


def _other_classes(exam: Exam) -> list[CourseClass]:
    """The classes that run, in which the present person may make exams."""
    return [
        place.course_class
        for place in memberships()
        if place.class_id != exam.class_id
        and place.course_class.archived_at is None
        and may(Permission.EXAM_MANAGE, place.course_class)
    ]


def _propose(form: CopyForm, exam: Exam) -> None:
    """A window as long as the exam's, its own where that is still to come, else in a week."""
    opens_at = exam.opens_at
    while opens_at <= now():
        opens_at += timedelta(days=7)
    zone = local_zone()
    length = exam.closes_at - exam.opens_at
    form.opens_at.data = opens_at.astimezone(zone).replace(tzinfo=None)
    form.closes_at.data = (opens_at + length).astimezone(zone).replace(tzinfo=None)
