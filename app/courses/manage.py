"""Running a class: the list of classes, a class's front page, its settings and staff."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission, Role
from app.courses import manage_import, manage_people  # noqa: F401 (they hang their routes on bp)
from app.courses.actor import memberships
from app.courses.blueprint import bp
from app.courses.domain.codes import show_code
from app.courses.forms import ClassForm, SettingsForm, StaffForm
from app.courses.labels import ROLE_LABELS, STAFF_CHOICES
from app.courses.members import LastInstructorError, add_staff, leave_class, set_role
from app.courses.models import CourseClass, Enrolment
from app.courses.service import (
    all_classes,
    archive_class,
    change_class,
    count_students,
    create_class,
    get_class,
    list_staff,
    make_cards,
    renew_code,
)
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import add_error
from app.web.pages import paginate
from app.web.shell import enter_class

Page = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.CLASS_JOIN)
def home() -> Page:
    """The classes one teaches and those one studies in; those put away apart."""
    roles = {one.class_id: one.role for one in memberships()}
    cards = make_cards([one.course_class for one in memberships()], roles)
    running = [card for card in cards if card.course_class.archived_at is None]
    return render_template(
        "courses/home.html",
        teaching=[card for card in running if card.role != Role.STUDENT],
        studying=[card for card in running if card.role == Role.STUDENT],
        archived=[card for card in cards if card.course_class.archived_at is not None],
        role_labels=ROLE_LABELS,
    )


@bp.get("/all")
@requires(Permission.SITE_MANAGE)
def everywhere() -> Page:
    """Every class of the site, for the administrator."""
    wanted = request.args.get("q", "").strip()[:100]
    page = paginate(all_classes(wanted), per_page=30)
    return render_template(
        "courses/everywhere.html", page=page, cards=make_cards(page.items, {}), q=wanted
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CLASS_CREATE)
def create() -> Page:
    form = ClassForm()
    if form.validate_on_submit():
        made = create_class(form.name.data or "", form.term.data or "", _me(), now())
        flash(_("“%(name)s”开好了。下一步：导入名单，或把加入码告诉学生。", name=made.name), "ok")
        return redirect(url_for("classes.overview", class_id=made.public_id))
    page = render_template("courses/create.html", form=form)
    return (page, 422) if form.errors else page


@bp.get("/<class_id>")
@requires(Permission.ROSTER_VIEW)
def overview(class_id: str) -> Page:
    course_class = get_class(class_id)
    return render_template(
        "courses/overview.html",
        course_class=course_class,
        code=show_code(course_class.join_code),
        join_url=_join_url(course_class),
        students=count_students([course_class.id]).get(course_class.id, 0),
        staff=list_staff(course_class.id),
        role_labels=ROLE_LABELS,
    )


@bp.get("/<class_id>/code")
@requires(Permission.ROSTER_VIEW)
def poster(class_id: str) -> Page:
    """The join code as large as the screen or a sheet of paper allows."""
    course_class = get_class(class_id)
    return render_template(
        "courses/poster.html",
        course_class=course_class,
        code=show_code(course_class.join_code),
        join_url=url_for("courses.join", _external=True),
    )


@bp.route("/<class_id>/settings", methods=["GET", "POST"])
@requires(Permission.CLASS_MANAGE)
def settings(class_id: str) -> Page:
    course_class = get_class(class_id)
    form = SettingsForm(obj=course_class)
    if form.validate_on_submit():
        change_class(
            course_class,
            name=form.name.data or "",
            term=form.term.data or "",
            rule=form.rule.data or "half",
            join_open=bool(form.join_open.data),
        )
        return _saved(course_class, _("设置已存下。"))
    page = _settings_page(course_class, form, StaffForm(formdata=None))
    return (page, 422) if form.errors else page


@bp.post("/<class_id>/settings/code")
@requires(Permission.CLASS_MANAGE)
def new_code(class_id: str) -> Page:
    course_class = get_class(class_id)
    code = show_code(renew_code(course_class))
    return _saved(course_class, _("新的加入码是 %(code)s，旧的已经不能用。", code=code))


@bp.post("/<class_id>/settings/archive")
@requires(Permission.CLASS_MANAGE)
def archive(class_id: str) -> Page:
    course_class = get_class(class_id)
    if request.form.get("back"):
        archive_class(course_class, None)
        return _saved(course_class, _("班级已恢复。"))
    archive_class(course_class, now())
    return _saved(course_class, _("班级已结课。内容和成绩都还在，随时可以恢复。"))


@bp.post("/<class_id>/staff")
@requires(Permission.CLASS_MANAGE)
def staff_add(class_id: str) -> Page:
    course_class = get_class(class_id, "classes.settings")
    form = StaffForm()
    if form.validate_on_submit():
        try:
            user = add_staff(
                course_class,
                form.sign_in_name.data or "",
                Role(str(form.staff_role.data)),
                now(),
            )
        except DomainError as refused:
            add_error(form.sign_in_name, refused.message)
        else:
            return _saved(course_class, _("%(name)s 已加入教学团队。", name=user.name))
    page = _settings_page(course_class, SettingsForm(formdata=None, obj=course_class), form)
    return page, 422


@bp.post("/<class_id>/staff/<place_id>/role")
@requires(Permission.CLASS_MANAGE)
def staff_role(class_id: str, place_id: str) -> Page:
    place = _staff_place(class_id, place_id)
    role = request.form.get("role", "")
    if role not in {value for value, _label in STAFF_CHOICES}:
        abort(400)
    set_role(place, Role(role))
    return _after_staff_change(place, _("%(name)s 的身份已改。", name=place.user.name))


@bp.post("/<class_id>/staff/<place_id>/remove")
@requires(Permission.CLASS_MANAGE)
def staff_remove(class_id: str, place_id: str) -> Page:
    place = _staff_place(class_id, place_id)
    leave_class(place, now())
    return _after_staff_change(place, _("%(name)s 已移出教学团队。", name=place.user.name))


@bp.errorhandler(LastInstructorError)
def _last_instructor(error: LastInstructorError) -> Page:
    """Say it where the person is, rather than on an error page."""
    flash(error.message, "warn")
    class_id = (request.view_args or {})["class_id"]
    return redirect(url_for("classes.settings", class_id=class_id))


def _staff_place(class_id: str, place_id: str) -> Enrolment:
    course_class = load_or_404(CourseClass, public_id=class_id)
    enter_class(course_class, "classes.settings")
    place = load_or_404(Enrolment, public_id=place_id, class_id=course_class.id)
    if place.role == Role.STUDENT or place.left_at is not None:
        abort(404)
    return place


def _after_staff_change(place: Enrolment, message: str) -> Page:
    """Whoever took the power to manage from themselves is not sent to a page that refuses them."""
    flash(message, "ok")
    if place.user_id == _me().id:
        return redirect(url_for("classes.home"))
    return redirect(url_for("classes.settings", class_id=place.course_class.public_id))


def _settings_page(course_class: CourseClass, form: SettingsForm, staff_form: StaffForm) -> str:
    return render_template(
        "courses/settings.html",
        course_class=course_class,
        form=form,
        staff_form=staff_form,
        staff=list_staff(course_class.id),
        code=show_code(course_class.join_code),
        staff_choices=STAFF_CHOICES,
        role_labels=ROLE_LABELS,
    )


def _saved(course_class: CourseClass, message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("classes.settings", class_id=course_class.public_id))  # type: ignore[return-value]


def _join_url(course_class: CourseClass) -> str:
    return url_for("courses.join", code=course_class.join_code, _external=True)


def _me() -> User:
    user = current_user()
    if user is None:
        abort(401)
    return user
