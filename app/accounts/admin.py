"""Site management: the people."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from app.accounts.domain import normalise_name
from app.accounts.forms import PersonForm
from app.accounts.models import Identifier, User
from app.accounts.service import reset_passwords
from app.accounts.sessions import current_user, revoke_all
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.database import writing
from app.extensions import db
from app.web.clock import now
from app.web.pages import paginate

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/people")
@requires(Permission.USERS_MANAGE)
def home() -> str:
    wanted = request.args.get("q", "").strip()
    page = paginate(_people(wanted), per_page=50)
    return render_template("admin/people.html", page=page, q=wanted)


@bp.route("/people/<public_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def person(public_id: str) -> Response | str:
    user = load_or_404(User, selectinload(User.identifiers), public_id=public_id)
    form = PersonForm(obj=user)
    if form.validate_on_submit():
        _refuse_own_loss(user, form)
        with writing():
            row = db.session.get_one(User, user.id)
            form.populate_obj(row)
        if not form.is_active.data:
            revoke_all(user.id, now())
        flash(_("已存下。"))
        return redirect(url_for("admin.person", public_id=public_id))
    return render_template("admin/person.html", form=form, person=user)


@bp.post("/people/<public_id>/reset-password")
@requires(Permission.USERS_MANAGE)
def reset_password(public_id: str) -> str:
    slips = reset_passwords([load_or_404(User, public_id=public_id)], now())
    return render_template("accounts/slips.html", slips=slips, title=_("密码条"))


def _people(wanted: str) -> Select[tuple[User]]:
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


def _refuse_own_loss(user: User, form: PersonForm) -> None:
    """Nobody locks themselves out: the last door would close behind them."""
    me = current_user()
    if me is not None and me.id == user.id and not (form.is_admin.data and form.is_active.data):
        abort(400)
