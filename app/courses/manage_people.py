"""The people of a class: list, single person, passwords."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.service import NameTaken
from app.accounts.slips import reset_passwords
from app.authz.gate import current_actor, load_or_404, requires
from app.authz.permissions import Permission, Role
from app.courses.blueprint import bp
from app.courses.forms import PersonForm
from app.courses.labels import ROLE_LABELS
from app.courses.members import (
    bring_back,
    change_person,
    is_in_hands_of_class,
    leave_class,
)
from app.courses.models import CourseClass, Enrolment
from app.courses.people import (
    ORDERS,
    RosterFilter,
    count_people,
    reset_class,
    resettable,
    roster_query,
)
from app.courses.service import get_class
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import add_error
from app.web.pages import paginate
from app.web.shell import enter_class

Page = Response | str | tuple[str, int]
PLACE = "classes.roster"
PER_PAGE = 50


@bp.get("/<class_id>/people")
@requires(Permission.ROSTER_VIEW)
def roster(class_id: str) -> Page:
    course_class = get_class(class_id)
    wish = _wish()
    return render_template(
        "courses/roster.html",
        course_class=course_class,
        page=paginate(roster_query(course_class.id, wish), per_page=PER_PAGE),
        counts=count_people(course_class.id),
        wish=wish,
        role_labels=ROLE_LABELS,
    )


@bp.route("/<class_id>/people/<place_id>", methods=["GET", "POST"])
@requires(Permission.ROSTER_MANAGE)
def person(class_id: str, place_id: str) -> Page:
    """A student as the class's instructors see them: name, 学号, extra time."""
    course_class, place = _load(class_id, place_id)
    user = place.user
    in_hands = is_in_hands_of_class(place, current_actor())
    form = PersonForm(
        full_name=user.name, student_no=user.student_no or "", extra_time=user.extra_time
    )
    if not in_hands:
        del form.full_name
        del form.student_no
    if form.validate_on_submit():
        try:
            change_person(
                place,
                current_actor(),
                name=(form.full_name.data if in_hands else user.name) or "",
                student_no=(form.student_no.data if in_hands else user.student_no) or "",
                extra_time=form.extra_time.data,  # type: ignore[arg-type]
            )
        except NameTaken as taken:
            add_error(form.student_no, taken.message)
        except DomainError as refused:
            add_error(form.student_no, refused.message)
        else:
            flash(_("%(name)s 的资料已存下。", name=user.name), "ok")
            return redirect(url_for(PLACE, class_id=class_id))
    return render_template(
        "courses/person.html",
        course_class=course_class,
        place=place,
        form=form,
        in_hands=in_hands,
        role_labels=ROLE_LABELS,
    )


@bp.post("/<class_id>/people/<place_id>/remove")
@requires(Permission.ROSTER_MANAGE)
def remove(class_id: str, place_id: str) -> Page:
    _class, place = _load(class_id, place_id)
    if place.role != Role.STUDENT:
        abort(404)
    leave_class(place, now())
    flash(_("%(name)s 已移出本班，作答和成绩都还留着。", name=place.user.name), "ok")
    return redirect(url_for(PLACE, class_id=class_id))


@bp.post("/<class_id>/people/<place_id>/restore")
@requires(Permission.ROSTER_MANAGE)
def restore(class_id: str, place_id: str) -> Page:
    _class, place = _load(class_id, place_id)
    bring_back(place)
    flash(_("%(name)s 回到了本班。", name=place.user.name), "ok")
    return redirect(url_for(PLACE, class_id=class_id))


@bp.post("/<class_id>/people/<place_id>/reset-password")
@requires(Permission.PASSWORD_RESET)
def reset_password(class_id: str, place_id: str) -> Page:
    course_class, place = _load(class_id, place_id)
    if not is_in_hands_of_class(place, current_actor()):
        raise DomainError(
            _("密码没有重置：这位不只是你班上的学生，或已离开本班。请管理员重置。"), status=403
        )
    slips = reset_passwords([place.user], now())
    return slips_page(course_class, slips)


@bp.get("/<class_id>/passwords")
@requires(Permission.PASSWORD_RESET)
def passwords(class_id: str) -> Page:
    """Say what resetting a whole class does, before it is done."""
    course_class = get_class(class_id, PLACE)
    return render_template(
        "courses/passwords.html",
        course_class=course_class,
        all_count=len(resettable(course_class.id, current_actor())),
        never_count=len(resettable(course_class.id, current_actor(), never_only=True)),
    )


@bp.post("/<class_id>/passwords")
@requires(Permission.PASSWORD_RESET)
def reset_all(class_id: str) -> Page:
    course_class = get_class(class_id, PLACE)
    never_only = request.form.get("scope") != "all"
    slips = reset_class(course_class.id, current_actor(), now(), never_only=never_only)
    if not slips:
        flash(_("没有需要重置密码的学生。"))
        return redirect(url_for(PLACE, class_id=class_id))
    return slips_page(course_class, slips)


def slips_page(course_class: CourseClass, slips: list, summary: str | None = None) -> str:  # type: ignore[type-arg]
    """The sheet of slips: the answer to the POST that made the passwords, never shown again."""
    count = ngettext("%(num)s 张密码条", "%(num)s 张密码条", len(slips))
    return render_template(
        "accounts/slips.html",
        slips=slips,
        title=_("%(class_name)s：%(count)s", class_name=course_class.name, count=count),
        summary=summary,
        back_url=url_for(PLACE, class_id=course_class.public_id),
    )


def _wish() -> RosterFilter:
    order = request.args.get("sort", "number")
    return RosterFilter(
        wanted=request.args.get("q", "").strip()[:100],
        order=order if order.lstrip("-") in ORDERS else "number",
        left=request.args.get("left") == "1",
    )


def _load(class_id: str, place_id: str) -> tuple[CourseClass, Enrolment]:
    course_class = load_or_404(CourseClass, public_id=class_id)
    enter_class(course_class, PLACE)
    people = joinedload(Enrolment.user).selectinload(User.identifiers)
    return course_class, load_or_404(
        Enrolment, people, public_id=place_id, class_id=course_class.id
    )
