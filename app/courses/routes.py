"""A learner's side of classes: joining with a code, leaving."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission, Role
from app.courses import throttle
from app.courses.forms import JoinForm
from app.courses.members import (
    JoinRefusedError,
    find_enrolment,
    find_open_class,
    join_class,
    leave_class,
)
from app.courses.models import CourseClass
from app.courses.service import make_cards
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import add_error

bp = Blueprint("courses", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/join")
@throttle.by_person
@throttle.by_address
@requires(Permission.CLASS_JOIN)
def join() -> Page:
    """Ask for the code; with one in the address show which class it opens."""
    form = JoinForm(formdata=None, code=request.args.get("code", ""))
    if not form.code.data:
        return render_template("courses/join.html", form=form, card=None)
    try:
        found = find_open_class(form.code.data)
    except JoinRefusedError as refused:
        return _refuse(form, refused)
    if _is_member(found):
        return _already_in(found)
    return render_template("courses/join.html", form=form, card=make_cards([found], {})[0])


@bp.post("/join")
@throttle.by_person
@throttle.by_address
@requires(Permission.CLASS_JOIN)
def do_join() -> Page:
    form = JoinForm()
    if not form.validate_on_submit():
        return render_template("courses/join.html", form=form, card=None), 422
    try:
        found = find_open_class(form.code.data or "")
    except JoinRefusedError as refused:
        return _refuse(form, refused)
    if not join_class(found, _me(), now()):
        return _already_in(found)
    flash(_("你已加入“%(name)s”。", name=found.name), "ok")
    return redirect(url_for("classes.home"))


@bp.post("/classes/<class_id>/leave")
@requires(Permission.CLASS_VIEW)
def leave(class_id: str) -> Page:
    """Leave a class as a student; staff are taken out on the settings page."""
    found = load_or_404(CourseClass, public_id=class_id)
    place = find_enrolment(found.id, _me().id)
    if place is None or place.left_at is not None:
        abort(404)
    if place.role != Role.STUDENT:
        raise DomainError(_("你在这个班任教。要退出，请在班级设置里把自己移出。"), status=409)
    leave_class(place, now())
    flash(_("你已退出“%(name)s”，原来的作答和成绩都还留着。", name=found.name), "ok")
    return redirect(url_for("classes.home"))


def _refuse(form: JoinForm, refused: JoinRefusedError) -> Page:
    add_error(form.code, refused.message)
    return render_template("courses/join.html", form=form, card=None), refused.status


def _is_member(found: CourseClass) -> bool:
    place = find_enrolment(found.id, _me().id)
    return place is not None and place.left_at is None


def _already_in(found: CourseClass) -> Page:
    flash(_("你已经在“%(name)s”里了。", name=found.name))
    return redirect(url_for("classes.home"))


def _me() -> User:
    user = current_user()
    if user is None:
        abort(401)
    return user
