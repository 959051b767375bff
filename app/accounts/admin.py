"""Site management: the people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from app.accounts.domain import normalise_name
from app.accounts.forms import NewPersonForm, PersonForm
from app.accounts.models import Identifier, User
from app.accounts.service import NameTaken, set_standing
from app.accounts.sessions import current_user
from app.accounts.slips import NewPerson, make_people, make_secrets, reset_passwords
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.web.clock import now
from app.web.forms import add_error
from app.web.pages import paginate

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/people")
@requires(Permission.USERS_MANAGE)
def home() -> str:
    wanted = request.args.get("q", "").strip()[:100]
    page = paginate(_people(wanted), per_page=50)
    return render_template("admin/people.html", page=page, q=wanted)


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def new_person() -> str:
    """Make an account for somebody, a teacher as a rule; the password comes on a slip."""
    form = NewPersonForm()
    if form.validate_on_submit():
        person = NewPerson(form.full_name.data or "", {"username": form.username.data or ""})
        try:
            slips = make_people(
                [person], make_secrets(1), now(), can_teach=bool(form.can_teach.data)
            )
        except NameTaken as taken:
            add_error(form.username, taken.message)
        else:
            return _slips(slips, _("%(name)s 的密码条", name=person.name))
    return render_template("admin/new_person.html", form=form)


@bp.route("/people/<public_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def person(public_id: str) -> Response | str:
    user = _load(public_id)
    form = PersonForm(obj=user)
    if form.validate_on_submit() and _keeps_own_key(user, form):
        set_standing(
            user,
            now(),
            can_teach=bool(form.can_teach.data),
            is_admin=bool(form.is_admin.data),
            is_active=bool(form.is_active.data),
        )
        flash(_("已存下。"), "ok")
        return redirect(url_for("admin.person", public_id=public_id))
    return render_template("admin/person.html", form=form, person=user)


@bp.post("/people/<public_id>/reset-password")
@requires(Permission.USERS_MANAGE)
def reset_password(public_id: str) -> str:
    user = _load(public_id)
    return _slips(reset_passwords([user], now()), _("%(name)s 的密码条", name=user.name))


def _slips(slips: list[Any], title: str) -> str:
    back = url_for("admin.home")
    return render_template("accounts/slips.html", slips=slips, title=title, back_url=back)


def _load(public_id: str) -> User:
    user = load_or_404(User, selectinload(User.identifiers), public_id=public_id)
    if user.is_guest:
        abort(404)
    return user


def _people(wanted: str) -> Select[User]:
    query = (
        select(User)
        .where(User.is_guest.is_(False))
        .options(selectinload(User.identifiers))
        .order_by(User.id.desc())
    )
    if wanted:
        name = normalise_name(wanted)
        with_name = select(Identifier.user_id).where(
            Identifier.value.contains(name, autoescape=True)
        )
        query = query.where(
            or_(User.name.contains(wanted, autoescape=True), User.id.in_(with_name))
        )
    return query


def _keeps_own_key(user: User, form: PersonForm) -> bool:
    """Nobody locks themselves out: the last door would close behind them."""
    me = current_user()
    if me is None or me.id != user.id:
        return True
    for field in (form.is_admin, form.is_active):
        if not field.data:
            add_error(field, _("这是你自己的账号。请另一位管理员来改。"))
    return bool(form.is_admin.data and form.is_active.data)
