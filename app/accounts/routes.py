"""Signing up, in and out; one's own profile; language and light."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.accounts import setup, throttle
from app.accounts.domain import device_name
from app.accounts.forms import ChangePasswordForm, PasswordForm, ProfileForm, SignInForm, SignUpForm
from app.accounts.models import LoginSession, User
from app.accounts.passwords import verify_password
from app.accounts.service import NameTaken, change_password, rename, sign_in, sign_up
from app.accounts.sessions import (
    SignedIn,
    close_session,
    current_sign_in,
    current_user,
    revoke,
)
from app.authz.gate import by_door, load_or_404, public, requires
from app.authz.permissions import Permission
from app.extensions import db
from app.web.clock import now
from app.web.errors import wants_json
from app.web.forms import add_error
from app.web.i18n import COOKIE as LOCALE_COOKIE
from app.web.i18n import LOCALES
from app.web.shell import THEME_COOKIE, THEMES

bp = Blueprint("accounts", __name__)
YEAR = 365 * 24 * 3600
Page = Response | str | tuple[str, int]
# What a person may still do who has to choose a password of their own first.
OPEN_DURING_HANDOVER = frozenset(
    {"accounts.new_password", "accounts.sign_out", "accounts.display", "assets.send"}
)


@bp.before_app_request
def ask_for_own_password() -> Response | None:
    """Send whoever signed in with a slip's password to choose their own, from every page.

    Runs right after the gate (blueprints are registered after it).
    """
    endpoint = request.endpoint
    if endpoint is None or endpoint in OPEN_DURING_HANDOVER or endpoint.endswith("static"):
        return None
    if by_door():
        return None
    user = current_user()
    if user is None or not user.must_change_password:
        return None
    if wants_json():
        abort(403)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return cast(Response, redirect(url_for("accounts.new_password", next=target), 303))


@bp.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
@throttle.by_name_here
@throttle.by_name
@throttle.by_address
@public
def sign_in_page() -> Page:
    form = SignInForm()
    if request.method == "GET" and _has_account():
        return redirect(safe_next())
    if form.validate_on_submit():
        user = sign_in(form.name.data or "", form.password.data or "", now())
        if user is not None:
            if user.must_change_password:
                return redirect(url_for("accounts.new_password", next=safe_next()))
            return redirect(safe_next())
        add_error(form.password, _("登录名或密码不对。忘了密码可以请老师重置。"))
    return render_template("accounts/sign_in.html", form=form, open=_sign_up_open())


@bp.route("/sign-up", methods=["GET", "POST"], endpoint="sign_up")
@throttle.sign_ups
@public
def sign_up_page() -> Page:
    if not _sign_up_open():
        return render_template("accounts/sign_up_closed.html"), 403
    if request.method == "GET" and _has_account():
        return redirect(safe_next())
    form = SignUpForm()
    practised = current_user() is not None
    if form.validate_on_submit():
        try:
            sign_up(form.full_name.data or "", form.names(), form.password.data or "", now())
        except NameTaken as taken:
            add_error(form[taken.kind], taken.message)
        else:
            kept = _("账号已经建好，你刚才的练习也留下了。")
            flash(kept if practised else _("账号已经建好。"), "ok")
            return redirect(safe_next())
    return render_template("accounts/sign_up.html", form=form)


@bp.post("/sign-out")
@public
def sign_out() -> Page:
    close_session(now())
    return redirect(url_for("accounts.sign_in"))


@bp.route("/setup/<token>", methods=["GET", "POST"])
@public
def first_admin(token: str) -> Page:
    if not setup.is_valid(token):
        abort(404)
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            user = setup.make_first_admin(
                form.full_name.data or "", form.names(), form.password.data or "", now()
            )
        except NameTaken as taken:
            add_error(form[taken.kind], taken.message)
        else:
            if user is None:
                abort(404)
            flash(_("你是这个站点的第一位管理员。先开一个教学班吧。"), "ok")
            return redirect(url_for("classes.home"))
    return render_template("accounts/setup.html", form=form)


@bp.route("/me", methods=["GET", "POST"])
@requires(Permission.PROFILE_EDIT)
def profile() -> Page:
    signed_in = _signed_in()
    user = signed_in.user
    form = ProfileForm(full_name=user.name, email=user.identifier("email") or "")
    if user.student_no:
        # A student's name stands on mark sheets: their teacher corrects it.
        del form.full_name
    if form.validate_on_submit():
        name = form.full_name.data if form.full_name else user.name
        try:
            rename(user, name or "", {"email": form.email.data or ""})
        except NameTaken as taken:
            add_error(form.email, taken.message)
        else:
            flash(_("资料已存下。"), "ok")
            return redirect(url_for("accounts.profile"))
    return render_template(
        "accounts/profile.html",
        form=form,
        user=user,
        here=signed_in.row,
        devices=_devices(user),
        device_name=device_name,
    )


@bp.route("/me/password", methods=["GET", "POST"], endpoint="new_password")
@throttle.own_password
@requires(Permission.PROFILE_EDIT)
def new_password_page() -> Page:
    """Change the password; after a reset by staff the old one is not asked again."""
    signed_in = _signed_in()
    user = signed_in.user
    form = PasswordForm() if user.must_change_password else ChangePasswordForm()
    form.own_names = tuple(i.value for i in user.identifiers)
    if form.validate_on_submit():
        if isinstance(form, ChangePasswordForm) and not verify_password(
            user.password_hash, form.current.data or ""
        ):
            add_error(form.current, _("现在的密码不对。"))
            return render_template("accounts/password.html", form=form, user=user), 422
        change_password(user, form.password.data or "", now(), signed_in.row.id)
        flash(_("密码已换好，其他设备上的登录都已退出。"), "ok")
        return redirect(safe_next())
    return render_template("accounts/password.html", form=form, user=user)


@bp.post("/me/devices/<int:session_id>/end")
@requires(Permission.PROFILE_EDIT)
def end_session(session_id: int) -> Page:
    revoke(load_or_404(LoginSession, id=session_id), now())
    flash(_("那台设备上的登录已退出。"), "ok")
    return redirect(url_for("accounts.profile"))


@bp.post("/display")
@public
def display() -> Page:
    """Choose language and light or dark; kept in cookies, so it works without an account."""
    response = cast(Response, redirect(safe_next()))
    secure = bool(current_app.config["SECURE_COOKIES"])
    for name, cookie, allowed in (
        ("locale", LOCALE_COOKIE, tuple(LOCALES)),
        ("theme", THEME_COOKIE, THEMES),
    ):
        value = request.form.get(name)
        if value is not None and value in allowed:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=secure)
    return response


def safe_next() -> str:
    """Where to go on to: an address of this site, never another's."""
    target = request.values.get("next", "")
    parts = urlsplit(target.replace("\\", "/"))
    if target.startswith("/") and not target.startswith("//") and not parts.netloc:
        return target
    return "/"


def _devices(user: User) -> list[LoginSession]:
    query = (
        select(LoginSession)
        .where(
            LoginSession.user_id == user.id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now(),
        )
        .order_by(LoginSession.last_seen_at.desc())
        .limit(20)
    )
    return list(db.session.scalars(query))


def _has_account() -> bool:
    user = current_user()
    return user is not None and not user.is_guest


def _signed_in() -> SignedIn:
    signed_in = current_sign_in()
    if signed_in is None:
        abort(401)
    return signed_in


def _sign_up_open() -> bool:
    return bool(current_app.config["SIGN_UP"])
