"""A student signs in by the code on the projector, and reads their own record."""

from __future__ import annotations

from secrets import token_hex

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission, Role
from app.courses.actor import memberships
from app.courses.throttle import by_address, by_person
from app.gradebook.attendance import service
from app.gradebook.attendance.labels import PRESENCES
from app.gradebook.attendance.service import SignInError
from app.web.clock import now

bp = Blueprint("attend", __name__, url_prefix="/attend")
DEVICE = "zhike_device"
YEAR = 365 * 24 * 3600


@bp.get("")
@requires(Permission.CLASS_JOIN)
def home() -> str:
    return _page()


@bp.post("")
@requires(Permission.CLASS_JOIN)
@by_person
@by_address
def sign_in() -> Response | tuple[str, int]:
    """Sign in; the device is remembered, so that it signs in one person a session."""
    user = current_user() or abort(401)
    code = "".join(request.form.get("code", "").split())[:6]
    device = request.cookies.get(DEVICE, "")
    if len(device) != 32 or not device.isalnum():
        device = token_hex(16)
    try:
        session = service.sign_in(user.id, code, device, now())
    except SignInError as error:
        return _page(code, error.message), error.status
    flash(_("签到成功：%(title)s", title=session.title or _("这次课")), "ok")
    answer = make_response(redirect(url_for(".home")))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(DEVICE, device, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


def _page(code: str = "", wrong: str = "") -> str:
    user = current_user() or abort(401)
    classes = [one.class_id for one in memberships() if one.role == Role.STUDENT]
    return render_template(
        "attendance/attend.html",
        code=code,
        wrong=wrong,
        sessions=service.own_sessions(classes, user.id),
        presences=PRESENCES,
    )
