"""Attendance for those who teach: sessions, marking, the code on the projector, what it is worth."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.gradebook.attendance import service
from app.gradebook.attendance.labels import PRESENCES
from app.gradebook.attendance.models import AttendanceSession, Presence
from app.gradebook.people import find_students, students_query
from app.gradebook.service import get_scheme
from app.web.clock import now
from app.web.forms import clean
from app.web.i18n import local_zone
from app.web.numbers import read_int, read_number
from app.web.pages import paginate
from app.web.shell import enter_class

bp = Blueprint("attendance", __name__)
PLACE = "gradebook.home"
PER_PAGE = 200
Page = Response | str | tuple[str, int]


@bp.get("/classes/<class_id>/attendance")
@requires(Permission.GRADES_VIEW_ALL)
def home(class_id: str) -> str:
    return _home(get_class(class_id, PLACE))


@bp.post("/classes/<class_id>/attendance")
@requires(Permission.GRADES_MANAGE)
def new_session(class_id: str) -> Page:
    course_class = get_class(class_id, PLACE)
    typed = request.form.get("held_at", "")
    held_at = _read_time(typed)
    if held_at is None:
        return _home(course_class, wrong=_("没有读懂这个时间。"), typed=typed), 422
    title = clean(request.form.get("title", ""))[:80]
    session = service.make_session(course_class.id, title, held_at)
    return redirect(url_for(".session", session_id=session.public_id))


@bp.get("/attendance/<session_id>")
@requires(Permission.GRADES_VIEW_ALL)
def session(session_id: str) -> str:
    """The roster of one session, to be marked."""
    held, course_class = _session(session_id)
    marks = service.marks_of(held)
    counts: dict[str, int] = {}
    for mark in marks.values():
        counts[mark.presence] = counts.get(mark.presence, 0) + 1
    return render_template(
        "attendance/session.html",
        course_class=course_class,
        session=held,
        page=paginate(students_query(course_class.id), PER_PAGE),
        marks=marks,
        counts=counts,
        presences=PRESENCES,
        code_open=_code_open(held),
    )


@bp.post("/attendance/<session_id>")
@requires(Permission.GRADES_MANAGE)
def mark(session_id: str) -> Response:
    held, course_class = _session(session_id)
    me = current_user() or abort(401)
    named = [name[2:] for name in request.form if name.startswith("w-")][: 2 * PER_PAGE]
    students = find_students(course_class.id, named)
    rest = Presence.HERE if request.form.get("rest") == "here" else None
    presences = {
        user.id: _presence(request.form.get(f"p-{user.public_id}", "")) or rest for user in students
    }
    shown = {user.id: request.form.get(f"w-{user.public_id}", "") for user in students}
    changed = service.mark_people(held, presences, me.id, now(), shown)
    flash(ngettext("记下了 %(num)s 人。", "记下了 %(num)s 人。", changed), "ok")
    return redirect(request.full_path.rstrip("?"))


@bp.post("/attendance/<session_id>/remove")
@requires(Permission.GRADES_MANAGE)
def remove(session_id: str) -> Response:
    held, course_class = _session(session_id)
    service.remove_session(held, now())
    flash(_("这次考勤已删掉。"), "ok")
    return redirect(url_for(".home", class_id=course_class.public_id))


@bp.post("/attendance/<session_id>/code")
@requires(Permission.GRADES_MANAGE)
def code(session_id: str) -> Response:
    """Open a sign-in code for some minutes, or end it."""
    held, _course_class = _session(session_id)
    if request.form.get("end"):
        service.close_code(held)
        return redirect(url_for(".session", session_id=session_id))
    service.open_code(held, read_int(request.form.get("minutes", "5")) or 5, now())
    return redirect(url_for(".projector", session_id=session_id))


@bp.get("/attendance/<session_id>/projector")
@requires(Permission.GRADES_VIEW_ALL)
def projector(session_id: str) -> str:
    """The code, large enough for the last row."""
    held, course_class = _session(session_id)
    return render_template(
        "attendance/projector.html",
        course_class=course_class,
        session=held,
        code_open=_code_open(held),
        count=sum(one.presence == Presence.HERE for one in service.marks_of(held).values()),
        url=url_for("attend.home", _external=True),
    )


@bp.route("/classes/<class_id>/attendance/worth", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def worth(class_id: str) -> Page:
    """What each presence is worth, and where attendance counts."""
    course_class = get_class(class_id, PLACE)
    scheme, rule = get_scheme(course_class.id), service.rule_of(course_class.id)
    errors: dict[str, str] = {}
    typed = {name.value: str(rule.worth.get(name.value, "")) for name in Presence}
    chosen = str(rule.category_id or "")
    if request.method == "POST":
        me = current_user() or abort(401)
        typed = {name.value: request.form.get(name.value, "").strip()[:8] for name in Presence}
        chosen = request.form.get("category", "")
        table, errors = _read_worth(typed)
        known = {str(category.id): category.id for category in scheme.categories}
        if chosen and chosen not in known:
            abort(400)
        if not errors:
            service.save_rule(course_class.id, table, known.get(chosen), me.id, now())
            flash(_("已存下，成绩册里的考勤按它重新算过。"), "ok")
            return redirect(url_for(".home", class_id=class_id))
    page = render_template(
        "attendance/worth.html", course_class=course_class, scheme=scheme, typed=typed,
        chosen=chosen, errors=errors, presences=PRESENCES,
    )  # fmt: skip
    return (page, 422) if errors else page


def _home(course_class: CourseClass, **more: Any) -> str:
    local = now().astimezone(local_zone()).strftime("%Y-%m-%dT%H:%M")
    return render_template(
        "attendance/home.html",
        course_class=course_class,
        sessions=service.list_sessions(course_class.id),
        rule=service.rule_of(course_class.id),
        presences=PRESENCES,
        **({"wrong": "", "typed": local} | more),
    )


def _session(public_id: str) -> tuple[AttendanceSession, CourseClass]:
    held = load_or_404(AttendanceSession, public_id=public_id)
    course_class = db.session.get_one(CourseClass, held.class_id)
    enter_class(course_class, PLACE)
    return held, course_class


def _code_open(held: AttendanceSession) -> bool:
    return held.code is not None and held.code_until is not None and held.code_until > now()


def _presence(text: str) -> Presence | None:
    return Presence(text) if text in set(Presence) else None


def _read_worth(typed: dict[str, str]) -> tuple[dict[str, Decimal], dict[str, str]]:
    table: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        percent = read_number(text) if text else None
        if text and (percent is None or percent > 100):
            errors[name] = _("请填 0 到 100，不计就空着。")
        elif percent is not None:
            table[name] = percent
    return table, errors


def _read_time(text: str) -> datetime | None:
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not 2000 <= typed.year <= 2100:
        return None
    return typed.replace(tzinfo=local_zone()).astimezone(UTC)
