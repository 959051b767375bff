"""The list of a class's exams; an exam's settings; publishing it and taking it back."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.courses.service import get_class
from app.gradebook.service import get_scheme
from app.quiz.domain.seb import config_key
from app.quiz.exams import authoring, publishing
from app.quiz.exams.authoring import OvertakenError, SettledError, Stage, stage_of
from app.quiz.exams.forms import (
    REVIEW_COLUMNS,
    REVIEW_ROWS,
    ExamSettingsForm,
    PublishedExamForm,
)
from app.quiz.exams.manage.blueprint import bp, me
from app.quiz.exams.manage.wording import remark_words, zone_name
from app.quiz.exams.preparing import prepare_all
from app.quiz.exams.publishing import NotReadyError
from app.quiz.exams.stamps import settings_stamp
from app.quiz.exams.visiting import own_seb_settings
from app.quiz.models import Exam
from app.web.clock import now
from app.web.i18n import format_time, local_zone

Page = Response | str | tuple[str, int]
REVIEW = {"rows": REVIEW_ROWS, "columns": REVIEW_COLUMNS}


@bp.get("/classes/<class_id>/exams")
@requires(Permission.EXAM_WATCH)
def home(class_id: str) -> str:
    course_class = get_class(class_id)
    groups = authoring.list_exams(course_class.id, now())
    return render_template("exams_manage/home.html", course_class=course_class, groups=groups)


@bp.route("/classes/<class_id>/exams/new", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def new(class_id: str) -> Page:
    course_class = get_class(class_id, "exams_manage.home")
    form = ExamSettingsForm()
    form.offer(get_scheme(course_class.id).categories)
    if form.validate_on_submit():
        exam = authoring.create_exam(course_class, form.settings(), me(), now())
        flash(_("已建好草稿。接下来为试卷选题或抽题。"), "ok")
        return redirect(url_for("exams_manage.paper", exam_id=exam.public_id), 303)
    if not form.is_submitted():
        local = now().astimezone(local_zone()).replace(tzinfo=None)
        opens = (local + timedelta(days=7)).replace(hour=9, minute=0, second=0, microsecond=0)
        form.start_from(course_class.rule, opens, opens + timedelta(minutes=90))
    page = render_template(
        "exams_manage/new.html",
        course_class=course_class, form=form, review=REVIEW, zone=zone_name(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.route("/exams/<exam_id>/edit", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def edit(exam_id: str) -> Page:
    exam = authoring.open_exam(exam_id)
    stage = stage_of(exam, now())
    form = ExamSettingsForm() if stage is Stage.DRAFT else PublishedExamForm(exam)
    form.offer(get_scheme(exam.class_id).categories)
    refused = ""
    if form.validate_on_submit():
        try:
            seen = request.form.get("seen", "")
            authoring.change_exam(exam, form.settings(), me(), now(), seen)
        except OvertakenError as error:
            refused = _overtaken_words(form, error)
        except SettledError as error:
            refused = error.message
        else:
            flash(_("已存下。"), "ok")
            return redirect(url_for("exams_manage.edit", exam_id=exam_id), 303)
    elif not form.is_submitted():
        form.fill(exam)
    page = render_template(
        "exams_manage/edit.html",
        exam=exam, stage=stage, form=form, review=REVIEW, refused=refused, zone=zone_name(),
        seb_key=_seb_key(exam), seen=settings_stamp(exam),
    )  # fmt: skip
    return page, 422 if form.errors or refused else 200


def _overtaken_words(form: ExamSettingsForm, error: OvertakenError) -> str:
    """What somebody else changed meanwhile, and what to do."""
    groups = {
        "category_id": _("计入哪一类成绩"),
        "review": _("什么时候给考生看什么"),
        "access": _("谁能进来"),
        "written": _("名词解释、简答、论述和填空"),
    }
    labels = {name: str(form[name].label.text) for name in error.names if name in form} | groups
    names = [labels[name] for name in error.names if name in labels]
    told = (
        [error.message, _("改过的是：%(names)s。", names=_("、").join(names))]
        if names
        else [error.message]
    )
    return " ".join([*told, _("你填的都还在下面。再存一次，就以你填的为准。")])


def _seb_key(exam: Exam) -> str:
    """The Config Key of the exam's own file; empty where none is made."""
    settings = own_seb_settings(exam)
    return config_key(settings) if settings else ""


@bp.post("/exams/<exam_id>/delete")
@requires(Permission.EXAM_MANAGE)
def delete(exam_id: str) -> Response:
    exam = authoring.open_exam(exam_id)
    authoring.delete_draft(exam)
    flash(_("已删除草稿“%(title)s”。", title=exam.title), "ok")
    return redirect(url_for("exams_manage.home", class_id=exam.course_class.public_id), 303)


@bp.route("/exams/<exam_id>/publish", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def publish(exam_id: str) -> Page:
    exam = authoring.open_exam(exam_id)
    status = 200
    if request.method == "POST":
        try:
            publishing.publish(exam, me(), now())
            prepare_all(exam, now())
        except NotReadyError:
            status = 422  # the page below says why
        else:
            flash(_("已发布。%(time)s 起学生可以开考。", time=format_time(exam.opens_at)), "ok")
            return redirect(url_for("exams_manage.board", exam_id=exam_id), 303)
    elif exam.state != "draft":
        return redirect(url_for("exams_manage.board", exam_id=exam_id), 303)
    check = publishing.check_exam(exam, now())
    page = render_template(
        "exams_manage/publish.html",
        exam=exam, check=check, fault_words=publishing.fault_words, remark_words=remark_words,
    )  # fmt: skip
    return page, status


@bp.post("/exams/<exam_id>/unpublish")
@requires(Permission.EXAM_MANAGE)
def unpublish(exam_id: str) -> Response:
    publishing.unpublish(authoring.open_exam(exam_id), me(), now())
    flash(_("已撤回，考试又是草稿了。"), "ok")
    return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)
