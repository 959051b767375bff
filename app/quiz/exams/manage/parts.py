"""Sections of a paper's own, and its parallel forms."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.quiz.exams import arranging, parallel
from app.quiz.exams.arranging import ArrangeError
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.manage.blueprint import asked_form, bp, paper_url
from app.quiz.exams.manage.papers import paper_page
from app.quiz.exams.parallel import ParallelError
from app.quiz.models import Exam

Page = Response | str | tuple[str, int]


@bp.post("/exams/<exam_id>/paper/sections")
@requires(Permission.EXAM_MANAGE)
def change_sections(exam_id: str) -> Page:
    return _answer(open_exam(exam_id), _change_section, "#sections")


@bp.post("/exams/<exam_id>/paper/forms")
@requires(Permission.EXAM_MANAGE)
def change_forms(exam_id: str) -> Page:
    return _answer(open_exam(exam_id), _change_form, "#forms")


def _answer(exam: Exam, change: Callable[[Exam], str], place: str) -> Page:
    """Do it and go back to the place on the page, or show the page with the reason."""
    try:
        told = change(exam)
    except (ArrangeError, ParallelError) as error:
        return paper_page(exam, refused=error.message), error.status
    flash(told, "ok")
    return redirect(paper_url(exam, asked_form()) + place, 303)


def _change_section(exam: Exam) -> str:
    verb, _colon, title = request.form.get("do", "").partition(":")
    match verb:
        case "up" | "down":
            arranging.move_section(exam, title, -1 if verb == "up" else 1)
            return _("大题的顺序改好了。")
        case "rename":
            arranging.rename_section(exam, title, request.form.get("title", ""))
            return _("大题的标题改好了。")
        case "remove":
            arranging.remove_section(exam, title)
            return _("大题已取消，里面的题回到各自的题型。")
        case _:
            arranging.add_section(exam, request.form.get("title", ""))
            return _("大题建好了。勾选题目，把它们移进去。")


def _change_form(exam: Exam) -> str:
    match request.form.get("do", ""):
        case "copy":
            n = parallel.copy_form(exam)
            return _("B 卷有了：和 A 卷一样的 %(n)s 题，可以一题题换掉。", n=n)
        case "remove":
            parallel.remove_form(exam)
            return _("B 卷已删除，大家都考 A 卷。")
        case _:
            parallel.set_form_rule(exam, request.form.get("rule", ""))
            return _("分卷方式存下了。")
