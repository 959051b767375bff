"""Pages of practice goals: set and watched by those who teach, read by students."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank.content import get_library
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.gradebook.forms import REFUSALS, LocalTimeField, NumberField
from app.gradebook.service import get_scheme
from app.learning import goals
from app.web.clock import now
from app.web.forms import Form, add_error, at_most, between, choices, required, strip
from app.web.i18n import local_zone

bp = Blueprint("goals", __name__)
PLACE = "gradebook.home"
KINDS = {"right": _l("答对多少道不同的题"), "mastery": _l("掌握多少（知识点的百分之几）")}


class ChaptersField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class GoalForm(Form):
    title = StringField(_l("名称"), filters=[strip], validators=[required(), at_most(80)])
    kind = SelectField(_l("目标"), choices=choices(KINDS.items()), **REFUSALS)
    target = NumberField(
        _l("数目"),
        validators=[required(), between(1, 1000)],
        default=Decimal(30),
        description=_l("到了就是满分 100，没到按比例。"),
    )
    chapters = ChaptersField(_l("章"), **REFUSALS)
    opens_at = LocalTimeField(_l("从什么时候算起"), validators=[required()])
    due_at = LocalTimeField(_l("截止时间"), validators=[required()])
    category = SelectField(_l("计入"), coerce=int, **REFUSALS)

    def is_sound(self) -> bool:
        """Validate, with what concerns more than one field."""
        if not self.validate_on_submit():
            return False
        if not self.chapters.data:
            add_error(self.chapters, _("至少选一章。"))
        if self.due_at.data <= self.opens_at.data:  # type: ignore[operator]
            add_error(self.due_at, _("要比开始的时间晚。"))
        target = self.target.data or Decimal(0)
        if self.kind.data == "mastery" and target > 100:
            add_error(self.target, _("百分数最多 100。"))
        if target != int(target):
            add_error(self.target, _("请写整数。"))
        return not self.errors

    def values(self) -> dict[str, Any]:
        data = self.data
        return {
            "title": data["title"],
            "kind": data["kind"],
            "target": int(data["target"]),
            "chapters": data["chapters"],
            "opens_at": _utc(data["opens_at"]),
            "due_at": _utc(data["due_at"]),
            "category_id": data["category"],
        }


@bp.get("/classes/<class_id>/goals")
@requires(Permission.GRADES_VIEW_ALL)
def home(class_id: str) -> str:
    course_class, at = get_class(class_id, PLACE), now()
    students = goals.students_of(course_class.id)
    return render_template(
        "goals/home.html",
        course_class=course_class,
        standings=[goals.standing_of(g, students, at) for g in goals.list_goals(course_class.id)],
        students=len(students),
        titles=_titles(),
    )


@bp.route("/classes/<class_id>/goals/new", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def new(class_id: str) -> Response | str | tuple[str, int]:
    course_class, at = get_class(class_id, PLACE), now()
    form = GoalForm(data={"opens_at": at.astimezone(local_zone()), "target": Decimal(30)})
    form.chapters.choices = choices(_titles().items())
    form.category.choices = choices((c.id, c.name) for c in get_scheme(course_class.id).categories)
    if form.is_sound():
        me = current_user() or abort(401)
        goals.make_goal(course_class.id, form.values(), me.id, at)
        flash(_("目标已定好，成绩册里加了一列。"), "ok")
        return redirect(url_for(".home", class_id=class_id))
    page = render_template("goals/form.html", course_class=course_class, form=form)
    return (page, 422) if form.errors else page


@bp.post("/classes/<class_id>/goals/post")
@requires(Permission.GRADES_MANAGE)
def post(class_id: str) -> Response:
    """Bring the gradebook up to date now."""
    course_class = get_class(class_id, PLACE)
    me = current_user() or abort(401)
    count = goals.post_goals(course_class.id, me.id, now())
    flash(ngettext("成绩册更新了 %(num)s 格。", "成绩册更新了 %(num)s 格。", count), "ok")
    return redirect(url_for(".home", class_id=class_id))


@bp.get("/classes/<class_id>/goals/own")
@requires(Permission.GRADES_VIEW_OWN)
def own(class_id: str) -> str:
    """How far one is oneself."""
    course_class = load_or_404(CourseClass, public_id=class_id)
    me, at = current_user() or abort(401), now()
    found = [goals.standing_of(g, [me.id], at) for g in goals.list_goals(course_class.id)]
    return render_template(
        "goals/own.html",
        course_class=course_class,
        standings=[(one.goal, one.reached[me.id]) for one in found],
        titles=_titles(),
    )


def _titles() -> dict[str, str]:
    course = get_library().course
    return {plan.id: plan.title for plan in course.plans} if course else {}


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=local_zone()).astimezone(UTC)
